import type { EventBody } from "../events/event.ts";
import type { Masked } from "../model/recipe.ts";
import { isSecretParameter } from "../registration/secrets.ts";
import type { RunLogLine } from "../runs/run-log-line.ts";
import { maskCommand, maskWords } from "./mask-command.ts";
import { mask, maskText, maskValue, type MaskedText } from "./mask-text.ts";

/**
 * Names of members that other events, lines, or files refer to, whose values are not free texts:
 * with a mask in them, what belongs together would no longer do so.
 */
const references = new Set([
  ...["id", "model", "modelId", "version", "versions", "number", "stage", "from", "to", "alias"],
  ...["digest", "sha256", "digests", "path", "run", "experiment", "experimentId"],
  ...["request", "policy", "commit", "name", "email", "artifacts", "segments", "files", "kind"],
  ...["leftOut", "sources", "packages", "label", "at", "key", "test", "alert", "transition"],
]);

/** Names of members that hold values by names that people gave. */
const named = new Set(["parameters", "tags", "otherMetadata", "annotations"]);

/** Most masks that are listed; what is behind them is masked and not listed. */
const maxListed = 200;

/**
 * Returns an event whose texts hold nothing that looks like a credential. That of a version lists
 * what was masked.
 */
export function maskEvent<E extends EventBody>(body: E): E {
  const { value, masked } = maskData(body.data);
  if (masked.length === 0) return body;
  const data = body.type === "version.registered" ? withList(value, masked) : value;
  // It is read back by its schema before it is written (`encodeEvents`).
  return Object.assign({}, body, { data });
}

function withList(value: unknown, masked: readonly Masked[]): unknown {
  if (!isRecord(value) || !isRecord(value["recipe"])) return value;
  const { recipe } = value;
  return { ...value, recipe: { ...recipe, masked: masked.slice(0, maxListed) } };
}

/** Data without what looks like a credential, and what was masked where. */
export interface MaskedData<T> {
  readonly value: T;
  readonly masked: readonly Masked[];
}

/** Returns a line of a run's log without what looks like a credential. */
export function maskRunLogLine(line: RunLogLine): RunLogLine {
  // Numbers, and by far most of the lines.
  if (line.kind === "metrics") return line;
  if (line.kind === "parameters") {
    return { ...line, values: maskData({ parameters: line.values }).value.parameters };
  }
  if (line.kind === "tags") return { ...line, values: maskData({ tags: line.values }).value.tags };
  return maskData(line).value;
}

/** Masks the texts of plain data; what needs no mask stays the same object. */
export function maskData<T>(data: T): MaskedData<T> {
  const masked: Masked[] = [];
  const value = walk(data, [], masked);
  // The shape is that of the data: texts took the place of texts.
  return { value: value as T, masked };
}

function walk(value: unknown, path: readonly string[], masked: Masked[]): unknown {
  if (typeof value === "string") return note(maskOne(path, value), path, masked);
  if (Array.isArray(value)) {
    if (path.at(-1) === "command") return commandWords(value, path, masked);
    return same(value, (each) => walk(each, path, masked));
  }
  if (!isRecord(value)) {
    const isSecretNumber = typeof value === "number" && isNamed(path);
    return isSecretNumber ? note(maskNumber(path, value), path, masked, value) : value;
  }
  return walkMembers(value, path, masked);
}

function walkMembers(
  value: Readonly<Record<string, unknown>>,
  path: readonly string[],
  masked: Masked[],
): unknown {
  const { key: name, value: text } = value;
  if (typeof name === "string" && typeof text === "string") {
    const plain = note(maskValue(name, text), [...path, name], masked);
    return plain === text ? value : { ...value, value: plain };
  }
  let result: Record<string, unknown> | undefined;
  for (const [key, member] of Object.entries(value)) {
    // What describes a run holds its address beside its id.
    const isReference = references.has(key) && !(key === "run" && isRecord(member));
    if (isReference && !isNamed([...path, key])) continue;
    const plain = walk(member, [...path, key], masked);
    if (plain !== member) (result ??= { ...value })[key] = plain;
  }
  return result ?? value;
}

/** Tells whether a member was named by people, below one that holds such. */
function isNamed(path: readonly string[]): boolean {
  return path.slice(0, -1).some((key) => named.has(key));
}

function maskOne(path: readonly string[], text: string): MaskedText {
  const key = path.at(-1) ?? "";
  if (key === "line" && path.at(-2) === "command") return maskCommand(text);
  return isNamed(path) ? maskValue(key, text) : maskText(text);
}

function maskNumber(path: readonly string[], value: number): MaskedText {
  const name = path.at(-1) ?? "";
  const isSecret = isSecretParameter(name, value);
  return isSecret ? { text: mask, masked: [{ kind: "value", name }] } : { text: "", masked: [] };
}

function note(
  { text, masked: what }: MaskedText,
  path: readonly string[],
  masked: Masked[],
  unmasked: unknown = text,
): unknown {
  const field = path
    .filter((key) => key !== "recipe")
    .join(".")
    .slice(0, 300);
  for (const { kind, name } of what) {
    masked.push({ field, kind, ...(name !== undefined && { name: name.slice(0, 300) }) });
  }
  return what.length === 0 ? unmasked : text;
}

function commandWords(
  words: readonly unknown[],
  path: readonly string[],
  masked: Masked[],
): unknown {
  const texts = words.filter((each) => typeof each === "string");
  const plain = maskWords(texts);
  note({ text: "", masked: plain.masked }, path, masked);
  return plain.masked.length === 0 ? words : plain.texts;
}

function same(values: readonly unknown[], change: (value: unknown) => unknown): readonly unknown[] {
  const changed = values.map(change);
  return changed.some((value, index) => value !== values[index]) ? changed : values;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
