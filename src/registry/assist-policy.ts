import {
  completePolicy,
  explainPolicy,
  type PolicyCompletion,
  type PolicyExplanation,
} from "../storage/policy-assistance.ts";
import type { Registry } from "./registry.ts";

interface PolicyPlace {
  /** The policy as it is typed. */
  readonly text: string;
  /** UTF-16 code units from its beginning. */
  readonly offset: number;
}

/** What can be written at a place of a policy. */
export function suggestInPolicy(
  _registry: Registry,
  { text, offset }: PolicyPlace,
): Promise<PolicyCompletion | undefined> {
  return Promise.resolve(completePolicy(text, offset));
}

/** What the key at a place of a policy means. */
export function explainInPolicy(
  _registry: Registry,
  { text, offset }: PolicyPlace,
): Promise<PolicyExplanation | undefined> {
  return Promise.resolve(explainPolicy(text, offset));
}
