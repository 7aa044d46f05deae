import * as z from "zod";
import { eventBody } from "../model/event-body.ts";
import { ModelName, VersionNumber } from "../model/ids.ts";

/**
 * Event by which a person continues although events of the ledger are lost. Numbers that are known
 * to be used are not used again, so that recovered events still fit.
 */
export const LossAccepted = eventBody("ledger.loss-accepted", 1, () =>
  z
    .object({
      /** Names of the ledger files that differed from their earlier state. */
      files: z.array(z.string().min(1).max(255)).max(1000).readonly(),
      /** Number of lost events; absent if it is not known. */
      events: z.int().min(0).optional(),
      /** The highest number of each model of which versions are lost. */
      numbers: z.array(z.object({ model: ModelName, number: VersionNumber }).readonly()).readonly(),
    })
    .readonly(),
);
export type LossAccepted = z.infer<typeof LossAccepted>;
