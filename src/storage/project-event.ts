import * as z from "zod";
import { artifactSha256, isHeld, type ReferencedArtifact } from "../core/artifact.ts";
import { datasetContent, datasetPlace } from "../core/dataset.ts";
import type {
  EventBody,
  RegistryEvent,
  Stamped,
  UnknownEvent,
  VersionRegistered,
} from "../core/event.ts";
import { VersionId, type EventId, type ModelName, type Stage } from "../core/ids.ts";
import { isNewerForm } from "../core/newer-form.ts";
import { parentVersions } from "../core/parent.ts";
import { initialStage } from "../core/policy.ts";
import { parseSemVer, semVerSortKey } from "../core/semver.ts";
import type { IndexDatabase } from "./index-database.ts";
import { mention } from "./mention.ts";
import { closeRequests, projectApproval } from "./project-approval.ts";
import { projectDeletion, takeDeletionBack } from "./project-deletion.ts";
import { projectMarking } from "./project-marking.ts";

/**
 * What each event does to the index. Events of other clones may contradict each other (both
 * promoted another version): the later one wins, and nothing here fails on an event that refers to
 * what is not there. An event that is there already, as in a copy of a ledger file, counts once.
 */
export function projectEvent(db: IndexDatabase, event: RegistryEvent): void {
  if (event.type === "ledger.started") {
    const { registry, writer, machine, release } = event.data;
    const row = [event.id, registry, writer, machine, release];
    db.run("INSERT OR IGNORE INTO ledger_start VALUES (?, ?, ?, ?, ?)", row);
    return;
  }
  const [type, data] =
    event.type === "unknown" ? [event.recordedType, event.data] : [event.type, event.data];
  const v = event.v;
  const added = db.run(
    "INSERT OR IGNORE INTO event (id, at, actor, type, v, model, data) VALUES (?, ?, ?, ?, ?, ?, ?)",
    [
      event.id,
      event.at,
      JSON.stringify(event.actor),
      type,
      v,
      event.type === "unknown" ? null : event.data.model,
      JSON.stringify(data ?? null),
    ],
  );
  if (added === 0) return;
  if (event.type === "unknown") mentionVersion(db, event);
  else project(db, event);
}

const Mention = z.object({ version: VersionId });

/** What a newer release says about a version is part of its history, whatever it means. */
function mentionVersion(db: IndexDatabase, event: Stamped<UnknownEvent>): void {
  const { id, data } = event;
  if (isNewerForm(event)) {
    db.run("INSERT OR IGNORE INTO newer_form VALUES (?, ?, ?)", [id, event.recordedType, event.v]);
  }
  const about = Mention.safeParse(data);
  if (!about.success) return;
  mention(db, id, about.data.version);
}

function project(db: IndexDatabase, event: Stamped<EventBody>): void {
  switch (event.type) {
    case "version.registered":
      registerVersion(db, event);
      return;
    case "version.transitioned": {
      const { version, to, displaces } = event.data;
      moveVersion(db, event, version, to, displaces?.to, false);
      return;
    }
    case "stage.rolled-back": {
      const { version, stage, displaces } = event.data;
      moveVersion(db, event, version, stage, displaces.to, true);
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
    default:
      projectMarking(db, event);
  }
}

/** A greater number is not given but replaced by the next free one: there must be room for more. */
const maxClaimedNumber = 2 ** 31 - 1;

const Key = z.object({ id: z.number() });
const ModelRow = Key.extend({ latest_number: z.number() });

function registerVersion(db: IndexDatabase, event: Stamped<VersionRegistered>): void {
  const { data, at } = event;
  const model = modelRow(db, data.model, at);
  const taken = db.get(Key, "SELECT id FROM version WHERE model_id = ? AND number = ?", [
    model.id,
    data.number,
  ]);
  const isFree = !taken && data.number <= maxClaimedNumber;
  const number = isFree ? data.number : model.latest_number + 1;
  const isLabelTaken =
    data.label !== undefined &&
    db.get(Key, "SELECT id FROM version WHERE model_id = ? AND label = ?", [model.id, data.label]);
  const label = isLabelTaken ? null : (data.label ?? null);
  const semVer = label === null ? undefined : parseSemVer(label);
  const version = db.get(
    Key,
    `INSERT INTO version (event_id, model_id, number, claimed_number, label, label_order, claimed_label, stage,
       stage_since, stage_event, registered_at, registered_by, source, digest, size, patch, patch_size)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id`,
    [
      event.id,
      model.id,
      number,
      number === data.number ? null : data.number,
      label,
      semVer ? semVerSortKey(semVer) : null,
      isLabelTaken ? (data.label ?? null) : null,
      data.stage ?? initialStage,
      at,
      event.id,
      at,
      JSON.stringify(event.actor),
      data.source,
      data.digest,
      data.artifacts.reduce((sum, artifact) => sum + (artifact.size ?? 0), 0),
      ...patchCells(data),
    ],
  );
  db.run(
    `UPDATE model SET latest_number = max(latest_number, ?), version_count = version_count + 1,
       changed_at = ? WHERE id = ?`,
    [number, at, model.id],
  );
  if (version) describeVersion(db, version.id, data);
}

/** The patch of what was not committed, which is kept like an artifact. */
function patchCells({ recipe }: VersionRegistered["data"]): readonly (string | number | null)[] {
  const patch = recipe.git?.dirty?.patch;
  return patch ? [patch.sha256, patch.size] : [null, null];
}

function modelRow(db: IndexDatabase, name: ModelName, at: string): z.infer<typeof ModelRow> {
  const find = (): z.infer<typeof ModelRow> | undefined =>
    db.get(ModelRow, "SELECT id, latest_number FROM model WHERE name = ?", [name]);
  const known = find();
  if (known) return known;
  db.run(
    `INSERT INTO model (name, latest_number, version_count, registered_at, changed_at)
     VALUES (?, 0, 0, ?, ?)`,
    [name, at, at],
  );
  const made = find();
  if (!made) throw new Error(`the model ${name} was not inserted`);
  return made;
}

/** What else the index keeps of a file whose bytes are elsewhere. */
function referenceCell({ uri, digests }: ReferencedArtifact): string {
  return JSON.stringify({ uri, digests });
}

type RegistrationData = VersionRegistered["data"];

/** The parts of a registration that are searched for. */
function describeVersion(
  db: IndexDatabase,
  version: number,
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
  for (const [key, value] of Object.entries(recipe.metrics)) {
    db.run("INSERT OR IGNORE INTO metric VALUES (?, ?, ?)", [version, metricKeyId(db, key), value]);
  }
  for (const dataset of recipe.datasets) {
    db.run("INSERT OR IGNORE INTO dataset VALUES (?, ?, ?, ?)", [
      version,
      datasetPlace(dataset),
      dataset.name,
      datasetContent(dataset) ?? null,
    ]);
  }
  for (const parent of parentVersions(parents)) {
    db.run("INSERT OR IGNORE INTO parent VALUES (?, ?)", [version, parent]);
    takeDeletionBack(db, parent);
  }
}

/** A version has many metrics, a registry few different ones. */
function metricKeyId(db: IndexDatabase, key: string): number {
  const known = db.knownIds.get(key);
  if (known !== undefined) return known;
  db.run("INSERT OR IGNORE INTO metric_key (key) VALUES (?)", [key]);
  const row = db.get(Key, "SELECT id FROM metric_key WHERE key = ?", [key]);
  if (!row) throw new Error(`the metric ${key} was not inserted`);
  db.knownIds.set(key, row.id);
  return row.id;
}

const MovingRow = z.object({ id: z.number(), model_id: z.number(), stage: z.string() });

/** Moves a version to a stage; whoever else holds it goes to `retireTo`, if that is given. */
function moveVersion(
  db: IndexDatabase,
  event: { readonly id: EventId; readonly at: string },
  id: VersionId,
  to: Stage,
  retireTo: Stage | undefined,
  isRollback: boolean,
): void {
  const version = db.get(MovingRow, "SELECT id, model_id, stage FROM version WHERE event_id = ?", [
    id,
  ]);
  if (!version) return;
  if (retireTo !== undefined) {
    const holders = db.all(
      MovingRow,
      "SELECT id, model_id, stage FROM version WHERE model_id = ? AND stage = ? AND id <> ?",
      [version.model_id, to, version.id],
    );
    for (const holder of holders) {
      enterStage(db, event, holder, retireTo, isRollback ? event.at : null);
    }
  }
  enterStage(db, event, version, to, null);
  takeDeletionBack(db, id);
  db.run("UPDATE model SET changed_at = ? WHERE id = ?", [event.at, version.model_id]);
}

function enterStage(
  db: IndexDatabase,
  event: { readonly id: EventId; readonly at: string },
  version: z.infer<typeof MovingRow>,
  to: string,
  rolledBackAt: string | null,
): void {
  db.run(
    `UPDATE version SET stage = ?, stage_since = ?, stage_event = ?, rolled_back_at = ?
     WHERE id = ?`,
    [to, event.at, event.id, rolledBackAt, version.id],
  );
  closeRequests(db, version.id, to);
  db.run("INSERT OR IGNORE INTO stage_change VALUES (?, ?, ?, ?, ?)", [
    version.id,
    event.id,
    version.model_id,
    version.stage,
    to,
  ]);
}
