import type { ModelDescription, TensorInfo } from "../../core/model/inspection.ts";
import { Unreadable } from "./format.ts";

type TensorSummary = Pick<ModelDescription, "parameterCount" | "tensorCount" | "dtypes">;

/** Tensors of one model at most: a list of this length is still no burden to show. */
export const maxTensors = 1_000_000;
/** Characters of the names of a model's tensors at most, as a file may give many the same long one. */
export const maxNames = 64 * 1024 * 1024;
/** Axes of a tensor at most, as TensorSpec has it. */
export const maxRank = 64;

/** Returns the numbers of tensors and values, and the element types, the most common first. */
export function summariseTensors(tensors: readonly TensorInfo[]): Required<TensorSummary> {
  const counts = new Map<string, number>();
  let parameterCount = 0;
  for (const { dtype, shape } of tensors) {
    parameterCount += elementCount(shape);
    counts.set(dtype, (counts.get(dtype) ?? 0) + 1);
  }
  const dtypes = [...counts].sort((a, b) => b[1] - a[1]).map(([dtype]) => dtype);
  return { parameterCount, tensorCount: tensors.length, dtypes };
}

/** The product of the sizes of the axes; `Unreadable` if that is more than any file could hold. */
export function elementCount(shape: readonly number[], where?: string): number {
  if (shape.length > maxRank) throw new Unreadable(`A tensor has ${shape.length} axes`, where);
  let count = 1;
  for (const size of shape) {
    if (!Number.isSafeInteger(size) || size < 0) {
      throw new Unreadable(`A tensor has an axis of size ${size}`, where);
    }
    count *= size;
    if (!Number.isSafeInteger(count)) {
      throw new Unreadable("A tensor has more elements than any file could hold", where);
    }
  }
  return count;
}
