import * as l10n from "@vscode/l10n";
import type { Axis, ModelDescription, Signature, TensorSpec } from "../inspection.ts";
import type { ModelMetadata } from "./model-metadata.ts";

/** The parts of a version that describe its inputs and outputs. */
interface Described {
  readonly inspection?: { readonly description: Pick<ModelDescription, "signature"> } | undefined;
  readonly recipe: { readonly metadata?: Pick<ModelMetadata, "signature"> | undefined };
}

/** Name of an input or output of which none is known. */
export const unnamed = "(unnamed)";

/** Type of an input or output of which none is known. */
export const unknownType = "unknown";

/**
 * Returns the signature as the model file says it, else as the metadata file declares it; names and
 * types that the model file doesn't tell are those of the declaration.
 */
export function signatureOf({ inspection, recipe }: Described): Signature | undefined {
  const read = inspection?.description.signature;
  const declared = recipe.metadata?.signature;
  if (!read || !declared) return read ?? declared;
  return {
    inputs: completed(read.inputs, declared.inputs),
    outputs: completed(read.outputs, declared.outputs),
  };
}

function completed(
  read: readonly TensorSpec[],
  declared: readonly TensorSpec[],
): readonly TensorSpec[] {
  if (declared.length > 0 && read.every(({ name }) => name === unnamed)) return declared;
  const byName = new Map(declared.map((spec) => [spec.name, spec]));
  return read.map((spec) =>
    spec.dtype === unknownType ? { ...spec, ...byName.get(spec.name) } : spec,
  );
}

/** Formats a shape: `[?, 13]`; a question mark stands for an axis of no fixed size. */
export function shapeText(shape: readonly Axis[] | undefined): string {
  if (!shape) return l10n.t("any shape");
  if (shape.length === 0) return "scalar";
  return `[${shape.map((axis) => axis ?? "?").join(", ")}]`;
}

/** Changes between two signatures, for callers of the model. */
export interface SignatureChange {
  /** True if callers written for the old one may fail with the new one. */
  readonly breaking: boolean;
  /** Each change in words, e.g. `input analysis: float32[?, 13] → float32[?, 14]`. */
  readonly changes: readonly string[];
}

/**
 * Compares by name, as callers do. A model breaks its callers if it wants another input than
 * before, wants one more, or no longer gives an output or gives it otherwise; one more output, or
 * one input less, does not. An axis that was fixed and is free now takes what it took before. Where
 * one of the two tells no names, only the number of input columns is compared: it may be the same
 * model in another format.
 */
export function compareSignatures(before: Signature, after: Signature): SignatureChange {
  const inputs = isNamed(before.inputs, after.inputs)
    ? difference(inputTexts, before.inputs, after.inputs, accepts)
    : differenceOfColumns(before.inputs, after.inputs);
  const outputs = isNamed(before.outputs, after.outputs)
    ? difference(outputTexts, before.outputs, after.outputs, (old, now) => accepts(now, old))
    : same;
  return {
    breaking: inputs.changed || outputs.changed || inputs.added || outputs.removed,
    changes: [...inputs.words, ...outputs.words],
  };
}

interface Difference {
  readonly added: boolean;
  readonly removed: boolean;
  /** True if an input or output that is in both is not compatible. */
  readonly changed: boolean;
  readonly words: readonly string[];
}

const same: Difference = { added: false, removed: false, changed: false, words: [] };

/** Returns whether both tell names, or neither does, so that they can be compared by them. */
function isNamed(before: readonly TensorSpec[], after: readonly TensorSpec[]): boolean {
  const [old, now] = [before, after].map(
    (specs) => specs.length > 0 && specs.every(({ name }) => name === unnamed),
  );
  return old === now;
}

function differenceOfColumns(
  before: readonly TensorSpec[],
  after: readonly TensorSpec[],
): Difference {
  const [old, now] = [columnsOf(before), columnsOf(after)];
  if (old === now || old === undefined || now === undefined) return same;
  return { ...same, changed: true, words: [l10n.t("input columns: {0} → {1}", old, now)] };
}

/** Returns the number of columns of a table of inputs: one of each, or all in the last axis. */
function columnsOf(specs: readonly TensorSpec[]): number | undefined {
  const widths = specs.map(({ shape }) => {
    if (!shape || shape.length < 2) return 1;
    const last = shape.at(-1);
    return shape.length === 2 && typeof last === "number" ? last : undefined;
  });
  if (specs.length === 0 || widths.includes(undefined)) return undefined;
  return widths.reduce<number>((sum, width) => sum + (width ?? 0), 0);
}

interface DifferenceTexts {
  readonly added: (name: string) => string;
  readonly addedAs: (name: string, spec: string) => string;
  readonly changed: (name: string, old: string, now: string) => string;
  readonly removed: (name: string) => string;
}

const inputTexts: DifferenceTexts = {
  added: (name) => l10n.t("input {0} added", name),
  addedAs: (name, spec) => l10n.t("input {0} added: {1}", name, spec),
  changed: (name, old, now) => l10n.t("input {0}: {1} → {2}", name, old, now),
  removed: (name) => l10n.t("input {0} removed", name),
};

const outputTexts: DifferenceTexts = {
  added: (name) => l10n.t("output {0} added", name),
  addedAs: (name, spec) => l10n.t("output {0} added: {1}", name, spec),
  changed: (name, old, now) => l10n.t("output {0}: {1} → {2}", name, old, now),
  removed: (name) => l10n.t("output {0} removed", name),
};

function difference(
  texts: DifferenceTexts,
  before: readonly TensorSpec[],
  after: readonly TensorSpec[],
  isCompatible: (old: TensorSpec, now: TensorSpec) => boolean,
): Difference {
  const old = new Map(before.map((spec) => [spec.name, spec]));
  const names = new Set(after.map(({ name }) => name));
  const words: string[] = [];
  let [added, changed] = [false, false];
  for (const now of after) {
    const was = old.get(now.name);
    if (!was) {
      added = true;
      const text = specText(now);
      words.push(text === unknownType ? texts.added(now.name) : texts.addedAs(now.name, text));
    } else if (specText(was) !== specText(now)) {
      changed ||= !isCompatible(was, now);
      words.push(texts.changed(now.name, specText(was), specText(now)));
    }
  }
  const gone = before.filter(({ name }) => !names.has(name));
  words.push(...gone.map(({ name }) => texts.removed(name)));
  return { added, removed: gone.length > 0, changed, words };
}

/**
 * Returns true if an input or output that fits `old` also fits `now`: the same type, and no axis
 * that is narrower.
 */
function accepts(old: TensorSpec, now: TensorSpec): boolean {
  const isTold = old.dtype !== unknownType && now.dtype !== unknownType;
  if (isTold && old.dtype !== now.dtype) return false;
  if (!now.shape) return true;
  if (old.shape?.length !== now.shape.length) return false;
  return now.shape.every((axis, place) => typeof axis !== "number" || axis === old.shape?.[place]);
}

/** Formats a type and shape: `float32[?, 13]`, `float32 scalar`; `unknown` if nothing is known. */
export function specText({ dtype, shape }: TensorSpec): string {
  if (dtype === unknownType && !shape) return dtype;
  const text = shapeText(shape);
  return text.startsWith("[") ? `${dtype}${text}` : `${dtype} ${text}`;
}
