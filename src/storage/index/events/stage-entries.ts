import type { StageEntry } from "../../../core/audit/other-policy.ts";
import type { RegistryEvent } from "../../../core/events/event.ts";
import type { EventId, Stage } from "../../../core/model/ids.ts";
import type { IndexDatabase } from "../index-database.ts";
import type { RecordedEvents } from "../ledger-slices.ts";
import { selectEvents } from "./select-events.ts";

/** A ledger of one file has no clones that could have decided anything under another policy. */
const hasClones = "(SELECT count(*) FROM ledger_file) > 1";

/**
 * Returns the events that brought versions to the stages they are in, of all versions in one of
 * `stages` or of one event only; none in a ledger of one file.
 */
export function stageEntries(
  db: IndexDatabase,
  recorded: RecordedEvents,
  stages: readonly Stage[],
  event?: EventId,
): readonly StageEntry[] {
  if (stages.length === 0) return [];
  const wanted = JSON.stringify(stages);
  const found =
    event === undefined
      ? selectEvents(
          db,
          recorded,
          `WHERE ${hasClones} AND event.id IN (SELECT version.stage_event
             FROM model CROSS JOIN json_each(?) AS stage
               JOIN version ON version.model_id = model.id AND version.stage = stage.value
             WHERE version.deleted_by_event IS NULL)
           ORDER BY event.id`,
          [wanted],
        )
      : selectEvents(
          db,
          recorded,
          `JOIN version ON version.event_id = event.version
           WHERE event.id = ? AND version.stage_event = event.id AND ${hasClones}
             AND version.stage IN (SELECT value FROM json_each(?))`,
          [event, wanted],
        );
  return found.filter(isStageEntry);
}

function isStageEntry(event: RegistryEvent): event is StageEntry {
  return event.type === "version.transitioned" || event.type === "stage.rolled-back";
}
