import type { FromPage, PageAnswer } from "../../../webview/protocol.ts";
import { RegistryError } from "../../core/refusal.ts";
import { exportLog } from "../actions/export-log.ts";
import { verifyFolder } from "../actions/verify-registry.ts";
import type { FolderRegistry } from "../registries.ts";

const types = ["show-event", "show-stages", "export-log", "verify"] as const;

/** Requests that only the audit page sends. */
export type AuditRequest = Extract<FromPage, { type: (typeof types)[number] }>;

export function isAuditRequest(request: FromPage): request is AuditRequest {
  return types.some((type) => type === request.type);
}

/** More versions in a stage are counted, not shown. */
const mostPlacements = 5000;

/** Does or answers what the audit page asks. @throws RegistryError */
export async function answerAudit(
  request: AuditRequest,
  found: FolderRegistry | undefined,
): Promise<PageAnswer | undefined> {
  if (!found) {
    throw new RegistryError({
      code: "file-problem",
      message: "The folder of this page is not open in this window.",
      wayOut: "Open it and retry.",
    });
  }
  const { registry } = found;
  switch (request.type) {
    case "show-event": {
      const { data, facts, ...line } = await registry.call("readEvent", { event: request.event });
      const json = JSON.stringify({ ...line, data }, null, 2);
      return { type: "event", event: line.id, line, facts, json };
    }
    case "show-stages": {
      const { at, stage } = request;
      const all = await registry.call("stateAt", { moment: { at }, stage });
      const placements = all
        .slice(0, mostPlacements)
        .map(({ version, model, number, since }) => ({ version, model, number, since }));
      return { type: "stages", at, stage, placements, omitted: all.length - placements.length };
    }
    case "export-log":
      await exportLog(found, request.filter, request.format);
      return undefined;
    case "verify": {
      const { events, artifacts, bytes, findings, notes } = await verifyFolder(found);
      return { type: "verification", events, artifacts, bytes, findings, notes };
    }
  }
}
