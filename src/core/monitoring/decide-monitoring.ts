import type {
  AlertRaised,
  AlertRecovered,
  AutoRollbackFailed,
  RollbackCompleted,
  SketchTaken,
} from "../events/monitoring-events.ts";
import type { EventId, Stage, VersionId } from "../model/ids.ts";
import { accept, refuse, type Decision, type Refusal } from "../refusals/refusal.ts";
import type { MonitoringOnRecord } from "./alert.ts";

/**
 * State that a finding is decided on. It is recorded once, whoever finds it: another window or job may
 * have looked at the same time. A finding on record is refused as `monitoring-settled`.
 */
export interface MonitoredState {
  readonly monitoring: MonitoringOnRecord;
  version(id: VersionId): { readonly stage: Stage } | undefined;
}

const settled: Refusal = { code: "busy", reason: "monitoring-settled" };

/** Raises an alert, unless one is open for the rule or the version has left the stage. */
export function decideAlert(
  state: MonitoredState,
  data: AlertRaised["data"],
): Decision<AlertRaised> {
  const isOpen = state.monitoring.openAlert(data.version, data.rule) !== undefined;
  if (isOpen || state.version(data.version)?.stage !== data.stage) return refuse(settled);
  return accept({ type: "monitoring.alerted", v: 1, data });
}

/** Ends an open alert. */
export function decideRecovery(
  state: MonitoredState,
  data: AlertRecovered["data"],
): Decision<AlertRecovered> {
  if (state.monitoring.openAlert(data.version, data.rule)?.id !== data.alert)
    return refuse(settled);
  return accept({ type: "monitoring.recovered", v: 1, data });
}

/** Records that an automatic rollback was refused, once an alert. */
export function decideRollbackFailure(
  state: MonitoredState,
  data: AutoRollbackFailed["data"],
): Decision<AutoRollbackFailed> {
  const obstacle = alertObstacle(state, data.alert);
  if (obstacle) return refuse(obstacle);
  return accept({ type: "monitoring.rollback-failed", v: 1, data });
}

/** Ends the watch after a rollback. */
export function decideCompletion(
  state: MonitoredState,
  data: RollbackCompleted["data"],
): Decision<RollbackCompleted> {
  const isOver = state.version(data.version)?.stage !== data.stage;
  if (isOver || state.monitoring.isCompleted(data.rollback)) return refuse(settled);
  return accept({ type: "monitoring.rollback-completed", v: 1, data });
}

/** Records distributions of training data. */
export function decideSketch(
  state: MonitoredState,
  data: SketchTaken["data"],
): Decision<SketchTaken> {
  if (!state.version(data.version)) return refuse(settled);
  return accept({ type: "monitoring.sketched", v: 1, data });
}

/**
 * Returns why the rollback that an alert asks for is not to be made (any more): it is made for an open
 * alert, while the version of the alert is in the stage.
 */
export function alertObstacle(state: MonitoredState, id: EventId): Refusal | undefined {
  const alert = state.monitoring.alert(id);
  if (!alert || alert.recovered || alert.rollbackProblem !== undefined) return settled;
  const { data } = alert;
  return state.version(data.version)?.stage === data.stage ? undefined : settled;
}
