import * as z from "zod";
import type { Displacement } from "../../../core/events/event.ts";
import { Stage, VersionId, type EventId, type Timestamp } from "../../../core/model/ids.ts";
import type { IndexDatabase } from "../index-database.ts";
import { recordConflict } from "./merge-conflicts.ts";
import { closeRequests } from "./project-approval.ts";
import { takeDeletionBack } from "./project-deletion.ts";

/** Records a move for questions about stages at a date. */
export function recordMove(
  db: IndexDatabase,
  event: EventId,
  to: Stage,
  retireTo: Stage | undefined,
): void {
  db.run("INSERT INTO stage_move VALUES (?, ?, ?)", [event, to, retireTo ?? null]);
}

const MovingRow = z.object({
  id: z.number(),
  event_id: VersionId,
  model_id: z.number(),
  stage: Stage,
});

/** A move as it was decided. */
interface Move {
  readonly version: VersionId;
  readonly from: Stage;
  readonly to: Stage;
  readonly displaces: Displacement | undefined;
}

/** Moves a version to a stage; if the stage is exclusive, other versions leave it. */
export function moveVersion(
  db: IndexDatabase,
  event: { readonly id: EventId; readonly at: Timestamp },
  { version: id, from, to, displaces }: Move,
  isRollback: boolean,
): void {
  const { at } = event;
  const about = { event: event.id, version: id };
  const version = db.get(
    MovingRow,
    "SELECT id, event_id, model_id, stage FROM version WHERE event_id = ?",
    [id],
  );
  if (!version) {
    recordConflict(db, { ...about, kind: "no-effect", why: "gone" });
    return;
  }
  const { stage: found } = version;
  if (found !== from) {
    recordConflict(db, { ...about, kind: "unexpected-stage", expected: from, found, at });
  }
  if (displaces !== undefined) {
    const holders = db.all(
      MovingRow,
      "SELECT id, event_id, model_id, stage FROM version WHERE model_id = ? AND stage = ? AND id <> ?",
      [version.model_id, to, version.id],
    );
    for (const holder of holders) {
      const { event_id: other } = holder;
      if (!displaces.versions.includes(other)) {
        recordConflict(db, { ...about, kind: "stage-taken-over", other, stage: to, at });
      }
      enterStage(db, event, holder, displaces.to, isRollback ? at : null);
    }
  }
  enterStage(db, event, version, to, null);
  takeDeletionBack(db, id, event.id);
  db.run("UPDATE model SET changed_at = ? WHERE id = ?", [at, version.model_id]);
}

function enterStage(
  db: IndexDatabase,
  event: { readonly id: EventId; readonly at: string },
  version: z.infer<typeof MovingRow>,
  to: string,
  rolledBackAt: string | null,
): void {
  db.run(
    `UPDATE version SET stage = ?, stage_since = ?, stage_event = ?, rolled_back_at = ?,
       changed_event = ? WHERE id = ?`,
    [to, event.at, event.id, rolledBackAt, event.id, version.id],
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
