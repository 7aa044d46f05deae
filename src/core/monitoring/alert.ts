import type { AlertRaised, AlertRecovered, SketchTaken } from "../events/monitoring-events.ts";
import type { EventId, VersionId } from "../model/ids.ts";

/** An alert as recorded. */
export interface Alert {
  readonly id: EventId;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly data: AlertRaised["data"];
  /** Absent while it is open. */
  readonly recovered?: {
    readonly at: number;
    readonly cause: AlertRecovered["data"]["cause"];
  };
  /** Reason why the rollback that the policy requires was refused. */
  readonly rollbackProblem?: string;
}

/** Alerts and what belongs to them after the last event applied. */
export interface MonitoringOnRecord {
  /** The alert that an event raised, or found raised by another clone. */
  alert(id: EventId): Alert | undefined;
  /** The open alert of a version by a rule. */
  openAlert(version: VersionId, rule: string): Alert | undefined;
  /** True if the watch after a rollback has ended well. */
  isCompleted(rollback: EventId): boolean;
  /** Distributions of the training data of a version. */
  sketch(version: VersionId): SketchTaken["data"] | undefined;
}
