import * as z from "zod";
import type { Stamped } from "../../core/events/event.ts";
import { EventId, Sha256 } from "../../core/model/ids.ts";
import type { LedgerRedacted, RedactedField } from "../../core/redaction/redaction-events.ts";
import { redactLine } from "../ledger/redact-line.ts";
import { StaleIndexError, type IndexDatabase } from "./index-database.ts";
import { CountRow } from "./index-rows.ts";
import type { LedgerPlace, LedgerSlices, RecordedEvents } from "./ledger-slices.ts";

/** Values to take out of lines, by the event of the line. */
export type RedactedFields = ReadonlyMap<EventId, readonly RedactedField[]>;

const Place = z.object({ file: z.string(), offset: z.number(), length: z.number() });
const PlaceById = Place.extend({ id: EventId });
const Digest = z.object({ sha256: Sha256, event_id: EventId });

/**
 * Makes the index anew once nothing of what was redacted is left in the ledger that it was made
 * from. Until then it may hold it, and is not saved.
 *
 * @param queries of the index as it is when they are asked for
 */
export async function settleRedactions(
  queries: () => { readonly redactions: RedactionQueries },
  slices: LedgerSlices,
  rebuild: () => Promise<void>,
): Promise<void> {
  try {
    if (queries().redactions.isSettled()) return;
  } catch (error) {
    if (!(error instanceof StaleIndexError)) throw error;
    // A damaged index may hold it as well; one made anew is settled by the next call.
    await rebuild();
    return;
  }
  try {
    if (slices.during(() => queries().redactions.isPending())) return;
  } catch (error) {
    if (!(error instanceof StaleIndexError)) throw error;
    return;
  }
  await rebuild();
  queries().redactions.settle();
}

/** Tells whether an index has nothing in it that was redacted since it was made. */
export function isSettled(db: IndexDatabase): boolean {
  const left = `SELECT count(*) AS n FROM redaction
    WHERE event_id NOT IN (SELECT event_id FROM settled_redaction)`;
  return (db.get(CountRow, left)?.n ?? 0) === 0;
}

/** Queries about what was taken out of the ledger and the store. */
export class RedactionQueries {
  readonly #db: IndexDatabase;
  readonly #recorded: RecordedEvents;

  constructor(db: IndexDatabase, recorded: RecordedEvents) {
    this.#db = db;
    this.#recorded = recorded;
  }

  /** Returns the events that say what is taken out, oldest first. */
  events(): readonly Stamped<LedgerRedacted>[] {
    const rows = this.#db.all(
      Place,
      `SELECT ledger_file.name AS file, event."offset", event.length FROM redaction
         JOIN event ON event.id = redaction.event_id JOIN ledger_file ON ledger_file.id = file_id
       ORDER BY redaction.event_id`,
    );
    return rows.flatMap((place) => {
      const event = this.#recorded.event(place);
      return event.type === "ledger.redacted" ? [event] : [];
    });
  }

  isSettled(): boolean {
    return isSettled(this.#db);
  }

  settle(): void {
    this.#db.run("INSERT OR IGNORE INTO settled_redaction SELECT event_id FROM redaction");
  }

  ids(): readonly EventId[] {
    const row = z.object({ event_id: EventId });
    const rows = this.#db.all(row, "SELECT event_id FROM redaction ORDER BY event_id");
    return rows.map(({ event_id: id }) => id);
  }

  /** Returns what is taken out of lines, by all events together. */
  fields(): RedactedFields {
    const fields = new Map<EventId, RedactedField[]>();
    for (const { data } of this.events()) {
      for (const line of data.lines) {
        const known = fields.get(line.event);
        if (known) known.push(...line.fields);
        else fields.set(line.event, [...line.fields]);
      }
    }
    return fields;
  }

  /** Returns the bytes that are removed whole, each with the event that says so. */
  objects(): ReadonlyMap<Sha256, EventId> {
    const rows = this.#db.all(Digest, "SELECT sha256, event_id FROM redacted_object");
    return new Map(rows.map(({ sha256, event_id: id }) => [sha256, id]));
  }

  /** Returns where the lines of events stand. */
  places(events: Iterable<EventId>): ReadonlyMap<EventId, LedgerPlace> {
    const places = new Map<EventId, LedgerPlace>();
    for (const id of events) {
      const row = this.#db.get(
        PlaceById,
        `SELECT event.id, ledger_file.name AS file, "offset", length
         FROM event JOIN ledger_file ON ledger_file.id = file_id WHERE event.id = ?`,
        [id],
      );
      if (row) places.set(row.id, row);
    }
    return places;
  }

  /**
   * Tells whether a line still has what is to be taken out of it.
   *
   * @throws StaleIndexError if a line is not where the index says
   */
  isPending(): boolean {
    if (this.ids().length === 0) return false;
    const fields = this.fields();
    for (const [id, place] of this.places(fields.keys())) {
      const line = this.#recorded.line(place);
      const redacted = redactLine(line, fields.get(id) ?? []);
      if (redacted && !redacted.equals(line)) return true;
    }
    return false;
  }
}
