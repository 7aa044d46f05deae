import * as z from "zod";
import { eventBody } from "../model/event-body.ts";
import { EventId, ModelName, Sha256, Timestamp, VersionNumber } from "../model/ids.ts";

/** A line of a damaged ledger file whose event could not be kept. */
export const DroppedLine = z.lazy(() =>
  z
    .object({
      /** Counted from 1. */
      line: z.int().min(1),
      problem: z.string().max(1000),
      /** The event that stood there, where that is known. */
      event: EventId.optional(),
    })
    .readonly(),
);
export type DroppedLine = z.infer<typeof DroppedLine>;

/** An event that the index knew, and that no ledger file holds any more. */
export const LostEvent = z.lazy(() =>
  z
    .object({
      id: EventId,
      at: Timestamp,
      /** Name of the person or program. */
      actor: z.string(),
      type: z.string(),
      model: ModelName.optional(),
    })
    .readonly(),
);
export type LostEvent = z.infer<typeof LostEvent>;

/** A ledger file that was set aside, and what became of its lines. */
export const RepairedFile = z.lazy(() =>
  z
    .object({
      /** Name of the ledger file. */
      file: z.string().min(1).max(255),
      /** Name under which it is kept, in the folder of the ledger. */
      keptAs: z.string().min(1).max(300),
      sha256: Sha256,
      /** Number of events that go on in the file in which this event stands. */
      events: z.int().min(0),
      /** Number of lines that could not be kept, and the first of them. */
      dropped: z.int().min(0),
      lines: z.array(DroppedLine).readonly(),
    })
    .readonly(),
);
export type RepairedFile = z.infer<typeof RepairedFile>;

/**
 * Event by which a person sets damaged ledger files aside. It is the last line of a new file that
 * holds all events of theirs that can be read, with their own ids. Numbers that are known to be
 * used are not used again, so that recovered events still fit.
 */
export const LedgerRepaired = eventBody("ledger.repaired", 1, () =>
  z
    .object({
      files: z.array(RepairedFile).min(1).readonly(),
      /** The first of the events that the index knew and that are lost. */
      lost: z.array(LostEvent).readonly(),
      /** The highest number of each model of which versions are lost. */
      numbers: z.array(z.object({ model: ModelName, number: VersionNumber }).readonly()).readonly(),
    })
    .readonly(),
);
export type LedgerRepaired = z.infer<typeof LedgerRepaired>;
