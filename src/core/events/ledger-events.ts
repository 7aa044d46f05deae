import * as z from "zod";
import { eventBody } from "../model/event-body.ts";
import { EventId } from "../model/ids.ts";

/**
 * The first line of a ledger file: the registry that all its clones share, the writer of this file,
 * the machine it is written on (no secret) and the release that made the file. It changes no model
 * and is no entry of the audit trail. Files of older releases have none.
 */
export const LedgerStarted = eventBody("ledger.started", 1, () =>
  z
    .object({
      registry: EventId,
      writer: z.string().min(1).max(64),
      machine: z.string().min(1).max(256),
      release: z.string().min(1).max(64),
    })
    .readonly(),
);
export type LedgerStarted = z.infer<typeof LedgerStarted>;
