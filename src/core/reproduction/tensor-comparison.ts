import * as z from "zod";

const Name = z.string().min(1).max(1024);
const Problem = z.string().min(1).max(500);

/** Differences of one tensor's values from those recorded. */
export const TensorDifference = z.lazy(() =>
  z
    .object({
      name: Name,
      /** Values that are not the same; absent if they could not be compared one by one. */
      values: z.int().min(0).optional(),
      /** Largest difference of two values. */
      absolute: z.number().min(0).optional(),
      /** Largest difference of two values in relation to the recorded one; of those that are not 0. */
      relative: z.number().min(0).optional(),
      /** Reason why the values were not compared: another type or shape, only in one of the files. */
      problem: Problem.optional(),
    })
    .readonly(),
);
export type TensorDifference = z.infer<typeof TensorDifference>;

/** Maximum number of differing tensors that are recorded; more are counted. */
export const maxDifferences = 50;

/** Two files compared tensor by tensor, or the reason why they can't be. */
export const TensorComparison = z.lazy(() =>
  z.union([
    z
      .object({
        /** Tensors of both files together. */
        tensors: z.int().min(0),
        /** Number of those that differ, of which `differences` has the first ones. */
        differing: z.int().min(0),
        differences: z.array(TensorDifference).max(maxDifferences).readonly(),
      })
      .readonly(),
    z.object({ problem: Problem }).readonly(),
  ]),
);
export type TensorComparison = z.infer<typeof TensorComparison>;

/** Returns whether all tensors were compared and none differs. */
export function areTensorsEqual(comparison: TensorComparison | undefined): boolean {
  return (
    comparison !== undefined &&
    "differing" in comparison &&
    comparison.differing === 0 &&
    comparison.tensors > 0
  );
}
