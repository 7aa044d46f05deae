import * as z from "zod";
import type { ObservationsSealed } from "../../../core/events/observation-events.ts";
import type { StoredBytes } from "../../../core/model/artifact.ts";
import { Sha256, Stage, VersionId } from "../../../core/model/ids.ts";
import type { Keeping } from "../../../core/model/policy/monitoring-defaults.ts";
import type { StoredReference } from "../../../core/retention/freed-bytes.ts";
import type { RetentionDays, RetentionFacts } from "../../../core/state/retention-facts.ts";
import { selectEvents } from "../events/select-events.ts";
import type { IndexDatabase } from "../index-database.ts";
import type { RecordedEvents } from "../ledger-slices.ts";
import { allLivingVersions } from "../select-versions.ts";

/**
 * Returns the facts on which retention decides; `exclusive` are the stages that admit one version.
 */
export function retentionFacts(db: IndexDatabase, exclusive: readonly Stage[]): RetentionFacts {
  return {
    versions: allLivingVersions(db),
    children: livingChildren(db),
    requested: requestedStages(db),
    tested: testedVersions(db),
    rollbackTargets: rollbackTargets(db, exclusive),
    retentionDays: retentionDays(db),
  };
}

const FamilyRow = z.object({ parent: VersionId, child: VersionId });

/** Returns living versions by those that they were made from, oldest first. */
function livingChildren(db: IndexDatabase): ReadonlyMap<VersionId, readonly VersionId[]> {
  const rows = db.all(
    FamilyRow,
    `SELECT parent_event AS parent, version.event_id AS child
     FROM parent JOIN version ON version.id = parent.version_id
     WHERE deleted_by_event IS NULL AND parent_event <> version.event_id ORDER BY version.id`,
  );
  const children = new Map<VersionId, VersionId[]>();
  for (const { parent, child } of rows) {
    const known = children.get(parent);
    if (known) known.push(child);
    else children.set(parent, [child]);
  }
  return children;
}

const RequestedRow = z.object({ version: VersionId, stage: Stage });

/** Returns stages for which approval has been requested, of all versions or one. */
export function requestedStages(
  db: IndexDatabase,
  version?: VersionId,
): ReadonlyMap<VersionId, Stage> {
  const rows = db.all(
    RequestedRow,
    `SELECT version.event_id AS version, to_stage AS stage
     FROM approval_request JOIN version ON version.id = version_id
     WHERE state = 'open' ${version === undefined ? "" : "AND version.event_id = ?"}`,
    version === undefined ? [] : [version],
  );
  return new Map(rows.map((row) => [row.version, row.stage]));
}

const TestedRow = z.object({ version: VersionId, test: z.string() });

/** Returns versions that take part in a running A/B test, and its name. */
function testedVersions(db: IndexDatabase): ReadonlyMap<VersionId, string> {
  const rows = db.all(
    TestedRow,
    `SELECT version_event AS version, name AS test FROM ab_test
     JOIN ab_variant ON test_event = ab_test.event_id
     WHERE concluded_event IS NULL ORDER BY ab_test.event_id DESC`,
  );
  return new Map(rows.map(({ version, test }) => [version, test]));
}

const TargetRow = z.object({ version: VersionId });
const ModelKey = z.object({ id: z.number() });

/** The version of each model that a rollback of a stage would bring back, and of which stage. */
function rollbackTargets(
  db: IndexDatabase,
  stages: readonly Stage[],
): ReadonlyMap<VersionId, Stage> {
  const models = db.all(ModelKey, "SELECT id FROM model");
  const targets = new Map<VersionId, Stage>();
  for (const stage of stages) {
    for (const { id } of models) {
      // The one that left last and was not itself rolled back from, as the command line chooses.
      const target = db.get(
        TargetRow,
        `SELECT version.event_id AS version
         FROM stage_change JOIN version ON version.id = stage_change.version_id
         WHERE stage_change.model_id = ?1 AND from_stage = ?2 AND stage <> ?2
           AND rolled_back_at IS NULL AND deleted_by_event IS NULL
         ORDER BY stage_change.event_id DESC LIMIT 1`,
        [id, stage],
      );
      if (target) targets.set(target.version, stage);
    }
  }
  return targets;
}

const DaysRow = z.object({
  version: VersionId,
  text: z.string(),
  writtenOn: z.enum(["version", "model"]),
});

/** Returns the `retention-days` of living versions, or of their models. */
function retentionDays(db: IndexDatabase): ReadonlyMap<VersionId, RetentionDays> {
  const rows = db.all(
    DaysRow,
    `SELECT version.event_id AS version, coalesce(own.value, general.value) AS text,
       CASE WHEN own.value IS NULL THEN 'model' ELSE 'version' END AS writtenOn
     FROM version
     LEFT JOIN annotation AS own ON own.model_id = version.model_id
       AND own.version_id = version.id AND own.field = 'retention-days'
     LEFT JOIN annotation AS general ON general.model_id = version.model_id
       AND general.version_id = 0 AND general.field = 'retention-days'
     WHERE deleted_by_event IS NULL AND coalesce(own.value, general.value) IS NOT NULL`,
  );
  return new Map(rows.map(({ version, ...days }) => [version, days]));
}

const StoredRow = z.lazy(() =>
  z
    .object({ version: VersionId, sha256: Sha256, size: z.number() })
    .transform(({ version, ...stored }): StoredReference => ({ version, stored })),
);

/**
 * Returns all bytes that living versions refer to, patches and histories included, each with who
 * refers to it.
 */
export function storedBytes(db: IndexDatabase): readonly StoredReference[] {
  return db.all(
    StoredRow,
    `SELECT event_id AS version, sha256, artifact.size AS size
     FROM artifact JOIN version ON version.id = version_id
     WHERE deleted_by_event IS NULL AND reference IS NULL
     UNION ALL SELECT event_id, patch, patch_size FROM version
     WHERE deleted_by_event IS NULL AND patch IS NOT NULL
     UNION ALL SELECT event_id, history, history_size FROM version
     WHERE deleted_by_event IS NULL AND history IS NOT NULL`,
  );
}

const StoredBytesRow = z.object({ sha256: Sha256, size: z.number() });

/** Returns the patch with which a version was registered. */
export function patchOf(db: IndexDatabase, version: VersionId): StoredBytes | undefined {
  return db.get(
    StoredBytesRow,
    "SELECT patch AS sha256, patch_size AS size FROM version WHERE event_id = ? AND patch IS NOT NULL",
    [version],
  );
}

/** Returns the stored history of the metrics of a version. */
export function historyOf(db: IndexDatabase, version: VersionId): StoredBytes | undefined {
  return db.get(
    StoredBytesRow,
    `SELECT history AS sha256, history_size AS size FROM version
     WHERE event_id = ? AND history IS NOT NULL`,
    [version],
  );
}

const DigestRow = z.object({ sha256: Sha256 });

/** Milliseconds for which a deleted run can be restored. */
export const deletedRunKept = 7 * 24 * 60 * 60 * 1000;

/**
 * Returns the digests of all bytes that have to stay: those that living versions and runs refer to,
 * runs that can still be restored too, and whatever looks like one in an event that only a newer
 * release understands.
 *
 * @param time `now` in milliseconds since the epoch, and how long observations are kept
 */
export function digestsInUse(
  db: IndexDatabase,
  recorded: RecordedEvents,
  { keeping, now }: { readonly keeping: Keeping; readonly now: number },
): ReadonlySet<string> {
  const inUse = new Set<string>();
  // Of files that were registered without a copy too: one may have been made since.
  const rows = db.all(
    DigestRow,
    `SELECT sha256 FROM artifact JOIN version ON version.id = version_id
     WHERE deleted_by_event IS NULL AND sha256 IS NOT NULL
     UNION SELECT patch FROM version WHERE deleted_by_event IS NULL AND patch IS NOT NULL
     UNION SELECT history FROM version WHERE deleted_by_event IS NULL AND history IS NOT NULL`,
  );
  for (const { sha256 } of rows) inUse.add(sha256);
  const purged = purgedRuns(db, new Date(now - deletedRunKept).toISOString());
  // Only these are about no model, or one that is not there.
  for (const event of selectEvents(db, recorded, "WHERE event.model_id IS NULL", [])) {
    if (event.type === "run.finished" && purged.has(event.data.run)) continue;
    const data =
      event.type === "observations.sealed" ? keptOf(event.data, keeping, now) : event.data;
    for (const [digest] of JSON.stringify(data ?? null).matchAll(/[0-9a-f]{64}/g)) {
      inUse.add(digest);
    }
  }
  return inUse;
}

const day = 24 * 60 * 60 * 1000;

/** Returns what an event about observations says, without bytes that need not be kept any longer. */
function keptOf(
  { raw, minutes, ...data }: ObservationsSealed["data"],
  { rawDays, minuteDays }: Keeping,
  now: number,
): object {
  const age = (now - Date.parse(data.to)) / day;
  return { ...data, ...(age < rawDays && { raw }), ...(age < minuteDays && { minutes }) };
}

/** Returns the runs that were deleted before a time, by themselves or with their experiment. */
function purgedRuns(db: IndexDatabase, before: string): ReadonlySet<string> {
  const rows = db.all(
    z.object({ run: z.string() }),
    `SELECT run FROM run JOIN experiment ON experiment.id = experiment_id
     WHERE run.deleted_at < ?1 OR experiment.deleted_at < ?1`,
    [before],
  );
  return new Set(rows.map(({ run }) => run));
}
