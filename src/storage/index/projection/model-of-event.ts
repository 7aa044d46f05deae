import type { EventBody, Stamped, VersionRegistered } from "../../../core/events/event.ts";
import { modelOf, modelOfVersion } from "../find-model.ts";
import type { IndexDatabase } from "../index-database.ts";

/** An event about no model. */
export type EventApart = Extract<
  Stamped<EventBody>,
  | { type: `run.${string}` }
  | { type: `experiment.${string}` }
  | { type: `observations.${string}` }
  | { type: `abtest.${string}` }
  | { type: `ledger.${string}` }
>;

/** An event about a model, or a version of it, that is there already. */
export type EventOfModel = Exclude<
  Stamped<EventBody>,
  VersionRegistered | { type: `model.${string}` } | EventApart
>;

const apart = /^(run|experiment|observations|abtest|ledger)\./;

/** Returns true for events about a model, or a version of it. */
export function isOfModel(event: EventOfModel | EventApart): event is EventOfModel {
  return !apart.test(event.type);
}

/**
 * Returns the row of the model that an event is about: that of the version if it is about one, as a
 * model's name may have become another, or another's, meanwhile.
 */
export function modelOfEvent(db: IndexDatabase, event: EventOfModel): number | undefined {
  const { data } = event;
  const version = event.type === "alias.removed" ? event.data.previous : event.data.version;
  return (version && modelOfVersion(db, version)) ?? modelOf(db, data);
}
