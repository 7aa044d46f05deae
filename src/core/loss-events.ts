import * as z from "zod";
import { ModelName, VersionNumber } from "./ids.ts";

/**
 * Somebody goes on although events of the ledger are lost. The numbers that are known to have been
 * given are not given again, so that what is found later fits beside what comes now.
 */
export const LossAccepted = z
  .object({
    type: z.literal("ledger.loss-accepted"),
    v: z.literal(1),
    data: z
      .object({
        /** Names of the ledger files that were not what they had been. */
        files: z.array(z.string().min(1).max(255)).max(1000).readonly(),
        /** Number of lost events; absent if it is not known. */
        events: z.int().min(0).optional(),
        /** The highest number of each model of which versions are lost. */
        numbers: z
          .array(z.object({ model: ModelName, number: VersionNumber }).readonly())
          .readonly(),
      })
      .readonly(),
  })
  .readonly();
export type LossAccepted = z.infer<typeof LossAccepted>;
