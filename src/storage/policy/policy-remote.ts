import { isMap, isScalar, parseDocument } from "yaml";
import { policyDigest } from "./policy-digest.ts";
import { parsePolicy } from "./policy-text.ts";

/**
 * The text of a policy with another remote, changed nowhere else, so that comments and layout stay.
 *
 * @param text undefined if there is no policy yet
 * @returns undefined if there is no place for it, or the policy would not be sound
 */
export function withRemote(text: string | undefined, address: string): string | undefined {
  const value = JSON.stringify(address);
  const changed = text === undefined ? `version: 1\n${entry(value)}` : placed(text, value);
  if (changed === undefined) return undefined;
  const parsed = parsePolicy(changed, policyDigest(changed));
  return parsed.ok && parsed.policy.sharing?.remote === address ? changed : undefined;
}

function placed(text: string, value: string): string | undefined {
  const { contents } = parseDocument(text, { schema: "core", stringKeys: true });
  if (contents === null) return `${endWithNewline(text)}version: 1\n${entry(value)}`;
  if (!isMap(contents) || contents.flow) return undefined;
  const pair = contents.items.find(({ key }) => isScalar(key) && key.value === "remote");
  if (!pair) return `${endWithNewline(text)}\n${entry(value)}`;
  const range = isScalar(pair.value) ? pair.value.range : undefined;
  if (!range) return undefined;
  const [start, end] = range;
  return `${text.slice(0, start)}${value}${text.slice(end)}`;
}

function entry(value: string): string {
  return `# Where the registry is shared: see docs/TEAMS.md.\nremote: ${value}\n`;
}

function endWithNewline(text: string): string {
  return text === "" || text.endsWith("\n") ? text : `${text}\n`;
}
