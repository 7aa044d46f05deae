import type {
  ApprovalApproved,
  ApprovalDenied,
  ApprovalRequested,
  ApprovalWithdrawn,
} from "../../../core/events/approval-events.ts";
import type { Stamped } from "../../../core/events/event.ts";
import type { EventId } from "../../../core/model/ids.ts";
import type { ApprovalState } from "../../../core/state/approval.ts";
import type { IndexDatabase } from "../index-database.ts";
import { mention } from "./mention.ts";
import { recordConflict } from "./merge-conflicts.ts";
import { takeDeletionBack } from "./project-deletion.ts";

type ApprovalEvent = Stamped<
  ApprovalRequested | ApprovalApproved | ApprovalDenied | ApprovalWithdrawn
>;

/**
 * Applies an event of a request for approval to the index. An answer to a request that is closed
 * already, as by another clone, has no effect.
 */
export function projectApproval(db: IndexDatabase, event: ApprovalEvent): void {
  mention(db, event.id, event.data.version);
  switch (event.type) {
    case "approval.requested": {
      const { version, to, reason, promote } = event.data;
      db.run(
        `INSERT OR IGNORE INTO approval_request
         SELECT ?, id, ?, ?, ?, ?, ?, 'open' FROM version WHERE event_id = ?`,
        [event.id, to, event.at, JSON.stringify(event.actor), reason, promote ? 1 : 0, version],
      );
      takeDeletionBack(db, version, event.id);
      return;
    }
    case "approval.approved": {
      const { request, digest, policy, reason } = event.data;
      const counted = db.run(
        `INSERT OR IGNORE INTO approval
         SELECT event_id, ?, ?, ?, ?, ?, ? FROM approval_request
         WHERE event_id = ? AND state = 'open'`,
        [event.id, event.at, JSON.stringify(event.actor), digest, policy, reason ?? null, request],
      );
      if (counted === 0) noteClosed(db, event);
      return;
    }
    case "approval.denied":
      if (close(db, event.data.request, "denied") === 0) noteClosed(db, event);
      return;
    case "approval.withdrawn":
      if (close(db, event.data.request, "withdrawn") === 0) noteClosed(db, event);
      return;
  }
}

/** Records that another clone had closed the request. */
function noteClosed(db: IndexDatabase, { id, data }: ApprovalEvent): void {
  recordConflict(db, { event: id, version: data.version, kind: "no-effect", why: "closed" });
}

/** Closes a request and returns the number of requests closed: 0 if it was closed before. */
function close(db: IndexDatabase, request: EventId, state: ApprovalState): number {
  return db.run("UPDATE approval_request SET state = ? WHERE event_id = ? AND state = 'open'", [
    state,
    request,
  ]);
}

/**
 * Closes the requests of a version that has moved: fulfilled, or obsolete if it moved to another
 * stage.
 */
export function closeRequests(db: IndexDatabase, version: number, stage: string): void {
  db.run(
    `UPDATE approval_request SET state = CASE to_stage WHEN ? THEN 'fulfilled' ELSE 'obsolete' END
     WHERE version_id = ? AND state = 'open'`,
    [stage, version],
  );
}
