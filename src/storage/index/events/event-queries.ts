import * as z from "zod";
import type { StageEntry } from "../../../core/audit/other-policy.ts";
import type { Moment, StageMove } from "../../../core/audit/stages-at.ts";
import type { RegistryEvent } from "../../../core/events/event.ts";
import type { NoEffectReason } from "../../../core/events/no-effect.ts";
import { EventId, type ModelName, type Stage, type VersionId } from "../../../core/model/ids.ts";
import type { MergeConflict } from "../../../core/state/merge-conflict.ts";
import { modelRow } from "../find-model.ts";
import type { IndexDatabase } from "../index-database.ts";
import type { RecordedEvents } from "../ledger-slices.ts";
import { modelOfEvent, noEffectOf } from "../model-queries.ts";
import { mergeConflicts } from "../projection/merge-conflicts.ts";
import {
  eventCountQuery,
  eventLogQuery,
  type EventFilter,
  type EventPage,
  type EventRowFilter,
} from "./event-log-query.ts";
import {
  countEvents,
  eventsOfStage,
  historyOfVersion,
  selectEvents,
  selectPlaces,
  type EventPlace,
} from "./select-events.ts";
import { stageEntries } from "./stage-entries.ts";
import { stageMoves } from "./stage-move-query.ts";

const IdRow = z.object({ id: EventId.nullable() });

/** Queries about events. */
export class EventQueries {
  readonly #db: IndexDatabase;
  readonly #recorded: RecordedEvents;

  constructor(db: IndexDatabase, recorded: RecordedEvents) {
    this.#db = db;
    this.#recorded = recorded;
  }

  /** Returns the events that pass a filter, newest first unless another order is given. */
  log(filter: EventFilter, page: EventPage): readonly RegistryEvent[] {
    const { rest, parameters } = eventLogQuery(byRow(this.#db, filter), page);
    return selectEvents(this.#db, this.#recorded, rest, parameters);
  }

  /**
   * Returns the conflicts that merging the clones' ledger files settled, of all events or of one.
   */
  conflicts(event?: EventId): readonly MergeConflict[] {
    return mergeConflicts(this.#db, event);
  }

  /**
   * Returns events that brought versions to those of `stages` they are in; none in a ledger of one
   * file.
   */
  stageEntries(stages: readonly Stage[], event?: EventId): readonly StageEntry[] {
    return stageEntries(this.#db, this.#recorded, stages, event);
  }

  /**
   * Returns the ids of the registries whose ledgers are here, the earliest first: of one, unless
   * others were joined. A ledger of an older release, which has no id, goes by its first event.
   */
  registries(): readonly EventId[] {
    const rows = this.#db.all(
      IdRow,
      "SELECT registry AS id, min(event_id) FROM ledger_start GROUP BY registry ORDER BY 2",
    );
    const ids = rows.length > 0 ? rows : this.#db.all(IdRow, "SELECT min(id) AS id FROM event");
    return ids.flatMap(({ id }) => id ?? []);
  }

  /** Counts the events that pass a filter. */
  count(filter: EventFilter): number {
    return countEvents(this.#db, eventCountQuery(byRow(this.#db, filter)));
  }

  find(id: EventId): RegistryEvent | undefined {
    return selectEvents(this.#db, this.#recorded, "WHERE event.id = ?", [id])[0];
  }

  /** Returns where events stand in the ledger; those that are not there are left out. */
  places(ids: readonly EventId[]): readonly EventPlace[] {
    return selectPlaces(this.#db, "WHERE event.id IN (SELECT value FROM json_each(?))", [
      JSON.stringify(ids),
    ]);
  }

  /** Returns where the events of a version stand in the ledger, oldest first. */
  placesOf(version: VersionId): readonly EventPlace[] {
    return selectPlaces(this.#db, historyOfVersion, [version]);
  }

  /** Returns the moves of versions between stages, in order, up to a moment or an event. */
  stageMoves(until: Moment): readonly StageMove[] {
    return stageMoves(this.#db, until);
  }

  /** Returns events by which a stage of a model was entered or left, newest first. */
  ofStage(model: ModelName, stage: Stage, limit: number): readonly RegistryEvent[] {
    return selectEvents(this.#db, this.#recorded, eventsOfStage, [
      modelRow(this.#db, model),
      stage,
      limit,
    ]);
  }

  /** Returns the name of the model that an event is about, as it is now. */
  modelOf(id: EventId): ModelName | undefined {
    return modelOfEvent(this.#db, id);
  }

  /** Returns why an event could not do what it says; undefined for most. */
  noEffect(id: EventId): NoEffectReason | undefined {
    return noEffectOf(this.#db, id);
  }
}

function byRow(db: IndexDatabase, { model, ...filter }: EventFilter): EventRowFilter {
  return { ...filter, ...(model !== undefined && { modelId: modelRow(db, model) }) };
}
