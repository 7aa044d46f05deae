import type { LossAccepted } from "../../core/events/loss-events.ts";
import { RegistryError } from "../../core/refusals/refusal.ts";
import type { IndexDatabase } from "../index/index-database.ts";
import type { LossWatch } from "./loss-watch.ts";

/**
 * Returns the event that accepts the loss.
 *
 * @param db what the ledger files tell now
 * @throws RegistryError `invalid-request` if nothing is missing
 */
export function acceptance(losses: LossWatch, db: IndexDatabase): LossAccepted {
  const { loss } = losses;
  if (!loss) {
    throw new RegistryError({ code: "invalid-request", reason: "nothing-lost" });
  }
  const { files, events } = loss;
  return {
    type: "ledger.loss-accepted",
    v: 1,
    data: {
      files: files.map(({ file }) => file),
      ...(events !== undefined && { events }),
      numbers: losses.lostNumbers(db),
    },
  };
}
