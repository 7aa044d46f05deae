import * as z from "zod";
import type { Stamped } from "../core/event.ts";
import { VersionId, type EventId, type ModelName } from "../core/ids.ts";
import type {
  Alias,
  AliasRemoved,
  AliasSet,
  AnnotationsChanged,
  TagRemoved,
  TagSet,
} from "../core/markings.ts";
import type { IndexDatabase } from "./index-database.ts";
import { mention } from "./mention.ts";
import { recordConflict } from "./merge-conflicts.ts";
import { takeDeletionBack } from "./project-deletion.ts";

type MarkingEvent = Stamped<AliasSet | AliasRemoved | TagSet | TagRemoved | AnnotationsChanged>;

/** Aliases, tags and annotations: the last one to write has it. */
export function projectMarking(db: IndexDatabase, event: MarkingEvent): void {
  switch (event.type) {
    case "alias.set": {
      const { model, alias, version, previous } = event.data;
      const before = aliased(db, model, alias);
      const pointed = db.run(
        `INSERT OR REPLACE INTO alias SELECT model_id, ?, version.id FROM version
         JOIN model ON model.id = model_id WHERE event_id = ? AND name = ?`,
        [alias, version, model],
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
      const { model, alias, previous } = event.data;
      const before = aliased(db, model, alias);
      noteAlias(db, { event: event.id, version: previous, alias }, previous, before);
      db.run(
        "DELETE FROM alias WHERE alias = ? AND model_id = (SELECT id FROM model WHERE name = ?)",
        [alias, model],
      );
      mention(db, event.id, previous);
      return;
    }
    case "tag.set":
    case "tag.removed": {
      const subject = subjectOf(db, event.data);
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
      const subject = subjectOf(db, event.data);
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
      return;
    }
  }
}

const AliasRow = z.object({ event_id: VersionId });

/** Returns the version to which an alias points. */
function aliased(db: IndexDatabase, model: ModelName, alias: string): VersionId | undefined {
  return db.get(
    AliasRow,
    `SELECT event_id FROM alias JOIN version ON version.id = version_id
     WHERE alias = ? AND alias.model_id = (SELECT id FROM model WHERE name = ?)`,
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

const Subject = z.object({ model: z.number(), version: z.number() });

/** The rows of a model and of one of its versions, 0 if it is about the model; if they are there. */
function subjectOf(
  db: IndexDatabase,
  { model, version }: { readonly model: ModelName; readonly version?: VersionId | undefined },
): readonly [number, number] | undefined {
  const found =
    version === undefined
      ? db.get(Subject, "SELECT id AS model, 0 AS version FROM model WHERE name = ?", [model])
      : db.get(
          Subject,
          `SELECT model.id AS model, version.id AS version FROM version
           JOIN model ON model.id = model_id WHERE event_id = ? AND name = ?`,
          [version, model],
        );
  return found && [found.model, found.version];
}
