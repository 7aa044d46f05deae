import type { Policy } from "../../../src/core/model/policy.ts";
import { sha256 } from "../../../src/storage/ledger/ledger-line.ts";
import { parsePolicy } from "../../../src/storage/policy/policy-text.ts";

/** The policy that a text describes; the text must be right. */
export function policyIn(text: string): Policy {
  const parsed = parsePolicy(text, sha256(text));
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.mistakes));
  return parsed.policy;
}
