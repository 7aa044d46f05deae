import * as z from "zod";
import { newerFormRefusal, type NewerForm } from "../../../core/events/newer-form.ts";
import type { Refusal } from "../../../core/refusals/refusal.ts";
import type { IndexDatabase } from "../index-database.ts";

const NewerFormRow = z.lazy(() =>
  z
    .object({ type: z.string(), v: z.number(), written_by: z.string().nullable() })
    .transform(({ type, v, written_by }): NewerForm => ({
      type,
      v,
      ...(written_by !== null && { release: written_by }),
    })),
);

/** Returns the refusal to write if a newer release has written a form that is not known here. */
export function newerFormOf(db: IndexDatabase): Refusal | undefined {
  const found = db.get(
    NewerFormRow,
    `SELECT type, v,
       (SELECT "release" FROM ledger_start ORDER BY event_id DESC LIMIT 1) AS written_by
     FROM newer_form ORDER BY event_id LIMIT 1`,
  );
  return found && newerFormRefusal(found);
}
