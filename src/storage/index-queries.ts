import * as z from "zod";
import type { ApprovalRequest } from "../core/approval.ts";
import { Artifact, type StoredBytes } from "../core/artifact.ts";
import type { RegistryEvent, VersionRegistered } from "../core/event.ts";
import {
  EventId,
  ModelName,
  Sha256,
  Stage,
  Timestamp,
  VersionId,
  VersionNumber,
} from "../core/ids.ts";
import type { Alias, Annotations } from "../core/markings.ts";
import { parseEvent } from "../core/parse-event.ts";
import { Actor, type Metrics } from "../core/recipe.ts";
import type { RegistryState } from "../core/registry-state.ts";
import { VersionLabel } from "../core/version-label.ts";
import type { Model, Version, VersionDetail } from "../core/version.ts";
import { approvalRequests } from "./approval-queries.ts";
import { eventLogQuery, type EventFilter } from "./event-log-query.ts";
import { IndexDoubt, type IndexDatabase } from "./index-database.ts";
import { jsonCell } from "./json-cell.ts";
import { aliasesOf, annotationsOf, labelsOf, tagsOf } from "./marking-queries.ts";

/** Which versions a list shows, newest first. */
export interface VersionFilter {
  readonly model?: ModelName;
  readonly stage?: Stage;
  readonly limit: number;
  readonly offset?: number;
}

/** A condition on one metric: `{ key: "test.auc", operator: ">", value: 0.9 }`. */
export interface MetricCondition {
  readonly key: string;
  readonly operator: ">" | ">=" | "<" | "<=" | "=";
  readonly value: number;
}

/** Bytes that a version refers to. */
export interface Reference {
  readonly version: Version;
  readonly stored: StoredBytes;
  readonly name: string;
}

const ModelRow = z
  .object({
    name: ModelName,
    version_count: z.number(),
    latest_number: VersionNumber,
    registered_at: Timestamp,
    changed_at: Timestamp,
  })
  .transform((row): Model => ({
    name: row.name,
    versionCount: row.version_count,
    latestNumber: row.latest_number,
    registeredAt: row.registered_at,
    changedAt: row.changed_at,
  }));

const VersionRow = z.object({
  id: z.number(),
  event_id: VersionId,
  model: ModelName,
  number: VersionNumber,
  claimed_number: VersionNumber.nullable(),
  label: VersionLabel.nullable(),
  claimed_label: VersionLabel.nullable(),
  stage: Stage,
  stage_since: Timestamp,
  registered_at: Timestamp,
  registered_by: jsonCell(Actor),
  digest: Sha256,
  size: z.number(),
  rolled_back_at: Timestamp.nullable(),
});

const MetricRow = z.object({ key: z.string(), value: z.number() });
const ArtifactRow = z.object({
  path: z.string(),
  role: z.string(),
  sha256: z.string(),
  size: z.number(),
});
const EventRow = z.object({
  id: EventId,
  at: Timestamp,
  actor: jsonCell(Actor),
  type: z.string(),
  v: z.number(),
  data: jsonCell(z.unknown()),
});
const EventIdRow = z.object({ event_id: VersionId });
const Sha256Row = z.object({ sha256: Sha256 }).transform((row) => row.sha256);

const selectVersion = `SELECT version.*, model.name AS model
  FROM version JOIN model ON model.id = version.model_id`;

/** Reads the index. */
export class IndexQueries implements RegistryState {
  readonly #db: IndexDatabase;

  constructor(db: IndexDatabase) {
    this.#db = db;
  }

  models(): readonly Model[] {
    return this.#db.all(ModelRow, "SELECT * FROM model ORDER BY name");
  }

  model(name: ModelName): Model | undefined {
    return this.#db.get(ModelRow, "SELECT * FROM model WHERE name = ?", [name]);
  }

  version(id: VersionId): Version | undefined {
    return this.#versions("WHERE version.event_id = ?", [id])[0];
  }

  versionNumbered(model: ModelName, number: VersionNumber): Version | undefined {
    return this.#versions("WHERE model.name = ? AND version.number = ?", [model, number])[0];
  }

  latestVersion(model: ModelName): Version | undefined {
    return this.versions({ model, limit: 1 })[0];
  }

  /** Newest first. */
  versions({ model, stage, limit, offset = 0 }: VersionFilter): readonly Version[] {
    const conditions = [
      ...(model === undefined ? [] : [["model.name = ?", model] as const]),
      ...(stage === undefined ? [] : [["version.stage = ?", stage] as const]),
    ];
    const where = conditions.map(([sql]) => sql).join(" AND ");
    const order = model === undefined ? "version.event_id" : "version.number";
    return this.#versions(`${where && `WHERE ${where}`} ORDER BY ${order} DESC LIMIT ? OFFSET ?`, [
      ...conditions.map(([, value]) => value),
      limit,
      offset,
    ]);
  }

  /** Versions that meet a condition on a metric, best match of the operator first. */
  versionsWithMetric({ key, operator, value }: MetricCondition, limit: number): readonly Version[] {
    const order = operator.startsWith("<") ? "ASC" : "DESC";
    return this.#versions(
      `JOIN metric ON metric.version_id = version.id
       JOIN metric_key ON metric_key.id = metric.key_id
       WHERE metric_key.key = ? AND metric.value ${operator} ? ORDER BY metric.value ${order} LIMIT ?`,
      [key, value, limit],
    );
  }

  holders(model: ModelName, stage: Stage): readonly Version[] {
    return this.#versions(
      "WHERE model.name = ? AND version.stage = ? ORDER BY version.stage_event DESC, version.id DESC",
      [model, stage],
    );
  }

  formerHolders(model: ModelName, stage: Stage): readonly Version[] {
    return this.#versions(
      `JOIN (SELECT stage_change.version_id AS id, max(stage_change.event_id) AS left_at
             FROM stage_change JOIN model ON model.id = stage_change.model_id
             WHERE model.name = ? AND stage_change.from_stage = ? GROUP BY 1) AS former
         ON former.id = version.id
       WHERE version.stage <> ? ORDER BY former.left_at DESC`,
      [model, stage, stage],
    );
  }

  versionsWithContent(digests: readonly Sha256[]): readonly Version[] {
    const wanted = [...digests].sort().join();
    const [first] = digests;
    if (first === undefined) return [];
    return this.#versions(
      `WHERE version.id IN (SELECT version_id FROM artifact WHERE sha256 = ?) ORDER BY version.event_id`,
      [first],
    ).filter(({ id }) => {
      const sql = `SELECT sha256 FROM artifact JOIN version ON version.id = artifact.version_id
        WHERE version.event_id = ? ORDER BY sha256`;
      return this.#db.all(Sha256Row, sql, [id]).join() === wanted;
    });
  }

  /** Versions of which this one is a parent, oldest first. */
  children(id: VersionId): readonly Version[] {
    return this.#versions(
      "JOIN parent ON parent.version_id = version.id WHERE parent.parent_event = ? ORDER BY version.event_id",
      [id],
    );
  }

  /** Everything about a version. */
  detail(id: VersionId): VersionDetail | undefined {
    const version = this.version(id);
    if (!version) return undefined;
    const history = this.#events(
      `WHERE id = ?1 OR id IN (SELECT stage_change.event_id FROM stage_change
         JOIN version ON version.id = stage_change.version_id WHERE version.event_id = ?1)
         OR id IN (SELECT event_id FROM mention WHERE version_event = ?1)
       ORDER BY id`,
      [id],
    );
    const [registered] = history;
    if (registered?.type !== "version.registered")
      throw new IndexDoubt(`${id} has no registration`);
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
    const [event] = this.#events("WHERE id = ?", [id]);
    return event?.type === "version.registered" ? event.data : undefined;
  }

  versionLabelled(model: ModelName, label: string): Version | undefined {
    return this.#versions("WHERE model.name = ? AND version.label = ?", [model, label])[0];
  }

  labels(model: ModelName): readonly VersionLabel[] {
    return labelsOf(this.#db, model);
  }

  aliased(model: ModelName, alias: Alias): Version | undefined {
    return this.#versions(
      "JOIN alias ON alias.version_id = version.id WHERE model.name = ? AND alias.alias = ?",
      [model, alias],
    )[0];
  }

  tags(model: ModelName, version?: VersionId): ReadonlyMap<string, string> {
    return tagsOf(this.#db, model, version);
  }

  annotations(model: ModelName, version?: VersionId): Annotations {
    return annotationsOf(this.#db, model, version);
  }

  approvalRequest(id: EventId): ApprovalRequest | undefined {
    return approvalRequests(this.#db, "WHERE approval_request.event_id = ?", [id])[0];
  }

  openRequest(version: VersionId, to: Stage): ApprovalRequest | undefined {
    return approvalRequests(
      this.#db,
      "WHERE version.event_id = ? AND state = 'open' AND to_stage = ? ORDER BY approval_request.event_id",
      [version, to],
    )[0];
  }

  /** Requests that wait for approval, oldest first. */
  openRequests(limit: number): readonly ApprovalRequest[] {
    return approvalRequests(
      this.#db,
      "WHERE state = 'open' ORDER BY approval_request.event_id LIMIT ?",
      [limit],
    );
  }

  /** Events that a filter lets through, newest first. */
  log(filter: EventFilter): readonly RegistryEvent[] {
    const { rest, parameters } = eventLogQuery(filter);
    return this.#events(rest, parameters);
  }

  artifacts(id: VersionId): readonly Artifact[] {
    const sql = `SELECT path, role, sha256, artifact.size AS size
      FROM artifact JOIN version ON version.id = artifact.version_id
      WHERE version.event_id = ? ORDER BY path`;
    return this.#db.all(ArtifactRow.pipe(Artifact), sql, [id]);
  }

  /** Events by which a stage of a model was entered or left, newest first. */
  stageEvents(model: ModelName, stage: Stage, limit: number): readonly RegistryEvent[] {
    return this.#events(
      `WHERE id IN (SELECT event_id FROM stage_change JOIN model ON model.id = stage_change.model_id
         WHERE model.name = ?1 AND (from_stage = ?2 OR to_stage = ?2))
       ORDER BY id DESC LIMIT ?3`,
      [model, stage, limit],
    );
  }

  /** All bytes that some version refers to, patches included, each with who refers to it. */
  *references(): Generator<Reference> {
    const ids = this.#db.all(EventIdRow, "SELECT event_id FROM version ORDER BY id");
    for (const { event_id } of ids) {
      const detail = this.detail(event_id);
      if (!detail) continue;
      for (const artifact of detail.artifacts) {
        yield { version: detail, stored: artifact, name: artifact.path };
      }
      const patch = detail.registration.recipe.git?.dirty?.patch;
      if (patch) yield { version: detail, stored: patch, name: "the patch" };
    }
  }

  #versions(rest: string, parameters: readonly (string | number)[]): Version[] {
    return this.#db.all(VersionRow, `${selectVersion} ${rest}`, parameters).map((row) => {
      const aliases = aliasesOf(this.#db, row.id);
      return {
        id: row.event_id,
        model: row.model,
        number: row.number,
        ...(row.claimed_number !== null && { claimedNumber: row.claimed_number }),
        ...(row.label !== null && { label: row.label }),
        ...(row.claimed_label !== null && { claimedLabel: row.claimed_label }),
        ...(aliases.length > 0 && { aliases }),
        stage: row.stage,
        stageSince: row.stage_since,
        registeredAt: row.registered_at,
        registeredBy: row.registered_by,
        digest: row.digest,
        size: row.size,
        metrics: this.#metrics(row.id),
        ...(row.rolled_back_at !== null && { rolledBackAt: row.rolled_back_at }),
      };
    });
  }

  #metrics(version: number): Metrics {
    const rows = this.#db.all(
      MetricRow,
      "SELECT key, value FROM metric JOIN metric_key ON metric_key.id = metric.key_id WHERE version_id = ? ORDER BY key",
      [version],
    );
    return Object.fromEntries(rows.map(({ key, value }) => [key, value]));
  }

  #events(rest: string, parameters: readonly (string | number)[]): RegistryEvent[] {
    return this.#db.all(EventRow, `SELECT * FROM event ${rest}`, parameters).map((row) => {
      const parsed = parseEvent(row);
      if (!parsed.ok) throw new IndexDoubt(`event ${row.id}: ${parsed.problem}`);
      return parsed.event;
    });
  }
}
