import { l10n, Uri, workspace } from "vscode";
import {
  auditProtocol,
  type AuditQuery,
  type AuditSnapshot,
} from "../../../webview/audit/protocol.ts";
import type { RemoteRegistry } from "../../registry/worker/remote-registry.ts";
import { exportLog } from "../actions/export-log.ts";
import { saveReport } from "../actions/save-report.ts";
import { verifyFolder } from "../actions/verify-registry.ts";
import { noteText } from "../actions/verify-registry.ts";
import { decisionReport, incidentReport } from "../actions/wanted-report.ts";
import { commonHandlers } from "./common-handlers.ts";
import {
  editorPage,
  registryContent,
  requireFolder,
  type ActionsOf,
  type EditorPage,
  type PageContent,
  type PageContext,
  type QuestionsOf,
  type SubjectOf,
} from "./editor-page.ts";

/** More versions in a stage are counted, not shown. */
const mostPlacements = 5000;

type Context = PageContext<SubjectOf<"audit">>;

/** Returns the page of the audit trail. */
export function auditPage(context: Context): EditorPage {
  return editorPage({ protocol: auditProtocol, context, read, actions, questions });
}

const actions: ActionsOf<typeof auditProtocol, Context> = {
  ...commonHandlers,
  "save-report": async ({ report, version, model, title, event }, context) => {
    const wanted =
      report === "decision" ? decisionReport(version, title, event) : incidentReport(model, event);
    await saveReport(requireFolder(context), wanted);
  },
  "export-log": ({ filter, format }, context) => exportLog(requireFolder(context), filter, format),
};

const questions: QuestionsOf<typeof auditProtocol, Context> = {
  "show-event": async (question, context) => {
    const { registry } = requireFolder(context);
    const { data, facts, ...line } = await registry.call("readEvent", { event: question.event });
    const json = JSON.stringify({ ...line, data }, null, 2);
    return { event: line.id, line, facts, json };
  },
  "show-stages": async ({ at, stage }, context) => {
    const { registry } = requireFolder(context);
    const all = await registry.call("stateAt", { moment: { at }, stage });
    const placements = all
      .slice(0, mostPlacements)
      .map(({ version, model, number, since }) => ({ version, model, number, since }));
    return { at, stage, placements, omitted: all.length - placements.length };
  },
  verify: async (_, context) => {
    const verification = await verifyFolder(requireFolder(context));
    const { events, artifacts, bytes, findings, notes } = verification;
    return {
      events,
      artifacts,
      bytes,
      findings,
      notes: notes.map((note) => ({ where: note.where, problem: noteText(note) })),
    };
  },
};

function read(
  context: Context,
  query: AuditQuery | undefined,
): Promise<PageContent<AuditSnapshot>> {
  return registryContent(context, async (registry) => {
    const snapshot = await auditSnapshot(registry, context.subject, query);
    return { title: l10n.t("Audit Trail"), snapshot };
  });
}

async function auditSnapshot(
  registry: RemoteRegistry,
  { folder }: SubjectOf<"audit">,
  query: AuditQuery = { filter: {}, order: { column: "time", descending: true }, limit: 1000 },
): Promise<AuditSnapshot> {
  const [trail, { policy }] = await Promise.all([
    registry.call("auditTrail", query),
    registry.call("policy", {}),
  ]);
  return {
    folder: workspace.getWorkspaceFolder(Uri.parse(folder))?.name ?? "",
    query,
    ...trail,
    stages: policy.stages.map(({ name }) => name),
    canExport: workspace.isTrusted,
  };
}
