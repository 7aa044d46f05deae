import type { RegistryEvent, StageRolledBack, Stamped } from "../../core/events/event.ts";
import type { EventId, ModelName, Stage, VersionId } from "../../core/model/ids.ts";
import type { Alert } from "../../core/monitoring/alert.ts";
import { RegistryError } from "../../core/refusals/refusal.ts";
import type { IndexQueries } from "../../storage/index/index-queries.ts";

/**
 * A rollback of a model, or an alert: the one named, else the last rollback, else the last alert.
 */
export interface IncidentRequest {
  readonly model: ModelName;
  /** Id of a rollback or an alert. */
  readonly event?: EventId | undefined;
}

export type Rollback = Stamped<StageRolledBack>;

/** Rollback or alert that a report is about. */
export interface IncidentSubject {
  /** The rollback, else the alert. */
  readonly id: EventId;
  readonly stage: Stage;
  readonly rollback?: Rollback;
  /** The version with the fault. */
  readonly removedId: VersionId | undefined;
}

/** Maximum number of rollbacks that are looked through for one that was named. */
const mostRollbacks = 1000;
/** Maximum number of alerts that are looked through for the last one of a model. */
const mostAlerts = 1000;
/** Maximum number of times that a stage changed hands in a report. */
export const mostStageChanges = 200;

/**
 * Finds what a report is about. A report on an alert is about the rollback by which its version left
 * the stage, if there was one.
 *
 * @throws RegistryError `unknown-model`, or `invalid-request` if there is no such rollback or alert
 */
export function findSubject(
  state: IndexQueries,
  { model, event }: IncidentRequest,
): IncidentSubject {
  if (!state.model(model)) {
    throw new RegistryError({ code: "unknown-model", reason: "unknown-model", model });
  }
  const limit = event === undefined ? 1 : mostRollbacks;
  const rollbacks = state.events
    .log({ model, kind: "stage.rolled-back" }, { limit })
    .filter((each) => each.type === "stage.rolled-back");
  const rollback = rollbacks.find(({ id }) => event === undefined || id === event);
  if (rollback) return ofRollback(rollback);
  const alert = event === undefined ? lastAlert(state, model) : alertOfModel(state, model, event);
  if (alert) return ofAlert(state, model, alert);
  throw new RegistryError(
    event === undefined
      ? { code: "invalid-request", reason: "never-rolled-back", model }
      : { code: "invalid-request", reason: "rollback-unknown", model, event },
  );
}

function ofRollback(rollback: Rollback): IncidentSubject {
  const { stage, version, displaces } = rollback.data;
  const removedId = displaces.versions.find((id) => id !== version);
  return { id: rollback.id, stage, rollback, removedId };
}

function ofAlert(state: IndexQueries, model: ModelName, { id, data }: Alert): IncidentSubject {
  const { stage, version } = data;
  const exit = state.events
    .ofStage(model, stage, mostStageChanges)
    .findLast((each) => each.id > id && isExit(each, version, stage));
  return exit?.type === "stage.rolled-back" ? ofRollback(exit) : { id, stage, removedId: version };
}

/** Tells whether a version left a stage by an event. */
function isExit(event: RegistryEvent, version: VersionId, stage: Stage): boolean {
  switch (event.type) {
    case "stage.rolled-back":
      return event.data.displaces.versions.includes(version) && event.data.version !== version;
    case "version.transitioned": {
      const { displaces, from } = event.data;
      const isReplaced = displaces?.versions.includes(version) ?? false;
      return isReplaced || (event.data.version === version && from === stage);
    }
    default:
      return false;
  }
}

function lastAlert(state: IndexQueries, model: ModelName): Alert | undefined {
  const isOfModel = ({ data }: Alert): boolean => state.version(data.version)?.model === model;
  return state.monitoring.newest(mostAlerts).find(isOfModel);
}

function alertOfModel(state: IndexQueries, model: ModelName, event: EventId): Alert | undefined {
  const alert = state.monitoring.alert(event);
  return alert && state.version(alert.data.version)?.model === model ? alert : undefined;
}
