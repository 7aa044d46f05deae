import * as z from "zod";
import { StoredBytes } from "../model/artifact.ts";
import { eventBody } from "../model/event-body.ts";
import { Timestamp, VersionId } from "../model/ids.ts";

/** Id of a part of the log of observations: a ULID in lower case, which every platform can name. */
export const SegmentId = z
  .string()
  .regex(/^[0-9a-hjkmnp-tv-z]{26}$/)
  .brand("SegmentId");
export type SegmentId = z.infer<typeof SegmentId>;

/**
 * A part of the log of observations is sealed: kept as artifacts with its aggregates. Fields of
 * newer releases are kept.
 */
export const ObservationsSealed = eventBody("observations.sealed", 1, () =>
  z
    .looseObject({
      segment: SegmentId,
      /** Number of observations. */
      count: z.int().min(1),
      /** Times of the first and the last observation. */
      from: Timestamp,
      to: Timestamp,
      /** Versions that were observed. */
      versions: z.array(VersionId).min(1).max(100_000).readonly(),
      /** The observations as they were recorded, kept for as long as the policy says. */
      raw: StoredBytes,
      /** Aggregates by minute, kept for as long as the policy says. */
      minutes: StoredBytes,
      /** Aggregates by hour. */
      hours: StoredBytes,
    })
    .readonly(),
);
export type ObservationsSealed = z.infer<typeof ObservationsSealed>;
