import type { VersionRegistered } from "../../core/events/event.ts";
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
import type { ApprovalRequest } from "../../core/state/approval.ts";
import type { DeletedVersion } from "../../core/state/deleted-version.ts";
import type { RegistryState } from "../../core/state/registry-state.ts";
import type { RetentionFacts } from "../../core/state/retention-facts.ts";
import type { Model, Version, VersionDetail } from "../../core/state/version.ts";
import type { KnownLedger } from "../ledger/own-ledger-file.ts";
import { AbTestQueries } from "./ab-test-queries.ts";
import { approvalRequests, openApprovalRequests } from "./events/approval-queries.ts";
import { EventQueries } from "./events/event-queries.ts";
import { historyOfVersion, selectEvents } from "./events/select-events.ts";
import { modelRow } from "./find-model.ts";
import { StaleIndexError, type IndexDatabase } from "./index-database.ts";
import type { RecordedEvents } from "./ledger-slices.ts";
import { LineageQueries } from "./lineage/lineage-queries.ts";
import { annotationsOf, tagsOf } from "./marking-queries.ts";
import { highestNumber, livingModel, livingModels } from "./model-queries.ts";
import { MonitoringQueries } from "./monitoring-queries.ts";
import { ObservationQueries } from "./observation-queries.ts";
import { RedactionQueries } from "./redaction-queries.ts";
import { reproductionsOf } from "./reproduction-queries.ts";
import { ByteQueries } from "./retention/byte-queries.ts";
import { deletedVersions } from "./retention/deleted-versions.ts";
import { DeletionQueries } from "./retention/deletion-queries.ts";
import { requestedStages, retentionFacts } from "./retention/retention-queries.ts";
import { RunQueries } from "./run-queries.ts";
import { RecordQueries } from "./search/record-queries.ts";
import { SearchQueries } from "./search/search-queries.ts";
import { defineRecordedHas } from "./search/search-recorded.ts";
import {
  artifactsOf,
  highestLabelled,
  listVersions,
  livingVersions,
  versionsWithContent,
  type VersionFilter,
} from "./select-versions.ts";
import { formerHolders, holders, latestHolder, stageEntry } from "./stage-holders.ts";

/** Question about the state and the ledger files that it was made from. */
export type LedgerQuery<T> = (state: IndexQueries, ledger: KnownLedger) => T;

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
  /** Queries about A/B tests. */
  readonly abTests: AbTestQueries;
  /** Queries about sealed observations. */
  readonly observations: ObservationQueries;
  /** Queries about alerts, and what belongs to them. */
  readonly monitoring: MonitoringQueries;
  /** Queries about events. */
  readonly events: EventQueries;
  /** Queries of searches, and of what there is to search for. */
  readonly search: SearchQueries;
  /** Queries about the bytes of artifacts. */
  readonly bytes: ByteQueries;
  /** Queries about deleted versions. */
  readonly deletions: DeletionQueries;
  /** Queries about what was taken out. */
  readonly redactions: RedactionQueries;

  /** @param recorded what the events recorded, of the ledger that the index was made from */
  constructor(db: IndexDatabase, recorded: RecordedEvents) {
    this.#db = db;
    this.#recorded = recorded;
    this.lineage = new LineageQueries(db);
    this.records = new RecordQueries(db);
    this.runs = new RunQueries(db, recorded);
    this.abTests = new AbTestQueries(db, recorded);
    this.observations = new ObservationQueries(db);
    this.monitoring = new MonitoringQueries(db, recorded);
    this.events = new EventQueries(db, recorded);
    this.search = new SearchQueries(db);
    this.bytes = new ByteQueries(db, recorded);
    this.deletions = new DeletionQueries(db);
    this.redactions = new RedactionQueries(db, recorded);
    defineRecordedHas(db, recorded);
  }

  /** Returns models that have not been deleted, by name. */
  models(): readonly Model[] {
    return livingModels(this.#db);
  }

  model(name: ModelName): Model | undefined {
    return livingModel(this.#db, modelRow(this.#db, name));
  }

  highestNumber(name: ModelName): number {
    return highestNumber(this.#db, modelRow(this.#db, name));
  }

  version(id: VersionId): Version | undefined {
    return this.#versions("WHERE version.event_id = ?", [id])[0];
  }

  versionNumbered(model: ModelName, number: VersionNumber): Version | undefined {
    return this.#versions("WHERE model_id = ? AND number = ?", [
      modelRow(this.#db, model),
      number,
    ])[0];
  }

  latestVersion(model: ModelName): Version | undefined {
    return this.versions({ model, limit: 1 })[0];
  }

  /** Newest first. */
  versions(filter: VersionFilter): readonly Version[] {
    const { model } = filter;
    return listVersions(
      this.#db,
      filter,
      model === undefined ? undefined : modelRow(this.#db, model),
    );
  }

  /** Returns versions of a model with this number or a higher one, in their order. */
  versionsFrom(model: ModelName, first: number, limit: number): readonly Version[] {
    const from = "WHERE model_id = ? AND number >= ? ORDER BY number LIMIT ?";
    return this.#versions(from, [modelRow(this.#db, model), first, limit]);
  }

  holders(model: ModelName, stage: Stage): readonly Version[] {
    return holders(this.#db, modelRow(this.#db, model), stage);
  }

  stageEntry(version: VersionId): ReturnType<RegistryState["stageEntry"]> {
    return stageEntry(this.#db, version);
  }

  latestHolder(model: ModelName, stage: Stage, except?: VersionId): Version | undefined {
    return latestHolder(this.#db, modelRow(this.#db, model), stage, except);
  }

  formerHolders(model: ModelName, stage: Stage, limit = -1): readonly Version[] {
    return formerHolders(this.#db, modelRow(this.#db, model), stage, limit);
  }

  versionsWithContent(digests: readonly Sha256[]): readonly Version[] {
    return versionsWithContent(this.#db, digests);
  }

  children(id: VersionId): readonly Version[] {
    const made = "JOIN parent ON parent.version_id = version.id WHERE parent.parent_event = ?";
    return this.#versions(`${made} ORDER BY version.event_id`, [id]);
  }

  /** Returns everything about a version. */
  detail(id: VersionId): VersionDetail | undefined {
    const version = this.version(id);
    if (!version) return undefined;
    const history = selectEvents(this.#db, this.#recorded, historyOfVersion, [id]);
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
    const event = this.events.find(id);
    return event?.type === "version.registered" ? event.data : undefined;
  }

  reproductions(id: VersionId): ReturnType<RegistryState["reproductions"]> {
    return reproductionsOf(this.#db, this.#recorded, id);
  }

  versionLabelled(model: ModelName, label: string): Version | undefined {
    return this.#versions("WHERE model_id = ? AND label = ?", [
      modelRow(this.#db, model),
      label,
    ])[0];
  }

  highestLabelled(model: ModelName): Version | undefined {
    return highestLabelled(this.#db, modelRow(this.#db, model));
  }

  deletedVersion(id: VersionId): DeletedVersion | undefined {
    return deletedVersions(this.#db, "version.event_id = ?", [id])[0];
  }

  deletedCalled(model: ModelName, name: VersionNumber | string): DeletedVersion | undefined {
    const column = typeof name === "number" ? "number" : "label";
    const condition = `version.model_id = ? AND version.${column} = ?`;
    return deletedVersions(this.#db, condition, [modelRow(this.#db, model), name])[0];
  }

  aliased(model: ModelName, alias: Alias): Version | undefined {
    const by = "WHERE version.id = (SELECT version_id FROM alias WHERE alias = ? AND model_id = ?)";
    return this.#versions(by, [alias, modelRow(this.#db, model)])[0];
  }

  /** Returns the versions that aliases point to, of one model or of all, by model and number. */
  aliasedVersions(model?: ModelName): readonly Version[] {
    const rows = model === undefined ? [] : [modelRow(this.#db, model)];
    const aliased = `SELECT version_id FROM alias${model === undefined ? "" : " WHERE model_id = ?"}`;
    const from = `WHERE version.id IN (${aliased}) ORDER BY model.name, version.number`;
    return this.#versions(from, rows);
  }

  tags(model: ModelName, version?: VersionId): ReadonlyMap<string, string> {
    return tagsOf(this.#db, modelRow(this.#db, model), version);
  }

  annotations(model: ModelName, version?: VersionId): Annotations {
    return annotationsOf(this.#db, modelRow(this.#db, model), version);
  }

  approvalRequest(id: EventId): ApprovalRequest | undefined {
    return approvalRequests(this.#db, "WHERE approval_request.event_id = ?", [id])[0];
  }

  /** Returns the newest request about a version, for one stage if one is given. */
  lastRequest(version: VersionId, to?: Stage): ApprovalRequest | undefined {
    return approvalRequests(
      this.#db,
      `WHERE version.event_id = ? AND to_stage = ifnull(?, to_stage)
       ORDER BY approval_request.event_id DESC LIMIT 1`,
      [version, to ?? null],
    )[0];
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

  /** Returns requests that wait for approval, oldest first; of one version, if one is given. */
  openRequests(limit: number, version?: VersionId): readonly ApprovalRequest[] {
    return openApprovalRequests(this.#db, limit, version);
  }

  artifacts(id: VersionId): readonly Artifact[] {
    return artifactsOf(this.#db, id);
  }

  #versions(rest: string, parameters: readonly (string | number)[]): readonly Version[] {
    return livingVersions(this.#db, rest, parameters);
  }
}
