import type { StageEntry } from "../../core/audit/other-policy.ts";
import type { Moment, StageMove } from "../../core/audit/stages-at.ts";
import type { RegistryEvent, VersionRegistered } from "../../core/events/event.ts";
import type { NoEffectReason } from "../../core/events/no-effect.ts";
import type { Artifact } from "../../core/model/artifact.ts";
import type {
  EventId,
  ModelName,
  Sha256,
  Stage,
  VersionId,
  VersionNumber,
} from "../../core/model/ids.ts";
import type { Alias, Annotations } from "../../core/model/markings.ts";
import type { Query, QueryKey } from "../../core/query/query.ts";
import type { StoredReference } from "../../core/retention/freed-bytes.ts";
import type { ApprovalRequest } from "../../core/state/approval.ts";
import type { DeletedVersion } from "../../core/state/deleted-version.ts";
import type { MergeConflict } from "../../core/state/merge-conflict.ts";
import type { RegistryState } from "../../core/state/registry-state.ts";
import type { RetentionFacts } from "../../core/state/retention-facts.ts";
import type { Model, Version, VersionDetail } from "../../core/state/version.ts";
import { approvalRequests, openApprovalRequests } from "./approval-queries.ts";
import { deletedUntil, deletedVersions } from "./deleted-versions.ts";
import {
  eventCountQuery,
  eventLogQuery,
  type EventFilter,
  type EventPage,
  type EventRowFilter,
} from "./event-log-query.ts";
import { modelNamed } from "./find-model.ts";
import { StaleIndexError, type IndexDatabase } from "./index-database.ts";
import type { RecordedEvents } from "./ledger-slices.ts";
import { LineageQueries } from "./lineage-queries.ts";
import { annotationsOf, tagsOf } from "./marking-queries.ts";
import { mergeConflicts } from "./merge-conflicts.ts";
import {
  highestNumber,
  livingModel,
  livingModels,
  modelOfEvent,
  noEffectOf,
} from "./model-queries.ts";
import { RecordQueries } from "./record-queries.ts";
import { recordedNames, type RecordedNames } from "./recorded-names.ts";
import { RecordedValues } from "./recorded-values.ts";
import { references, type Reference } from "./references.ts";
import { reproductionsOf } from "./reproduction-queries.ts";
import {
  countElsewhere,
  digestsInUse,
  requestedStages,
  retentionFacts,
  storedBytes,
} from "./retention-queries.ts";
import { RunQueries } from "./run-queries.ts";
import { defineRecordedHas } from "./search-recorded.ts";
import { searchValues } from "./search-values.ts";
import {
  searchGroups,
  searchVersions,
  type FoundGroups,
  type FoundVersions,
  type SearchPage,
} from "./search-versions.ts";
import { countEvents, eventsOfStage, historyOfVersion, selectEvents } from "./select-events.ts";
import {
  artifactsOf,
  hasFileOfSize,
  highestLabelled,
  listVersions,
  livingVersions,
  versionsWithContent,
  versionsWithFile,
  type VersionFilter,
} from "./select-versions.ts";
import { stageEntries } from "./stage-entries.ts";
import { formerHolders, holders, latestHolder } from "./stage-holders.ts";
import { stageMoves } from "./stage-move-query.ts";

/** Reads the index, and of the ledger what the index does not hold. */
export class IndexQueries implements RegistryState {
  readonly #db: IndexDatabase;
  readonly #recorded: RecordedEvents;
  /** Queries about what versions were made from. */
  readonly lineage: LineageQueries;
  /** Queries of lists for other tools. */
  readonly records: RecordQueries;
  /** Queries about experiments and runs. */
  readonly runs: RunQueries;

  /** @param recorded what the events recorded, of the ledger that the index was made from */
  constructor(db: IndexDatabase, recorded: RecordedEvents) {
    this.#db = db;
    this.#recorded = recorded;
    this.lineage = new LineageQueries(db);
    this.records = new RecordQueries(db);
    this.runs = new RunQueries(db, recorded);
    defineRecordedHas(db, recorded);
  }

  /** Returns models that have not been deleted, by name. */
  models(): readonly Model[] {
    return livingModels(this.#db);
  }

  model(name: ModelName): Model | undefined {
    return livingModel(this.#db, this.#modelId(name));
  }

  highestNumber(name: ModelName): number {
    return highestNumber(this.#db, this.#modelId(name));
  }

  version(id: VersionId): Version | undefined {
    return this.#versions("WHERE version.event_id = ?", [id])[0];
  }

  versionNumbered(model: ModelName, number: VersionNumber): Version | undefined {
    return this.#versions("WHERE model_id = ? AND number = ?", [this.#modelId(model), number])[0];
  }

  latestVersion(model: ModelName): Version | undefined {
    return this.versions({ model, limit: 1 })[0];
  }

  /** Newest first. */
  versions(filter: VersionFilter): readonly Version[] {
    const { model } = filter;
    return listVersions(this.#db, filter, model === undefined ? undefined : this.#modelId(model));
  }

  /** Returns versions of a model with this number or a higher one, in their order. */
  versionsFrom(model: ModelName, first: number, limit: number): readonly Version[] {
    const from = "WHERE model_id = ? AND number >= ? ORDER BY number LIMIT ?";
    return this.#versions(from, [this.#modelId(model), first, limit]);
  }

  holders(model: ModelName, stage: Stage): readonly Version[] {
    return holders(this.#db, this.#modelId(model), stage);
  }

  latestHolder(model: ModelName, stage: Stage, except?: VersionId): Version | undefined {
    return latestHolder(this.#db, this.#modelId(model), stage, except);
  }

  formerHolders(model: ModelName, stage: Stage, limit = -1): readonly Version[] {
    return formerHolders(this.#db, this.#modelId(model), stage, limit);
  }

  versionsWithContent(digests: readonly Sha256[]): readonly Version[] {
    return versionsWithContent(this.#db, digests);
  }

  /** Returns versions that have a file with these bytes, oldest first. */
  versionsWithFile(digest: Sha256): readonly Version[] {
    return versionsWithFile(this.#db, digest);
  }

  hasFileOfSize(size: number): boolean {
    return hasFileOfSize(this.#db, size);
  }

  children(id: VersionId): readonly Version[] {
    const made = "JOIN parent ON parent.version_id = version.id WHERE parent.parent_event = ?";
    return this.#versions(`${made} ORDER BY version.event_id`, [id]);
  }

  /** Returns everything about a version. */
  detail(id: VersionId): VersionDetail | undefined {
    const version = this.version(id);
    if (!version) return undefined;
    const history = this.#events(historyOfVersion, [id]);
    const [registered] = history;
    if (registered?.type !== "version.registered")
      throw new StaleIndexError(`${id} has no registration`);
    return {
      ...version,
      registration: registered.data,
      artifacts: this.artifacts(id),
      tags: Object.fromEntries(this.tags(version.model, id)),
      annotations: this.annotations(version.model, id),
      history,
    };
  }

  registration(id: VersionId): VersionRegistered["data"] | undefined {
    const event = this.event(id);
    return event?.type === "version.registered" ? event.data : undefined;
  }

  reproductions(id: VersionId): ReturnType<RegistryState["reproductions"]> {
    return reproductionsOf(this.#db, this.#recorded, id);
  }

  versionLabelled(model: ModelName, label: string): Version | undefined {
    return this.#versions("WHERE model_id = ? AND label = ?", [this.#modelId(model), label])[0];
  }

  highestLabelled(model: ModelName): Version | undefined {
    return highestLabelled(this.#db, this.#modelId(model));
  }

  deletedVersion(id: VersionId): DeletedVersion | undefined {
    return deletedVersions(this.#db, "version.event_id = ?", [id])[0];
  }

  /** Returns the records of the deleted versions of a model. */
  deletedVersions(model: ModelName): readonly DeletedVersion[] {
    return deletedVersions(this.#db, "version.model_id = ?", [this.#modelId(model)]);
  }

  /** Returns versions made from this one that were deleted. */
  deletedChildren(id: VersionId): readonly DeletedVersion[] {
    const made = "SELECT version_id FROM parent WHERE parent_event = ?";
    return deletedVersions(this.#db, `version.id IN (${made}) ORDER BY version.event_id`, [id]);
  }

  deletedCalled(model: ModelName, name: VersionNumber | string): DeletedVersion | undefined {
    const column = typeof name === "number" ? "number" : "label";
    const condition = `version.model_id = ? AND version.${column} = ?`;
    return deletedVersions(this.#db, condition, [this.#modelId(model), name])[0];
  }

  aliased(model: ModelName, alias: Alias): Version | undefined {
    const by = "WHERE version.id = (SELECT version_id FROM alias WHERE alias = ? AND model_id = ?)";
    return this.#versions(by, [alias, this.#modelId(model)])[0];
  }

  /** Returns the versions that aliases point to, by model and number. */
  aliasedVersions(): readonly Version[] {
    const aliased = "version.id IN (SELECT version_id FROM alias)";
    return this.#versions(`WHERE ${aliased} ORDER BY model.name, version.number`, []);
  }

  tags(model: ModelName, version?: VersionId): ReadonlyMap<string, string> {
    return tagsOf(this.#db, this.#modelId(model), version);
  }

  annotations(model: ModelName, version?: VersionId): Annotations {
    return annotationsOf(this.#db, this.#modelId(model), version);
  }

  approvalRequest(id: EventId): ApprovalRequest | undefined {
    return approvalRequests(this.#db, "WHERE approval_request.event_id = ?", [id])[0];
  }

  openRequest(version: VersionId, to: Stage): ApprovalRequest | undefined {
    return approvalRequests(
      this.#db,
      `WHERE version_id = (SELECT id FROM version WHERE event_id = ?) AND state = 'open'
         AND to_stage = ? ORDER BY approval_request.event_id`,
      [version, to],
    )[0];
  }

  requestedStage(version: VersionId): Stage | undefined {
    return requestedStages(this.#db, version).get(version);
  }

  retentionFacts(exclusive: readonly Stage[]): RetentionFacts {
    return retentionFacts(this.#db, exclusive);
  }

  /** Returns all bytes that living versions refer to, each with who refers to it. */
  storedBytes(): readonly StoredReference[] {
    return storedBytes(this.#db);
  }

  /**
   * Returns digests that living versions and runs refer to, and those that only a newer release
   * understands; without those that only the log of a run that is not sealed names.
   */
  digestsInUse(now = Date.now()): ReadonlySet<string> {
    return digestsInUse(this.#db, this.#recorded, now);
  }

  recordedNames(): RecordedNames {
    return recordedNames(this.#db);
  }

  /** Reads what the living versions of a model were recorded with. */
  recordedOf(model: ModelName): RecordedValues {
    return new RecordedValues(this.#db, this.#modelId(model));
  }

  /** Returns living versions that meet a query, in its order. */
  search(query: Query, page: SearchPage): FoundVersions {
    return searchVersions(this.#db, query, page);
  }

  /** Returns the models and stages of living versions that meet a query. */
  searchGroups(query: Query, now: number): FoundGroups {
    return searchGroups(this.#db, query, now);
  }

  /** Returns values of a key that living versions have, the most common first. */
  searchValues(key: QueryKey, limit: number): readonly string[] {
    return searchValues(this.#db, key, limit);
  }

  /** Returns requests that wait for approval, oldest first; of one version, if one is given. */
  openRequests(limit: number, version?: VersionId): readonly ApprovalRequest[] {
    return openApprovalRequests(this.#db, limit, version);
  }

  /** Returns the events that pass a filter, newest first unless another order is given. */
  log(filter: EventFilter, page: EventPage): readonly RegistryEvent[] {
    const { rest, parameters } = eventLogQuery(this.#byRow(filter), page);
    return this.#events(rest, parameters);
  }

  /**
   * Returns the conflicts that merging the clones' ledger files settled, of all events or of one.
   */
  mergeConflicts(event?: EventId): readonly MergeConflict[] {
    return mergeConflicts(this.#db, event);
  }

  /**
   * Returns events that brought versions to those of `stages` they are in; none in a ledger of one
   * file.
   */
  stageEntries(stages: readonly Stage[], event?: EventId): readonly StageEntry[] {
    return stageEntries(this.#db, this.#recorded, stages, event);
  }

  /** Counts the events that pass a filter. */
  logSize(filter: EventFilter): number {
    return countEvents(this.#db, eventCountQuery(this.#byRow(filter)));
  }

  event(id: EventId): RegistryEvent | undefined {
    return this.#events("WHERE event.id = ?", [id])[0];
  }

  /** Returns the moves of versions between stages, in order, up to a moment or an event. */
  stageMoves(until: Moment): readonly StageMove[] {
    return stageMoves(this.#db, until);
  }

  deletedUntil(moment: Moment): ReadonlySet<VersionId> {
    return deletedUntil(this.#db, moment);
  }

  artifacts(id: VersionId): readonly Artifact[] {
    return artifactsOf(this.#db, id);
  }

  /** Returns events by which a stage of a model was entered or left, newest first. */
  stageEvents(model: ModelName, stage: Stage, limit: number): readonly RegistryEvent[] {
    return this.#events(eventsOfStage, [this.#modelId(model), stage, limit]);
  }

  /** Returns the number of files of living versions that are kept elsewhere. */
  elsewhere(): number {
    return countElsewhere(this.#db);
  }

  /** All bytes that some version refers to, patches included, each with who refers to it. */
  references(): Generator<Reference> {
    return references(this.#db);
  }

  /** Returns the name of the model that an event is about, as it is now. */
  modelOfEvent(id: EventId): ModelName | undefined {
    return modelOfEvent(this.#db, id);
  }

  /** Returns why an event could not do what it says; undefined for most. */
  noEffect(id: EventId): NoEffectReason | undefined {
    return noEffectOf(this.#db, id);
  }

  /**
   * Returns the row of the model that a name leads to, the present one or a former one; 0 if there
   * is none.
   */
  #modelId(name: ModelName): number {
    return modelNamed(this.#db, name) ?? 0;
  }

  #byRow({ model, ...filter }: EventFilter): EventRowFilter {
    return { ...filter, ...(model !== undefined && { modelId: this.#modelId(model) }) };
  }

  #versions(rest: string, parameters: readonly (string | number)[]): readonly Version[] {
    return livingVersions(this.#db, rest, parameters);
  }

  #events(rest: string, parameters: readonly (string | number)[]): RegistryEvent[] {
    return selectEvents(this.#db, this.#recorded, rest, parameters);
  }
}
