import * as z from "zod";
import { StoredBytes } from "../model/artifact.ts";
import { eventBody } from "../model/event-body.ts";
import { EventId, Sha256 } from "../model/ids.ts";

/** Path of a value in a line: `["data", "tags", "owner"]`. */
export const FieldPath = z.lazy(() =>
  z
    .array(z.union([z.string().max(1000), z.int().min(0)]))
    .min(2)
    .max(40)
    .readonly(),
);
export type FieldPath = z.infer<typeof FieldPath>;

/** A value of a line that is taken out, or parts of it. */
export const RedactedField = z.lazy(() =>
  z
    .object({
      path: FieldPath,
      /** Parts of a text, from one UTF-16 code unit up to another one; absent: all of it. */
      parts: z
        .array(z.tuple([z.int().min(0), z.int().min(0)]).readonly())
        .min(1)
        .max(10_000)
        .readonly()
        .optional(),
    })
    .readonly(),
);
export type RedactedField = z.infer<typeof RedactedField>;

/** A line of the ledger from which values are taken out. */
export const RedactedLine = z.lazy(() =>
  z
    .object({
      /** The event that the line records. */
      event: EventId,
      /** Checksum of the line before and after. */
      was: Sha256,
      sum: Sha256,
      fields: z.array(RedactedField).min(1).max(10_000).readonly(),
    })
    .readonly(),
);
export type RedactedLine = z.infer<typeof RedactedLine>;

/**
 * Something that should not have been recorded is taken out of lines and of the store, in every
 * clone: a secret, or data about a person. What was there is not in the event.
 */
export const LedgerRedacted = eventBody("ledger.redacted", 1, () =>
  z
    .object({
      lines: z.array(RedactedLine).max(100_000).readonly(),
      /** Stored bytes that are removed whole. */
      objects: z.array(StoredBytes).max(100_000).readonly(),
      reason: z.string().min(1).max(5000),
    })
    .readonly(),
);
export type LedgerRedacted = z.infer<typeof LedgerRedacted>;
