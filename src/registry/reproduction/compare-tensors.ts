import * as l10n from "@vscode/l10n";
import {
  addDifferences,
  noDifference,
  type ValueDifference,
} from "../../core/reproduction/compare-values.ts";
import {
  maxDifferences,
  type TensorComparison,
  type TensorDifference,
} from "../../core/reproduction/tensor-comparison.ts";
import { Unreadable } from "../../inspect/contract/format.ts";
import type { StoredValues } from "../../inspect/contract/stored-values.ts";
import { decodeNumbers, numberSize } from "../../inspect/encodings/decode-numbers.ts";
import { openValues } from "../../inspect/engine/open-values.ts";
import type { Task } from "../task.ts";

/** Bytes of two tensors that are compared at once; a multiple of every element's size. */
const pieceSize = 1024 * 1024;
/** Maximum length of a tensor's name that is recorded. */
const maxName = 1000;

/**
 * Compares two model files tensor by tensor, in pieces, by reading them only. Tensors are paired by
 * name.
 *
 * @param recorded absolute path of the stored bytes
 * @param produced absolute path
 * @param name of the file, for its format
 */
export async function compareTensors(
  recorded: string,
  produced: string,
  name: string,
  { signal = new AbortController().signal, report }: Task,
): Promise<TensorComparison> {
  const before = await openValues(recorded, name, signal);
  if ("problem" in before) return shortened(before);
  const after = await openValues(produced, name, signal);
  if ("problem" in after) return shortened(after);
  if (before.format !== after.format) {
    return { problem: `it is ${after.format}, and was ${before.format}` };
  }
  const pairs = pairTensors(before.tensors, after.tensors);
  const differences: TensorDifference[] = [];
  let differing = 0;
  let done = 0;
  for (const [tensor, pair] of pairs) {
    signal.throwIfAborted();
    report?.({
      message: l10n.t("Comparing tensors of {0}", name),
      done,
      total: pairs.size,
      unit: "items",
    });
    done += 1;
    const difference = await comparePair(pair, signal);
    if (!difference) continue;
    differing += 1;
    if (differences.length < maxDifferences) {
      differences.push({ name: tensor.slice(0, maxName) || "(no name)", ...difference });
    }
  }
  return { tensors: pairs.size, differing, differences };
}

function shortened({ problem }: { readonly problem: string }): TensorComparison {
  return { problem: problem.length > 500 ? `${problem.slice(0, 499)}…` : problem };
}

interface Pair {
  readonly before?: StoredValues;
  readonly after?: StoredValues;
}

/** Pairs tensors by name; of several with one name, the first with the first and so on. */
function pairTensors(
  before: readonly StoredValues[],
  after: readonly StoredValues[],
): ReadonlyMap<string, Pair> {
  const pairs = new Map<string, Pair>();
  const add = (side: keyof Pair, tensors: readonly StoredValues[]): void => {
    const seen = new Map<string, number>();
    for (const tensor of tensors) {
      const times = (seen.get(tensor.name) ?? 0) + 1;
      seen.set(tensor.name, times);
      const key = times === 1 ? tensor.name : `${tensor.name} (${times})`;
      pairs.set(key, { ...pairs.get(key), [side]: tensor });
    }
  };
  add("before", before);
  add("after", after);
  return pairs;
}

type Difference = Omit<TensorDifference, "name">;

async function comparePair(
  { before, after }: Pair,
  signal: AbortSignal,
): Promise<Difference | undefined> {
  if (!before || !after) return { problem: before ? "is missing" : "was not there" };
  if (before.dtype !== after.dtype) {
    return { problem: `is ${after.dtype}, recorded ${before.dtype}`.slice(0, 500) };
  }
  const [shape, recordedShape] = [after, before].map((each) => each.shape.join(" × "));
  if (shape !== recordedShape) {
    return { problem: `has the shape ${shape}, recorded ${recordedShape}`.slice(0, 500) };
  }
  if (!before.open || !after.open) {
    return { problem: "its values are not in the file, or in a form that can't be compared" };
  }
  try {
    return await compareValues(before, after, signal);
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    return { problem: error.message.slice(0, 500) };
  }
}

async function compareValues(
  before: StoredValues,
  after: StoredValues,
  signal: AbortSignal,
): Promise<Difference | undefined> {
  if (before.size !== after.size) return { problem: "has another length" };
  const [recorded, produced] = [await before.open?.(), await after.open?.()];
  if (!recorded || !produced) throw new Error(`${before.name} can't be opened`);
  const found = noDifference();
  const isNumber = numberSize(before.dtype) !== undefined;
  let areBytesEqual = true;
  try {
    for (let left = before.size; left > 0; left -= pieceSize) {
      signal.throwIfAborted();
      const length = Math.min(left, pieceSize);
      const [old, now] = [await recorded.take(length), await produced.take(length)];
      if (Buffer.compare(old, now) === 0) continue;
      areBytesEqual = false;
      if (!isNumber) break;
      addDifferences(found, decodeNumbers(before.dtype, old), decodeNumbers(before.dtype, now));
    }
  } finally {
    recorded.close();
    produced.close();
  }
  if (areBytesEqual) return undefined;
  if (found.values > 0) return described(found);
  // −0 and 0 are the same, and one form of “not a number” is as good as another.
  if (isNumber && before.dtype.includes("float")) return undefined;
  return { problem: `values of the type ${before.dtype} are other ones`.slice(0, 500) };
}

function described({ values, absolute, relative, incomparable }: ValueDifference): Difference {
  const isFinite = values > incomparable;
  return {
    values,
    ...(isFinite && { absolute }),
    ...(isFinite && relative > 0 && { relative }),
    ...(incomparable > 0 && { problem: `${incomparable} of them are not finite on one side` }),
  };
}
