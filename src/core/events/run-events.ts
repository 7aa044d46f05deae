import * as z from "zod";
import { StoredBytes } from "../model/artifact.ts";
import { eventBody } from "../model/event-body.ts";
import { Timestamp } from "../model/ids.ts";
import { Metrics, Parameters, RunCommand } from "../model/recipe.ts";
import { ExperimentId, RunId, RunSummary } from "../model/run.ts";

const Name = z.string().min(1).max(500);
const Reason = z.string().min(1).max(5000);

/** A training run has begun. Fields of newer releases are kept. */
export const RunStarted = eventBody("run.started", 1, () =>
  z
    .looseObject({
      run: RunId,
      name: Name.optional(),
      /** Name of its experiment; it is made if it is not there. */
      experiment: Name.optional(),
      /** The experiment that has this name in the clone that starts the run. */
      experimentId: ExperimentId.optional(),
      user: z.string().max(256).optional(),
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
      /** All that the run logged until then, without histories. */
      summary: RunSummary.optional(),
    })
    .readonly(),
);
export type RunFinished = z.infer<typeof RunFinished>;

const about = { run: RunId, name: Name.optional(), reason: Reason.optional() };

/**
 * A run is deleted. It can be restored until garbage collection has removed the bytes that only it
 * refers to.
 */
export const RunDeleted = eventBody("run.deleted", 1, () => z.object(about).readonly());
export type RunDeleted = z.infer<typeof RunDeleted>;

/** A deleted run is there again. */
export const RunRestored = eventBody("run.restored", 1, () => z.object(about).readonly());
export type RunRestored = z.infer<typeof RunRestored>;

export type RunEvent = RunStarted | RunFinished | RunDeleted | RunRestored;
