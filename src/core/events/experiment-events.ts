import * as z from "zod";
import { eventBody } from "../model/event-body.ts";
import { ExperimentId, ExperimentName, RunKey, RunTagValue } from "../model/run.ts";

const Reason = z.string().min(1).max(5000);

/**
 * An experiment exists. Its id is the event's id; two clones that make one of the same name make one
 * experiment. A run that names an experiment that is not there makes it too.
 */
export const ExperimentCreated = eventBody("experiment.created", 1, () =>
  z
    .object({
      name: ExperimentName,
      tags: z.record(RunKey, RunTagValue).readonly().optional(),
    })
    .readonly(),
);
export type ExperimentCreated = z.infer<typeof ExperimentCreated>;

/** An experiment has another name or other tags; a tag of `null` is removed. */
export const ExperimentChanged = eventBody("experiment.changed", 1, () =>
  z
    .object({
      experiment: ExperimentId,
      /** Its present name, for people. */
      name: ExperimentName,
      to: ExperimentName.optional(),
      tags: z.record(RunKey, RunTagValue.nullable()).readonly().optional(),
    })
    .readonly(),
);
export type ExperimentChanged = z.infer<typeof ExperimentChanged>;

const about = { experiment: ExperimentId, name: ExperimentName, reason: Reason.optional() };

/** An experiment is deleted, and its runs with it. */
export const ExperimentDeleted = eventBody("experiment.deleted", 1, () =>
  z.object(about).readonly(),
);
export type ExperimentDeleted = z.infer<typeof ExperimentDeleted>;

/** A deleted experiment is there again, and its runs that were not deleted by themselves. */
export const ExperimentRestored = eventBody("experiment.restored", 1, () =>
  z.object(about).readonly(),
);
export type ExperimentRestored = z.infer<typeof ExperimentRestored>;

export type ExperimentEvent =
  ExperimentCreated | ExperimentChanged | ExperimentDeleted | ExperimentRestored;
