import { reproductionsIn } from "../../core/events/reproductions-in.ts";
import type { VersionId } from "../../core/model/ids.ts";
import type { ReproductionData } from "../../core/reproduction/reproduction-events.ts";
import { selectEvents } from "./events/select-events.ts";
import type { IndexDatabase } from "./index-database.ts";
import type { RecordedEvents } from "./ledger-slices.ts";

/** Maximum number of reproductions of a version that are looked at, the newest ones. */
const maxReproductions = 1000;

const ofVersion = `WHERE event.type = 'version.reproduced'
    AND event.id IN (SELECT event_id FROM mention WHERE version_event = ?1)
  ORDER BY event.id DESC LIMIT ${maxReproductions}`;

/** Returns the reproductions of a version, newest first. */
export function reproductionsOf(
  db: IndexDatabase,
  recorded: RecordedEvents,
  id: VersionId,
): readonly ReproductionData[] {
  const events = selectEvents(db, recorded, ofVersion, [id]);
  return reproductionsIn(events.toReversed()).map(({ data }) => data);
}
