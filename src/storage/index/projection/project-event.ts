import * as z from "zod";
import type {
  EventBody,
  RegistryEvent,
  Stamped,
  UnknownEvent,
  VersionRegistered,
} from "../../../core/events/event.ts";
import type { LossAccepted } from "../../../core/events/loss-events.ts";
import { isNewerForm } from "../../../core/events/newer-form.ts";
import type { LedgerRepaired } from "../../../core/events/repair-events.ts";
import { artifactSha256, isHeld, type ReferencedArtifact } from "../../../core/model/artifact.ts";
import { datasetContent, datasetPlace } from "../../../core/model/data/dataset.ts";
import { parentVersions } from "../../../core/model/data/parent.ts";
import { VersionId, type EventId } from "../../../core/model/ids.ts";
import { searchableFacts } from "../../../core/query/searchable-facts.ts";
import type { LedgerRedacted } from "../../../core/redaction/redaction-events.ts";
import type { IndexDatabase } from "../index-database.ts";
import {
  actorId,
  environmentId,
  insertFacts,
  insertMetrics,
  ledgerFileId,
} from "../index-words.ts";
import type { LedgerPlace } from "../ledger-slices.ts";
import { insertVersion, versionCells } from "../version-columns.ts";
import { mention } from "./mention.ts";
import { recordConflict } from "./merge-conflicts.ts";
import { isOfModel, modelOfEvent, type EventApart, type EventOfModel } from "./model-of-event.ts";
import { projectAbTest } from "./project-ab-test.ts";
import { projectApproval } from "./project-approval.ts";
import { projectDeletion, takeDeletionBack } from "./project-deletion.ts";
import { projectExperiment } from "./project-experiment.ts";
import { projectMarking } from "./project-marking.ts";
import { modelFor, projectModel, reviveModel } from "./project-model.ts";
import { isMonitoringEvent, projectMonitoring } from "./project-monitoring.ts";
import { moveVersion, recordMove } from "./project-move.ts";
import { projectObservations } from "./project-observations.ts";
import { projectRedaction } from "./project-redaction.ts";
import { projectReproduction } from "./project-reproduction.ts";
import { projectRun } from "./project-run.ts";

/**
 * Applies an event to the index. Events of other clones may contradict each other (both promoted
 * another version): the later one wins, and an event that refers to something missing does not
 * fail. An event that is in the index already, as in a copy of a ledger file, counts once.
 */
export function projectEvent(db: IndexDatabase, event: RegistryEvent, place: LedgerPlace): void {
  if (event.type === "ledger.started") {
    const { registry, writer, machine, release } = event.data;
    const row = [event.id, registry, writer, machine, release];
    db.run("INSERT OR IGNORE INTO ledger_start VALUES (?, ?, ?, ?, ?)", row);
    return;
  }
  const type = event.type === "unknown" ? event.recordedType : event.type;
  const { version, previous, reason } = Facts.parse(event.data);
  const added = db.run(
    `INSERT OR IGNORE INTO event
       (id, at, actor_id, type, v, version, reason, file_id, "offset", length)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    [
      event.id,
      event.at,
      actorId(db, event.actor),
      type,
      event.v,
      version ?? previous ?? null,
      reason ?? null,
      ledgerFileId(db, place.file),
      place.offset,
      place.length,
    ],
  );
  if (added === 0) return;
  if (event.type === "unknown") {
    mentionVersion(db, event);
    return;
  }
  const model = project(db, event);
  if (model === undefined) return;
  db.run("UPDATE event SET model_id = ? WHERE id = ?", [model, event.id]);
}

const Text = z.string().optional().catch(undefined);
/** Fields of an event that lists show, whatever its type is. */
const Facts = z
  .object({ version: Text, previous: Text, reason: Text })
  .catch({ version: undefined, previous: undefined, reason: undefined });

const Mention = z.object({ version: VersionId });

/**
 * Adds an event of a newer release to the history of the version that it is about, although its
 * meaning is not known.
 */
function mentionVersion(db: IndexDatabase, event: Stamped<UnknownEvent>): void {
  const { id, data } = event;
  if (isNewerForm(event)) {
    db.run("INSERT OR IGNORE INTO newer_form VALUES (?, ?, ?)", [id, event.recordedType, event.v]);
  }
  const about = Mention.safeParse(data);
  if (!about.success) return;
  mention(db, id, about.data.version);
}

/** Applies an event, and returns the row of the model that it is about, if there is one. */
function project(db: IndexDatabase, event: Stamped<EventBody>): number | undefined {
  switch (event.type) {
    case "version.registered":
      return registerVersion(db, event);
    case "model.created":
    case "model.renamed":
    case "model.deleted":
      return projectModel(db, event);
    default: {
      if (!isOfModel(event)) {
        projectApart(db, event);
        return undefined;
      }
      const about = modelOfEvent(db, event);
      projectOfModel(db, event, about);
      return about;
    }
  }
}

/** Applies an event that is about no model. */
function projectApart(db: IndexDatabase, event: EventApart): void {
  switch (event.type) {
    case "run.started":
    case "run.finished":
    case "run.deleted":
    case "run.restored":
      projectRun(db, event);
      return;
    case "experiment.created":
    case "experiment.changed":
    case "experiment.deleted":
    case "experiment.restored":
      projectExperiment(db, event);
      return;
    case "abtest.created":
    case "abtest.split":
    case "abtest.concluded":
      projectAbTest(db, event);
      return;
    case "observations.sealed":
      projectObservations(db, event);
      return;
    default:
      projectOfLedger(db, event);
  }
}

function projectOfModel(db: IndexDatabase, event: EventOfModel, model: number | undefined): void {
  switch (event.type) {
    case "version.transitioned": {
      const { version, from, to, displaces } = event.data;
      recordMove(db, event.id, to, displaces?.to);
      moveVersion(db, event, { version, from, to, displaces }, false);
      return;
    }
    case "stage.rolled-back": {
      const { version, from, stage, displaces } = event.data;
      recordMove(db, event.id, stage, displaces.to);
      moveVersion(db, event, { version, from, to: stage, displaces }, true);
      return;
    }
    case "version.deleted":
      projectDeletion(db, event);
      return;
    case "approval.requested":
    case "approval.approved":
    case "approval.denied":
    case "approval.withdrawn":
      projectApproval(db, event);
      return;
    case "hook.failed":
      mention(db, event.id, event.data.version);
      return;
    case "version.reproduced":
      projectReproduction(db, event);
      return;
    default:
      if (isMonitoringEvent(event)) projectMonitoring(db, event);
      else if (model !== undefined) projectMarking(db, event, model);
  }
}

/** Applies an event about the ledger itself. */
function projectOfLedger(
  db: IndexDatabase,
  event: Stamped<LossAccepted | LedgerRepaired | LedgerRedacted>,
): void {
  if (event.type === "ledger.redacted") {
    projectRedaction(db, event);
    return;
  }
  if (event.type === "ledger.repaired") {
    for (const { file, sha256 } of event.data.files) {
      db.run("INSERT OR IGNORE INTO ledger_repair VALUES (?, ?, ?)", [event.id, file, sha256]);
    }
  }
  keepNumbers(db, event);
}

/** Reserves the numbers of lost versions, so that they are not given again. */
function keepNumbers(db: IndexDatabase, event: Stamped<LossAccepted | LedgerRepaired>): void {
  for (const { model, number } of event.data.numbers) {
    db.run("UPDATE model SET latest_number = max(latest_number, ?) WHERE id = ?", [
      number,
      modelFor(db, { model }, event),
    ]);
  }
}

/** A greater number is not given but replaced by the next free one: there must be room for more. */
const maxClaimedNumber = 2 ** 31 - 1;

const Key = z.object({ id: z.number() });
const ModelRow = Key.extend({ latest_number: z.number() });

/** Returns the label that a new version claims, unless another version has it. */
function labelFor(db: IndexDatabase, model: number, label: string | undefined): string | null {
  if (label === undefined) return null;
  const sql = "SELECT id FROM version WHERE model_id = ? AND label = ?";
  return db.get(Key, sql, [model, label]) ? null : label;
}

function registerVersion(db: IndexDatabase, event: Stamped<VersionRegistered>): number {
  const { data, at } = event;
  const sql = "SELECT id, latest_number FROM model WHERE id = ?";
  const model = db.get(ModelRow, sql, [modelFor(db, data, event)]);
  if (!model) throw new Error(`the model ${data.model} is not there`);
  reviveModel(db, model.id);
  const taken = db.get(Key, "SELECT id FROM version WHERE model_id = ? AND number = ?", [
    model.id,
    data.number,
  ]);
  const isFree = !taken && data.number <= maxClaimedNumber;
  const number = isFree ? data.number : model.latest_number + 1;
  const label = labelFor(db, model.id, data.label);
  const actor = actorId(db, event.actor);
  const { git, environment } = data.recipe;
  const cells = versionCells({
    ...{ event, model: model.id, actor, number, label },
    author: git ? actorId(db, git.author) : null,
    environment: environment ? (environmentId(db, environment) ?? null) : null,
  });
  const version = db.get(Key, insertVersion, cells);
  db.run(
    `UPDATE model SET latest_number = max(latest_number, ?), version_count = version_count + 1,
       changed_at = ? WHERE id = ?`,
    [number, at, model.id],
  );
  noteClaims(db, event, number, label ?? undefined);
  if (version) {
    insertFacts(db, version.id, searchableFacts(data));
    describeVersion(db, version.id, event.id, data);
  }
  return model.id;
}

/** Records that another clone had claimed the number or the label before. */
function noteClaims(
  db: IndexDatabase,
  { id, data }: Stamped<VersionRegistered>,
  number: number,
  label: string | undefined,
): void {
  const about = { event: id, version: VersionId.parse(id) };
  if (number !== data.number) {
    const [claimed, given] = [String(data.number), String(number)];
    recordConflict(db, { ...about, kind: "number-moved", claimed, given });
  }
  if (data.label !== undefined && label === undefined) {
    recordConflict(db, { ...about, kind: "label-taken", label: data.label });
  }
}

/** Returns the additional data of a file whose bytes are elsewhere, as the index stores it. */
function referenceCell({ uri, digests }: ReferencedArtifact): string {
  return JSON.stringify({ uri, digests });
}

type RegistrationData = VersionRegistered["data"];

/** The parts of a registration that are searched for. */
function describeVersion(
  db: IndexDatabase,
  version: number,
  event: EventId,
  { artifacts, recipe, parents, description, annotations = {}, tags = {} }: RegistrationData,
): void {
  // Like the others, the description given at registration can be changed and taken away later.
  const written = { ...(description !== undefined && { description }), ...annotations };
  for (const [field, text] of Object.entries(written)) {
    db.run(
      "INSERT OR REPLACE INTO annotation SELECT model_id, id, ?, ? FROM version WHERE id = ?",
      [field, text, version],
    );
  }
  for (const [key, value] of Object.entries(tags)) {
    db.run("INSERT OR REPLACE INTO tag SELECT model_id, id, ?, ? FROM version WHERE id = ?", [
      key,
      value,
      version,
    ]);
  }
  for (const artifact of artifacts) {
    const { path, role, size } = artifact;
    db.run("INSERT OR IGNORE INTO artifact VALUES (?, ?, ?, ?, ?, ?)", [
      version,
      path,
      role,
      artifactSha256(artifact) ?? null,
      size ?? null,
      isHeld(artifact) ? null : referenceCell(artifact),
    ]);
  }
  insertMetrics(db, version, recipe.metrics);
  for (const dataset of recipe.datasets) {
    db.run("INSERT OR IGNORE INTO dataset VALUES (?, ?, ?, ?, ?)", [
      version,
      datasetPlace(dataset),
      dataset.name,
      dataset.version ?? null,
      datasetContent(dataset) ?? null,
    ]);
  }
  for (const parent of parentVersions(parents)) {
    db.run("INSERT OR IGNORE INTO parent VALUES (?, ?)", [version, parent]);
    takeDeletionBack(db, parent, event);
  }
}
