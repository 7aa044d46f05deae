import { ModelName } from "../model/ids.ts";

/**
 * Hint that a text gives about a reference in it. `registry`: it is given to this registry (`resolve("…")`,
 * `load("…")`, a command line of `model-registry`); `mlflow`: a `models:/` URI, of whichever server
 * MLflow's client uses; `possible`: it has the form, which an address or a decorator may have too.
 */
export type ReferenceClaim = "registry" | "mlflow" | "possible";

/** A reference to a version as it stands in a text. Offsets and lengths are in UTF-16 units. */
export interface WrittenReference {
  readonly start: number;
  readonly length: number;
  readonly model: string;
  /** Number, stage, alias, label or `latest`: what stands behind the name. */
  readonly selector: string;
  readonly selectorStart: number;
  readonly claim: ReferenceClaim;
}

/** Longer lines are data or were made by a program. */
const longestLine = 2_000;

const name = String.raw`[\p{L}\p{N}][\p{L}\p{M}\p{N}._/-]*`;
const selector = String.raw`[\p{L}\p{N}_][\p{L}\p{M}\p{N}._-]*(?::[\p{L}\p{N}_][\p{L}\p{M}\p{N}._-]*)?`;

/** `models:/fraud/Production`, `models:/fraud/3`, `models:/fraud@champion` (mlflow/store/artifact/utils/models.py). */
const mlflowUri =
  /models:\/(?<model>[^\s"'`/@:\\]+)[/@](?<selector>[\p{L}\p{N}_][\p{L}\p{M}\p{N}._-]*)/gu;
/** A whole string, in which names and stages may have spaces. */
const quoted =
  /(?<quote>["'`])(?<model>[\p{L}\p{N}][^"'`@\\\n]{0,255})@(?<selector>[\p{L}\p{N}_][^"'`@\\\n]{0,127})\k<quote>/gu;
const word = new RegExp(
  String.raw`(?<=^|[\s=:,([{|])(?<model>${name})@(?<selector>${selector})(?=$|[\s,;)\]}|&>])`,
  "gu",
);
const patterns: readonly (readonly [RegExp, ReferenceClaim])[] = [
  [mlflowUri, "mlflow"],
  [quoted, "possible"],
  [word, "possible"],
];

/** The command line, also as the words of a list: `["model-registry", "resolve", "fraud@3"]`. */
const commandLine = /(?:^|[\s"'`/=(])model-registry(?:["'`]?[\s,]|$)/;
const pythonModule = /^\s*(?:from|import)\s+local_model_registry\b/m;
const moduleCall = /\b(?:resolve|load|follow|observe)\(\s*(?:reference\s*=\s*)?[rbuf]?["']$/;

/**
 * Finds what looks like references to versions in a text: source code, a notebook's cell, YAML, a
 * script, the output of a terminal. Whether there are such models is not asked.
 */
export function findWrittenReferences(text: string): readonly WrittenReference[] {
  const hasModule = pythonModule.test(text);
  const found: WrittenReference[] = [];
  let offset = 0;
  for (const line of text.split("\n")) {
    if (line.length <= longestLine && (line.includes("@") || line.includes("models:/"))) {
      found.push(...referencesInLine(line, offset, hasModule));
    }
    offset += line.length + 1;
  }
  return found;
}

function referencesInLine(
  line: string,
  offset: number,
  hasModule: boolean,
): readonly WrittenReference[] {
  const isCommandLine = commandLine.test(line);
  const found: WrittenReference[] = [];
  for (const [pattern, claim] of patterns) {
    for (const match of line.matchAll(pattern)) {
      const { model = "", selector: last = "", quote = "" } = match.groups ?? {};
      const start = match.index + quote.length;
      const trimmed = last.replace(/[.\s]+$/, "");
      const length = match[0].length - 2 * quote.length - (last.length - trimmed.length);
      if (!ModelName.safeParse(model).success || trimmed === "") continue;
      if (found.some((each) => overlaps(each, offset + start, length))) continue;
      const isCall = hasModule && quote !== "" && moduleCall.test(line.slice(0, start));
      found.push({
        start: offset + start,
        length,
        model: model.normalize("NFC"),
        selector: trimmed,
        selectorStart: offset + start + length - trimmed.length,
        claim: claim === "possible" && (isCommandLine || isCall) ? "registry" : claim,
      });
    }
  }
  return found.sort((a, b) => a.start - b.start);
}

function overlaps(known: WrittenReference, start: number, length: number): boolean {
  return start < known.start + known.length && known.start < start + length;
}

/** A reference that is being typed: its model once there is an `@` (or MLflow's `/`) behind it. */
export interface ReferenceBegun {
  readonly claim: ReferenceClaim;
  /** Typed part of the name, or the whole name if the selector has been begun. */
  readonly model: string;
  /** Typed part of the selector; absent if the name is not complete. */
  readonly selector?: string;
}

const begunUri =
  /models:\/(?<model>[^\s"'`/@:\\]*)(?:(?<mark>[/@])(?<selector>[\p{L}\p{M}\p{N}._-]*))?$/u;
const begunCall =
  /\b(?:resolve|load|follow|observe)\(\s*(?:reference\s*=\s*)?[rbuf]?["'](?<model>[^"'@\\]*)(?:@(?<selector>[^"'@\\]*))?$/u;
const begunWord = new RegExp(
  String.raw`(?:^|[\s=:,([{|"'\u0060])(?<model>${name})@(?<selector>[\p{L}\p{M}\p{N}._:-]*)$`,
  "u",
);
const begunArgument = new RegExp(String.raw`(?:^|[\s"'\u0060])(?<model>(?:${name})?)$`, "u");

/**
 * Returns the reference that ends where something is typed; undefined if there is none. A name alone
 * counts only where a reference is expected: in a URI, a call, or a command line.
 *
 * @param before the text of the line up to there
 * @param hasModule the document uses the Python package
 */
export function findReferenceBegun(before: string, hasModule: boolean): ReferenceBegun | undefined {
  if (before.length > longestLine) return undefined;
  const isCommandLine = commandLine.test(before);
  const tries: readonly (readonly [RegExp, ReferenceClaim, boolean])[] = [
    [begunUri, "mlflow", true],
    [begunCall, "registry", hasModule],
    [begunWord, isCommandLine ? "registry" : "possible", true],
    [begunArgument, "registry", isCommandLine],
  ];
  for (const [pattern, claim, applies] of tries) {
    const groups = applies ? pattern.exec(before)?.groups : undefined;
    if (!groups) continue;
    const { model = "", selector: typed } = groups;
    return { claim, model, ...(typed !== undefined && { selector: typed }) };
  }
  return undefined;
}

/** Returns whether a Python document uses this registry's package. */
export function usesPythonModule(text: string): boolean {
  return pythonModule.test(text);
}
