import * as z from "zod";
import {
  EventId,
  ModelName,
  Sha256,
  Stage,
  Timestamp,
  VersionId,
} from "../../../core/model/ids.ts";
import { Actor } from "../../../core/model/recipe.ts";
import type { Approval, ApprovalRequest } from "../../../core/state/approval.ts";
import { jsonCell } from "../../files/json-cell.ts";
import type { IndexDatabase } from "../index-database.ts";

const RequestRow = z.lazy(() =>
  z.object({
    event_id: EventId,
    at: Timestamp,
    actor: jsonCell(Actor),
    file: z.string(),
    model: ModelName,
    version: VersionId,
    to_stage: Stage,
    reason: z.string(),
    promote: z.number(),
    state: z.enum(["open", "denied", "withdrawn", "fulfilled", "obsolete"]),
  }),
);

const ApprovalRow = z.lazy(() =>
  z
    .object({
      event_id: EventId,
      at: Timestamp,
      actor: jsonCell(Actor),
      file: z.string(),
      digest: Sha256,
      policy: Sha256,
      reason: z.string().nullable(),
    })
    .transform(({ event_id, reason, ...row }): Approval => ({
      id: event_id,
      ...row,
      ...(reason !== null && { reason }),
    })),
);

/** Returns the query for the ledger file in which the event of a table's row stands. */
function fileOfEvent(table: "approval" | "approval_request"): string {
  return `SELECT ledger_file.name FROM event JOIN ledger_file ON ledger_file.id = file_id
    WHERE event.id = ${table}.event_id`;
}

/**
 * Returns requests for approval, oldest first; `rest` continues the statement from its conditions.
 */
export function approvalRequests(
  db: IndexDatabase,
  rest: string,
  parameters: readonly (string | number | null)[],
): readonly ApprovalRequest[] {
  const sql = `SELECT approval_request.*, version.event_id AS version, model.name AS model,
      (${fileOfEvent("approval_request")}) AS file
    FROM approval_request JOIN version ON version.id = version_id
    JOIN model ON model.id = version.model_id ${rest}`;
  return db.all(RequestRow, sql, parameters).map((row) => ({
    id: row.event_id,
    at: row.at,
    requestedBy: row.actor,
    file: row.file,
    model: row.model,
    version: row.version,
    to: row.to_stage,
    reason: row.reason,
    promote: row.promote !== 0,
    state: row.state,
    approvals: db.all(
      ApprovalRow,
      `SELECT *, (${fileOfEvent("approval")}) AS file
       FROM approval WHERE request_id = ? ORDER BY event_id`,
      [row.event_id],
    ),
  }));
}

/** Returns requests that wait for approval, oldest first; of one version, if one is given. */
export function openApprovalRequests(
  db: IndexDatabase,
  limit: number,
  version: VersionId | undefined,
): readonly ApprovalRequest[] {
  const ofOne = version === undefined ? "" : "AND version.event_id = ?";
  return approvalRequests(
    db,
    `WHERE state = 'open' ${ofOne} ORDER BY approval_request.event_id LIMIT ?`,
    [...(version === undefined ? [] : [version]), limit],
  );
}
