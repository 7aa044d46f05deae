import * as z from "zod";
import { StoredBytes } from "../model/artifact.ts";
import { eventBody } from "../model/event-body.ts";
import { Timestamp } from "../model/ids.ts";
import { Metrics, Parameters, RunCommand } from "../model/recipe.ts";

/** As in the `run` of a recipe, by which a version names the run that made it. */
const RunId = z.string().min(1).max(256);
const Name = z.string().min(1).max(256);

/** A training run has begun. Fields of newer releases are kept. */
export const RunStarted = eventBody("run.started", 1, () =>
  z
    .looseObject({
      run: RunId,
      name: Name.optional(),
      experiment: Name.optional(),
      command: RunCommand.optional(),
      parameters: Parameters.optional(),
      start: Timestamp,
    })
    .readonly(),
);
export type RunStarted = z.infer<typeof RunStarted>;

/**
 * A training run has ended, and what it logged is sealed. A run that is resumed ends again, with
 * further segments. Fields of newer releases are kept.
 */
export const RunFinished = eventBody("run.finished", 1, () =>
  z
    .looseObject({
      run: RunId,
      name: Name.optional(),
      experiment: Name.optional(),
      /** `finished`, `failed`, `killed`; a newer release may know others. */
      status: z.string().min(1).max(64),
      start: Timestamp.optional(),
      end: Timestamp,
      parameters: Parameters.optional(),
      /** The last value of each metric. */
      metrics: Metrics.optional(),
      /** Segments of its log since it started or was resumed, in order, kept as artifacts. */
      segments: z.array(StoredBytes).max(10_000).readonly().optional(),
    })
    .readonly(),
);
export type RunFinished = z.infer<typeof RunFinished>;
