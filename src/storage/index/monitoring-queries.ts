import * as z from "zod";
import type { SketchTaken } from "../../core/events/monitoring-events.ts";
import { EventId, type VersionId } from "../../core/model/ids.ts";
import type { Alert, MonitoringOnRecord } from "../../core/monitoring/alert.ts";
import { selectEvents } from "./events/select-events.ts";
import type { IndexDatabase } from "./index-database.ts";
import type { RecordedEvents } from "./ledger-slices.ts";

const AlertRow = z.lazy(() =>
  z.object({
    event_id: EventId,
    recovered_event: EventId.nullable(),
    failed_event: EventId.nullable(),
  }),
);
type AlertRow = z.infer<typeof AlertRow>;
const EventRow = z.object({ event_id: EventId });

/** Returns SQL for the alert that a clone's is, if another clone had raised it; else itself. */
export function sameAlert(id: string): string {
  return `coalesce((SELECT alert_event FROM same_alert WHERE same_alert.event_id = ${id}), ${id})`;
}

/** Reads alerts: which there are from the index, and what they are from the ledger. */
export class MonitoringQueries implements MonitoringOnRecord {
  readonly #db: IndexDatabase;
  readonly #recorded: RecordedEvents;

  constructor(db: IndexDatabase, recorded: RecordedEvents) {
    this.#db = db;
    this.#recorded = recorded;
  }

  alert(id: EventId): Alert | undefined {
    return this.#alerts(`WHERE event_id = ${sameAlert("?1")}`, [id])[0];
  }

  openAlert(version: VersionId, rule: string): Alert | undefined {
    const open = "WHERE version_event = ? AND rule = ? AND recovered_event IS NULL";
    return this.#alerts(open, [version, rule])[0];
  }

  /** Returns all open alerts, the newest first. */
  open(): readonly Alert[] {
    return this.#alerts("WHERE recovered_event IS NULL ORDER BY event_id DESC", []);
  }

  /** Returns alerts, open or not, the newest first. */
  newest(limit: number): readonly Alert[] {
    return this.#alerts("ORDER BY event_id DESC LIMIT ?", [limit]);
  }

  /** Returns the alerts of a version, the oldest first. */
  ofVersion(version: VersionId): readonly Alert[] {
    return this.#alerts("WHERE version_event = ? ORDER BY event_id", [version]);
  }

  isCompleted(rollback: EventId): boolean {
    return this.completion(rollback) !== undefined;
  }

  /** Returns the event that ended the watch after a rollback. */
  completion(rollback: EventId): EventId | undefined {
    const sql = "SELECT event_id FROM completed_rollback WHERE rollback_event = ?";
    return this.#db.get(EventRow, sql, [rollback])?.event_id;
  }

  sketch(version: VersionId): SketchTaken["data"] | undefined {
    const sql = "SELECT event_id FROM training_sketch WHERE version_event = ?";
    const row = this.#db.get(EventRow, sql, [version]);
    const event = row && this.#event(row.event_id);
    return event?.type === "monitoring.sketched" ? event.data : undefined;
  }

  #alerts(rest: string, parameters: readonly (string | number)[]): readonly Alert[] {
    const sql = `SELECT event_id, recovered_event, failed_event FROM alert ${rest}`;
    return this.#db.all(AlertRow, sql, parameters).flatMap((row) => this.#alert(row) ?? []);
  }

  #alert({
    event_id: id,
    recovered_event: ended,
    failed_event: failed,
  }: AlertRow): Alert | undefined {
    const raised = this.#event(id);
    if (raised?.type !== "monitoring.alerted") return undefined;
    const recovered = ended === null ? undefined : this.#event(ended);
    const failure = failed === null ? undefined : this.#event(failed);
    return {
      id,
      at: Date.parse(raised.at),
      data: raised.data,
      ...(recovered?.type === "monitoring.recovered" && {
        recovered: { at: Date.parse(recovered.at), cause: recovered.data.cause },
      }),
      ...(failure?.type === "monitoring.rollback-failed" && {
        rollbackProblem: failure.data.problem,
      }),
    };
  }

  #event(id: EventId): ReturnType<typeof selectEvents>[number] | undefined {
    return selectEvents(this.#db, this.#recorded, "WHERE event.id = ?", [id])[0];
  }
}
