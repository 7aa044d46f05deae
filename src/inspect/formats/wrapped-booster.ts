import { unnamed } from "../../core/model/inspection/signature.ts";
import type { TensorSpec } from "../../core/model/inspection.ts";
import { memberLimit, memorySource, partOf } from "../contract/archive-member.ts";
import { Unreadable, type FileToRead, type Reading } from "../contract/format.ts";
import type { Source } from "../contract/source.ts";
import { ByteCursor, type ByteSupply } from "../encodings/byte-cursor.ts";
import { boosterOf, type PickledBooster } from "../encodings/pickle/booster.ts";
import type { Value } from "../encodings/pickle/value.ts";
import { printable } from "../encodings/printable.ts";
import { catboost } from "./catboost.ts";
import { readXgboostSnapshot } from "./xgboost.ts";

/** Returns a part of what a pickle was read from; undefined if that is too much to be read again. */
export type PartReader = (start: number, length: number) => Promise<Source | undefined>;

/** Parts of a file in which a pickle lies as it is. */
export function partsOf(source: Source): PartReader {
  return (start, length) => Promise.resolve(partOf(source, source.name, start, length));
}

/** Bytes that are unpacked again to get to a booster and through it. */
const unpackedAgain = 256 * 1024 * 1024;

/** Parts of what is compressed; it is unpacked again, and a part is held in memory. */
export function unpackedParts(open: () => ByteSupply): PartReader {
  return async (start, length) => {
    if (length > memberLimit || start + length > unpackedAgain) return undefined;
    const supply = open();
    try {
      const cursor = new ByteCursor(supply);
      await cursor.skip(start);
      return memorySource("booster", Uint8Array.from(await cursor.read(length)));
    } finally {
      supply.close?.();
    }
  };
}

/**
 * Adds what the booster within a wrapper of XGBoost or CatBoost says about itself: inputs, outputs, trees.
 * The verdict is that of the pickle.
 *
 * @param root the value that the pickle makes
 */
export async function withBooster(
  reading: Reading,
  root: Value | undefined,
  file: FileToRead,
  parts: PartReader,
): Promise<Reading> {
  const booster = boosterOf(root);
  const source = booster && (await sourceOf(booster, parts));
  if (!booster || !source) return reading;
  try {
    const own = await readBooster(booster, source, file);
    return own ? merge(reading, own, booster.isFirst) : reading;
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    const finding = {
      code: "booster-not-readable",
      severity: "info",
      message: `What the booster in the pickle says about itself can't be read: ${error.message}.`,
    } as const;
    return { ...reading, findings: [...(reading.findings ?? []), finding] };
  }
}

async function sourceOf(
  { content, library }: PickledBooster,
  parts: PartReader,
): Promise<Source | undefined> {
  return content instanceof Uint8Array
    ? memorySource(library, content)
    : parts(content.start, content.length);
}

async function readBooster(
  { library }: PickledBooster,
  source: Source,
  file: FileToRead,
): Promise<Reading | undefined> {
  const head = await source.read(0, 64);
  if (library === "catboost") {
    const own = { ...file, source, head };
    return (await catboost.recognise(own)) ? catboost.read(own) : undefined;
  }
  // All of a text has to be parsed, while numbers of UBJSON are passed over.
  const isText = head[1] === 0x22;
  if (head[0] !== 0x7b || (isText && source.size > memberLimit)) return undefined;
  return readXgboostSnapshot(source, isText, file.signal);
}

function merge(reading: Reading, booster: Reading, isFirst: boolean): Reading {
  const { description } = reading;
  const { framework, frameworkVersion, task } = booster.description;
  const { outputs: count, ...texts } = booster.description.metadata ?? {};
  const known = description.signature ?? { inputs: [], outputs: [] };
  const takesOver = isFirst && known.inputs.length === 0;
  const inputs = takesOver ? inputsOf(booster) : known.inputs;
  const givesNumbers = framework === "xgboost" && description.task === "regression";
  const outputs =
    known.outputs.length === 0 && givesNumbers ? [numbersOf(Number(count ?? 1))] : known.outputs;
  const isOwnFramework = description.framework === framework;
  return {
    ...reading,
    description: {
      ...(task !== undefined && { task }),
      ...(isOwnFramework && frameworkVersion !== undefined && { frameworkVersion }),
      ...description,
      ...(inputs.length + outputs.length > 0 && { signature: { inputs, outputs } }),
      metadata: { ...texts, ...(takesOver && inputTexts(inputs)), ...description.metadata },
    },
  };
}

function inputsOf({ description }: Reading): readonly TensorSpec[] {
  return description.signature?.inputs ?? [];
}

/** Output of a regressor of XGBoost for each row. */
function numbersOf(count: number): TensorSpec {
  return { name: unnamed, dtype: "float32", shape: count > 1 ? [null, count] : [null] };
}

/** The texts that other estimators have of their inputs; a number is no name of a feature. */
function inputTexts(inputs: readonly TensorSpec[]): Record<string, string> {
  const [first] = inputs;
  const columns = first?.shape?.[1];
  const count = inputs.length === 1 && typeof columns === "number" ? columns : inputs.length;
  const names = inputs.map(({ name }) => name);
  const areNamed = first !== undefined && first.shape === undefined && !names.every(isIndex);
  return {
    ...(count > 0 && { "feature count": String(count) }),
    ...(areNamed && { features: printable(names.join(", "), 1024) }),
  };
}

function isIndex(name: string): boolean {
  return /^\d+$/.test(name);
}
