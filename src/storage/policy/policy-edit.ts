import { isMap, isScalar, isSeq, parseDocument, type Range, type YAMLMap } from "yaml";
import type { Stage } from "../../core/model/ids.ts";
import { policyPresets } from "../../core/policy/policy-presets.ts";
import { policyDigest } from "./policy-digest.ts";
import { parsePolicy } from "./policy-text.ts";

export interface Transition {
  readonly from: Stage;
  readonly to: Stage;
}

/** Text to put at an offset. */
interface Insertion {
  readonly at: number;
  readonly text: string;
}

/**
 * The text of a policy with more transitions, changed nowhere else, so that comments and layout
 * stay. One that keeps the default lifecycle gets it written out, for transitions need stages.
 *
 * @returns undefined if there is no place for them, or the policy would not be sound
 */
export function withTransitions(
  text: string,
  transitions: readonly Transition[],
): string | undefined {
  const contents = parseDocument(text, { schema: "core", stringKeys: true }).contents;
  const map = isMap(contents) ? contents.get("transitions", true) : undefined;
  const changed =
    map === undefined && !(isMap(contents) && contents.has("stages"))
      ? withDefaultLifecycle(text, transitions)
      : isMap(map) && insertAll(text, map, transitions);
  if (!changed) return undefined;
  return parsePolicy(changed, policyDigest(changed)).ok ? changed : undefined;
}

/** Returns the stages and transitions of the preset, without the text above them. */
function withDefaultLifecycle(
  text: string,
  transitions: readonly Transition[],
): string | undefined {
  const preset = withTransitions(policyPresets.simple, transitions);
  const lifecycle = preset?.slice(preset.search(/^stages:/m));
  if (lifecycle === undefined) return undefined;
  const end = text === "" || text.endsWith("\n") ? "" : "\n";
  return `${text}${end}\n# The default lifecycle, written out for the transitions that were added.\n${lifecycle}`;
}

function insertAll(
  text: string,
  map: YAMLMap,
  transitions: readonly Transition[],
): string | undefined {
  const insertions = transitions.map((each) => insertion(text, map, each));
  if (insertions.includes(undefined)) return undefined;
  return insertions
    .filter((each) => each !== undefined)
    .toReversed()
    .toSorted((a, b) => b.at - a.at)
    .reduce((all, { at, text: added }) => all.slice(0, at) + added + all.slice(at), text);
}

function insertion(text: string, map: YAMLMap, { from, to }: Transition): Insertion | undefined {
  const pair = map.items.find(({ key }) => isScalar(key) && key.value === from);
  if (!pair) return newEntry(text, map, `${from}: [${to}]`);
  const list = pair.value;
  if (!isSeq(list)) return undefined;
  const last = list.items.at(-1);
  if (!last) return list.range ? { at: list.range[0] + 1, text: to } : undefined;
  if (!isScalar(last) || !last.range) return undefined;
  const [start, end] = last.range;
  if (list.flow) return { at: end, text: `, ${to}` };
  return newLine(text, end, lineBefore(text, start), to);
}

/** After the last entry of a map, in its style. */
function newEntry(text: string, map: YAMLMap, entry: string): Insertion | undefined {
  const last = map.items.at(-1);
  if (!isScalar(last?.key) || !last.key.range || !isSeq(last.value)) return undefined;
  const list = last.value;
  const end = list.flow ? list.range?.[1] : rangeOf(list.items.at(-1))?.[1];
  if (end === undefined) return undefined;
  if (map.flow) return { at: end, text: `, ${entry}` };
  return newLine(text, end, lineBefore(text, last.key.range[0]), entry);
}

/** Below the line that `end` is in, so that a comment stays with it. */
function newLine(text: string, end: number, lead: string, entry: string): Insertion | undefined {
  if (!/^\s*(-\s+)?$/.test(lead)) return undefined;
  const newline = text.indexOf("\n", end);
  return { at: newline < 0 ? text.length : newline, text: `\n${lead}${entry}` };
}

function rangeOf(node: unknown): Range | null | undefined {
  return isScalar(node) ? node.range : undefined;
}

function lineBefore(text: string, offset: number): string {
  return text.slice(text.lastIndexOf("\n", offset - 1) + 1, offset);
}
