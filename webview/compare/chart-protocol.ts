import * as z from "zod";
import { VersionId } from "../../src/core/model/ids.ts";
import { RunId } from "../../src/core/model/run.ts";

/** Points of one version that the page is sent: more can't be seen. */
export const mostPoints = 2000;

/** Asks for the history of a metric, or of the main one. */
export const ReadHistory = z.object({
  type: z.literal("read-history"),
  versions: z.array(VersionId).max(50),
  runs: z.array(RunId).max(50),
  metric: z.string().max(250).optional(),
});

export const HistoryAnswer = z.object({
  /** Metrics of which any version has a history. */
  metrics: z.array(z.string()).readonly(),
  metric: z.string(),
  /** Unit of the steps: `Step`, `Epoch`. */
  stepName: z.string(),
  series: z
    .array(
      z.object({
        version: VersionId,
        metric: z.string(),
        points: z.array(z.tuple([z.number(), z.number()]).readonly()).readonly(),
      }),
    )
    .readonly(),
});
export type HistoryAnswer = z.infer<typeof HistoryAnswer>;
