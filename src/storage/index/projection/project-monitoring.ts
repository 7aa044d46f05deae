import type { Stamped } from "../../../core/events/event.ts";
import type { MonitoringEvent } from "../../../core/events/monitoring-events.ts";
import type { IndexDatabase } from "../index-database.ts";
import { sameAlert } from "../monitoring-queries.ts";
import { mention } from "./mention.ts";

/** Tells whether an event was found by monitoring. */
export function isMonitoringEvent<E extends { readonly type: string }>(
  event: E,
): event is Extract<E, MonitoringEvent> {
  return event.type.startsWith("monitoring.");
}

/**
 * Applies what monitoring has found. Clones that did not know of each other may find the same: an
 * alert is the one that is open for its version and rule, if there is one, and what names it is
 * about that. What names an alert that has ended does nothing to a newer one.
 */
export function projectMonitoring(db: IndexDatabase, event: Stamped<MonitoringEvent>): void {
  mention(db, event.id, event.data.version);
  switch (event.type) {
    case "monitoring.alerted": {
      const { version, rule } = event.data;
      db.run(
        `INSERT INTO same_alert SELECT ?1, event_id FROM alert
         WHERE version_event = ?2 AND rule = ?3 AND recovered_event IS NULL`,
        [event.id, version, rule],
      );
      db.run(
        `INSERT INTO alert SELECT ?1, ?2, ?3, NULL, NULL WHERE NOT EXISTS (
           SELECT 1 FROM alert WHERE version_event = ?2 AND rule = ?3 AND recovered_event IS NULL)`,
        [event.id, version, rule],
      );
      return;
    }
    case "monitoring.recovered":
      db.run(
        `UPDATE alert SET recovered_event = ?1
         WHERE event_id = ${sameAlert("?2")} AND recovered_event IS NULL`,
        [event.id, event.data.alert],
      );
      return;
    case "monitoring.rollback-failed":
      db.run(
        `UPDATE alert SET failed_event = ?1
         WHERE event_id = ${sameAlert("?2")} AND failed_event IS NULL`,
        [event.id, event.data.alert],
      );
      return;
    case "monitoring.rollback-completed":
      db.run("INSERT OR IGNORE INTO completed_rollback VALUES (?, ?)", [
        event.data.rollback,
        event.id,
      ]);
      return;
    case "monitoring.sketched":
      db.run("INSERT OR REPLACE INTO training_sketch VALUES (?, ?)", [
        event.data.version,
        event.id,
      ]);
  }
}
