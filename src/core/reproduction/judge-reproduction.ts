import type { ReproducedFile, ReproductionData } from "./reproduction-events.ts";
import { areTensorsEqual } from "./tensor-comparison.ts";

/**
 * Result of making a version again. `identical`: every produced file has the recorded bytes;
 * `equal-tensors`: some have other bytes, but the same tensors; `different`: anything else.
 */
export type ReproductionResult = "identical" | "equal-tensors" | "different";

/** Result of one file; `input` for one that the command did not write. */
export type FileResult = ReproductionResult | "missing" | "input";

export function judgeFile({ recorded, produced, untouched, tensors }: ReproducedFile): FileResult {
  if (produced === undefined) return "missing";
  if (untouched && produced === recorded) return "input";
  if (produced === recorded) return "identical";
  return areTensorsEqual(tensors) ? "equal-tensors" : "different";
}

/** Judges a reproduction by its files. One in which the command wrote none is no success. */
export function judgeReproduction({ files }: Pick<ReproductionData, "files">): ReproductionResult {
  const results = files.map(judgeFile).filter((result) => result !== "input");
  if (results.length === 0 || results.some((each) => each === "different" || each === "missing")) {
    return "different";
  }
  return results.every((each) => each === "identical") ? "identical" : "equal-tensors";
}

const ranks: Readonly<Record<ReproductionResult, number>> = {
  identical: 0,
  "equal-tensors": 1,
  different: 2,
};

/** Returns the best result of several reproductions: that one succeeded can't be undone by another. */
export function bestReproduction<R extends Pick<ReproductionData, "files">>(
  reproductions: readonly R[],
): { readonly reproduction: R; readonly result: ReproductionResult } | undefined {
  const judged = reproductions.map((reproduction) => ({
    reproduction,
    result: judgeReproduction(reproduction),
  }));
  return judged.toSorted((a, b) => ranks[a.result] - ranks[b.result])[0];
}
