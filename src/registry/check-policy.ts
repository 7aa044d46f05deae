import { sha256 } from "../storage/ledger-line.ts";
import { maxPolicySize } from "../storage/policy-reader.ts";
import { parsePolicy, type PolicyMistake } from "../storage/policy-text.ts";
import type { Registry } from "./registry.ts";

/** What is wrong with the text of a policy that may not have been saved yet; nothing if it is sound. */
export function checkPolicy(
  _registry: Registry,
  { text }: { readonly text: string },
): Promise<readonly PolicyMistake[]> {
  const bytes = Buffer.from(text);
  if (bytes.length > maxPolicySize) {
    return Promise.resolve([{ line: 1, problem: `larger than ${maxPolicySize / 1024} KiB` }]);
  }
  const parsed = parsePolicy(text, sha256(bytes));
  return Promise.resolve(parsed.ok ? [] : parsed.mistakes);
}
