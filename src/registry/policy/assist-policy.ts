import {
  completePolicy,
  correctPolicy,
  explainPolicy,
  type PolicyCompletion,
  type PolicyCorrection,
  type PolicyExplanation,
} from "../../storage/policy/policy-assistance.ts";
import { policyLine } from "../../storage/policy/policy-places.ts";
import type { Registry } from "../registry.ts";

interface PolicyPlace {
  /** The policy as it is typed. */
  readonly text: string;
  /** UTF-16 code units from its beginning. */
  readonly offset: number;
}

/** Returns the completions at a position of a policy. */
export function suggestInPolicy(
  registry: Registry,
  { text, offset }: PolicyPlace,
): Promise<PolicyCompletion | undefined> {
  return registry.read((state) => completePolicy(text, offset, state.search.recordedNames()));
}

/** Explains the key at a position of a policy. */
export function explainInPolicy(
  _registry: Registry,
  { text, offset }: PolicyPlace,
): Promise<PolicyExplanation | undefined> {
  return Promise.resolve(explainPolicy(text, offset));
}

/** The slips of a policy, and what was meant. */
export function suggestCorrections(
  _registry: Registry,
  { text }: Pick<PolicyPlace, "text">,
): Promise<readonly PolicyCorrection[]> {
  return Promise.resolve(correctPolicy(text));
}

/** Returns the line (counted from 1) of a rule in the text of a policy, by its path. */
export function findInPolicy(
  _registry: Registry,
  { text, path }: { readonly text: string; readonly path: readonly (string | number)[] },
): Promise<number> {
  return Promise.resolve(policyLine(text, path));
}
