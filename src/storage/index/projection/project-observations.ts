import type { Stamped } from "../../../core/events/event.ts";
import type { ObservationsSealed } from "../../../core/events/observation-events.ts";
import type { IndexDatabase } from "../index-database.ts";

/** Applies that observations were sealed; a segment that two clones have counts once. */
export function projectObservations(
  db: IndexDatabase,
  { id, data }: Stamped<ObservationsSealed>,
): void {
  const { segment, from, to, minutes, hours } = data;
  const added = db.run(
    "INSERT OR IGNORE INTO observation_segment VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
    [id, segment, from, to, minutes.sha256, minutes.size, hours.sha256, hours.size],
  );
  if (added === 0) return;
  for (const version of data.versions) {
    db.run("INSERT OR IGNORE INTO observed_version VALUES (?, ?)", [version, id]);
  }
}
