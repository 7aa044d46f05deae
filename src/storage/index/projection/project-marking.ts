import * as z from "zod";
import type { Stamped } from "../../../core/events/event.ts";
import { VersionId, type EventId } from "../../../core/model/ids.ts";
import type {
  Alias,
  AliasRemoved,
  AliasSet,
  AnnotationsChanged,
  TagRemoved,
  TagSet,
} from "../../../core/model/markings.ts";
import type { IndexDatabase } from "../index-database.ts";
import { mention } from "./mention.ts";
import { recordConflict } from "./merge-conflicts.ts";
import { takeDeletionBack } from "./project-deletion.ts";

type MarkingEvent = Stamped<AliasSet | AliasRemoved | TagSet | TagRemoved | AnnotationsChanged>;

/**
 * Applies a change of aliases, tags or annotations of a model, given by its row, or of one of its
 * versions: the last one to write has it.
 */
export function projectMarking(db: IndexDatabase, event: MarkingEvent, model: number): void {
  switch (event.type) {
    case "alias.set": {
      const { alias, version, previous } = event.data;
      const before = aliased(db, model, alias);
      const pointed = db.run(
        "INSERT OR REPLACE INTO alias SELECT model_id, ?, id FROM version WHERE event_id = ?",
        [alias, version],
      );
      if (pointed > 0) {
        noteAlias(db, { event: event.id, version, alias }, previous, before);
        takeDeletionBack(db, version, event.id);
      }
      mention(db, event.id, version);
      if (previous) mention(db, event.id, previous);
      return;
    }
    case "alias.removed": {
      const { alias, previous } = event.data;
      const before = aliased(db, model, alias);
      noteAlias(db, { event: event.id, version: previous, alias }, previous, before);
      db.run("DELETE FROM alias WHERE alias = ? AND model_id = ?", [alias, model]);
      mention(db, event.id, previous);
      return;
    }
    case "tag.set":
    case "tag.removed": {
      const subject = subjectOf(db, model, event.data.version);
      if (!subject) return;
      const { key } = event.data;
      if (event.type === "tag.removed") {
        db.run("DELETE FROM tag WHERE model_id = ? AND version_id = ? AND key = ?", [
          ...subject,
          key,
        ]);
      } else {
        db.run("INSERT OR REPLACE INTO tag VALUES (?, ?, ?, ?)", [
          ...subject,
          key,
          event.data.value,
        ]);
      }
      if (event.data.version) mention(db, event.id, event.data.version);
      return;
    }
    case "annotations.changed": {
      const subject = subjectOf(db, model, event.data.version);
      if (!subject) return;
      for (const { field, to } of event.data.changes) {
        if (to === undefined) {
          db.run("DELETE FROM annotation WHERE model_id = ? AND version_id = ? AND field = ?", [
            ...subject,
            field,
          ]);
        } else {
          db.run("INSERT OR REPLACE INTO annotation VALUES (?, ?, ?, ?)", [...subject, field, to]);
        }
      }
      if (event.data.version) mention(db, event.id, event.data.version);
      else db.run("UPDATE model SET changed_at = ? WHERE id = ?", [event.at, model]);
      return;
    }
  }
}

const AliasRow = z.object({ event_id: VersionId });

/** Returns the version to which an alias points. */
function aliased(db: IndexDatabase, model: number, alias: string): VersionId | undefined {
  return db.get(
    AliasRow,
    `SELECT event_id FROM alias JOIN version ON version.id = version_id
     WHERE alias = ? AND alias.model_id = ?`,
    [alias, model],
  )?.event_id;
}

/** Records that an alias pointed to another version than the deciding clone knew. */
function noteAlias(
  db: IndexDatabase,
  about: { readonly event: EventId; readonly version: VersionId; readonly alias: Alias },
  known: VersionId | undefined,
  found: VersionId | undefined,
): void {
  if (found === undefined || found === known || found === about.version) return;
  recordConflict(db, { ...about, kind: "alias-moved", other: found });
}

const Key = z.object({ id: z.number() });

/** The rows of a model and of one of its versions, 0 if it is about the model; if that is there. */
function subjectOf(
  db: IndexDatabase,
  model: number,
  version: VersionId | undefined,
): readonly [number, number] | undefined {
  if (version === undefined) return [model, 0];
  const found = db.get(Key, "SELECT id FROM version WHERE event_id = ?", [version]);
  return found && [model, found.id];
}
