import { isHeld, type ReferencedArtifact, type StoredBytes } from "../../../core/model/artifact.ts";
import type { Version } from "../../../core/state/version.ts";
import type { IndexDatabase } from "../index-database.ts";
import { EventIdRow } from "../index-rows.ts";
import { artifactsOf, livingVersions } from "../select-versions.ts";
import { historyOf, patchOf } from "./retention-queries.ts";

/** Bytes that a version refers to. */
export interface Reference {
  readonly version: Version;
  readonly stored: StoredBytes;
  readonly name: string;
  /** One of the version's files, or a record beside them. */
  readonly kind: "file" | "patch" | "history";
}

/**
 * Finds all bytes that living versions refer to, patches and histories included, each with who
 * refers to it.
 */
export function* references(db: IndexDatabase): Generator<Reference> {
  const ids = db.all(EventIdRow, "SELECT event_id FROM version ORDER BY id");
  for (const { event_id } of ids) {
    const [version] = livingVersions(db, "WHERE version.event_id = ?", [event_id]);
    if (!version) continue;
    for (const artifact of artifactsOf(db, event_id).filter(isHeld)) {
      yield { version, stored: artifact, name: artifact.path, kind: "file" };
    }
    const patch = patchOf(db, event_id);
    if (patch) yield { version, stored: patch, name: "the patch", kind: "patch" };
    const history = historyOf(db, event_id);
    if (history) yield { version, stored: history, name: "the metric history", kind: "history" };
  }
}

/** A file that a version refers to, and whose bytes were not copied when it was registered. */
export interface ElsewhereFile {
  readonly version: Version;
  readonly artifact: ReferencedArtifact;
}

/** Finds the files of living versions that were registered without a copy. */
export function elsewhereFiles(db: IndexDatabase): readonly ElsewhereFile[] {
  const ids = db.all(
    EventIdRow,
    `SELECT DISTINCT event_id FROM artifact JOIN version ON version.id = version_id
     WHERE deleted_by_event IS NULL AND reference IS NOT NULL ORDER BY version.id`,
  );
  return ids.flatMap(({ event_id }) => {
    const [version] = livingVersions(db, "WHERE version.event_id = ?", [event_id]);
    if (!version) return [];
    return artifactsOf(db, event_id).flatMap((artifact) =>
      isHeld(artifact) ? [] : [{ version, artifact }],
    );
  });
}
