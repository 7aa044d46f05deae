import type { RegistryEvent } from "../../../core/events/event.ts";
import type { EventId } from "../../../core/model/ids.ts";
import { StaleIndexError, type IndexDatabase } from "../index-database.ts";
import { CountRow, EventRow } from "../index-rows.ts";
import type { RecordedEvents } from "../ledger-slices.ts";
import type { Statement } from "./event-log-query.ts";

type Parameters = readonly (string | number)[];

const joins = `FROM event JOIN ledger_file ON ledger_file.id = event.file_id
  JOIN actor ON actor.id = event.actor_id`;

/**
 * Rest of the statement that selects the events of a version, which is its only parameter, and
 * those since by which its model got another name.
 */
export const historyOfVersion = `
  WHERE event.id IN (
    SELECT ?1
    UNION ALL SELECT stage_change.event_id FROM stage_change
      JOIN version ON version.id = stage_change.version_id WHERE version.event_id = ?1
    UNION ALL SELECT event_id FROM mention WHERE version_event = ?1
    UNION ALL SELECT former_name.event_id FROM version
      JOIN former_name ON former_name.model_id = version.model_id
      JOIN event AS renaming ON renaming.id = former_name.event_id
        AND renaming.model_id = version.model_id
      WHERE version.event_id = ?1 AND former_name.event_id > ?1)
  ORDER BY event.id`;

/**
 * Rest of the statement that selects the events by which a stage was entered or left, newest first.
 * Parameters: row of the model, stage, limit.
 */
export const eventsOfStage = `
  WHERE event.id IN (SELECT event_id FROM stage_change
    WHERE model_id = ?1 AND (from_stage = ?2 OR to_stage = ?2))
  ORDER BY event.id DESC LIMIT ?3`;

/** Selects events, read from the ledger; `rest` continues the statement after its joins. */
export function selectEvents(
  db: IndexDatabase,
  recorded: RecordedEvents,
  rest: string,
  parameters: Parameters,
): RegistryEvent[] {
  const sql = `SELECT event.id AS id, ledger_file.name AS file, "offset", length ${joins} ${rest}`;
  return db.all(EventRow, sql, parameters).map(({ id, ...place }) => {
    const event = recorded.event(place);
    if (event.id !== id) throw new StaleIndexError(`event ${id} is not where it should be`);
    return event;
  });
}

/** Place of an event in a ledger file. */
export interface EventPlace {
  readonly id: EventId;
  /** Name of the ledger file. */
  readonly file: string;
  /** Bytes before its line. */
  readonly offset: number;
}

/** Returns where events stand in the ledger; `rest` as above. */
export function selectPlaces(
  db: IndexDatabase,
  rest: string,
  parameters: Parameters,
): readonly EventPlace[] {
  const sql = `SELECT event.id AS id, ledger_file.name AS file, "offset", length ${joins} ${rest}`;
  return db.all(EventRow, sql, parameters).map(({ id, file, offset }) => ({ id, file, offset }));
}

/** Counts events; `rest` as above. */
export function countEvents(db: IndexDatabase, { rest, parameters }: Statement): number {
  return db.get(CountRow, `SELECT count(*) AS n ${joins} ${rest}`, parameters)?.n ?? 0;
}
