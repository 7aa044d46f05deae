import * as z from "zod";
import { Sha256 } from "../ids.ts";

const MetricName = z.string().min(1).max(250);

/** Maximum number of metrics with a history. */
export const maxHistoryMetrics = 500;
/** Maximum number of values of one metric. */
export const maxMetricPoints = 10_000;
/** Maximum number of values of all metrics of a version. */
export const maxHistoryPoints = 200_000;

/**
 * Values of metrics by step of the training. They are stored like the bytes of an artifact, as they
 * would make the line of the ledger long; here are the names of the metrics, and where the rest is.
 */
export const RecordedHistory = z.lazy(() =>
  z
    .object({
      /** Digest and bytes of the JSON text of a `HistoryDocument`. */
      sha256: Sha256,
      size: z.int().min(0),
      /** Metrics that have a history, and how many values each. */
      metrics: z.record(MetricName, z.int().min(1)).readonly(),
      /** Files that it was read from, relative to the workspace folder. */
      sources: z.array(z.string().max(4096)).readonly(),
    })
    .readonly(),
);
export type RecordedHistory = z.infer<typeof RecordedHistory>;

/** Values of one metric, in order of their steps. */
export const MetricPoints = z.lazy(() =>
  z
    .object({
      /** Unit of the steps: `step`, `epoch`. */
      axis: z.string().min(1).max(64),
      /** `[step, value]`. */
      points: z
        .array(z.tuple([z.number(), z.number()]).readonly())
        .max(maxMetricPoints)
        .readonly(),
    })
    .readonly(),
);
export type MetricPoints = z.infer<typeof MetricPoints>;

/** The stored history of a version. Fields of newer releases are passed over. */
export const HistoryDocument = z.lazy(() =>
  z.object({ v: z.literal(1), metrics: z.record(MetricName, MetricPoints).readonly() }).readonly(),
);
export type HistoryDocument = z.infer<typeof HistoryDocument>;

/** Returns `count` values of a list that are as far apart as they can be, first and last included. */
export function thinned<T>(values: readonly T[], count: number): readonly T[] {
  if (values.length <= count) return values;
  const distance = (values.length - 1) / (count - 1);
  return Array.from({ length: count }, (_, index) => values[Math.round(index * distance)]).filter(
    (value) => value !== undefined,
  );
}
