import { workspace } from "vscode";
import {
  versionProtocol,
  type OpenRequest,
  type VersionSnapshot,
} from "../../../webview/version/protocol.ts";
import { reproductionsIn } from "../../core/events/reproductions-in.ts";
import type { EventId, VersionId } from "../../core/model/ids.ts";
import type { RunId } from "../../core/model/run.ts";
import { RegistryError } from "../../core/refusals/refusal.ts";
import { conflictRemedyText } from "../../core/state/merge-conflict.ts";
import { listedVersion, versionTitle } from "../../core/state/version.ts";
import type { ReportSubject } from "../../registry/reports/make-report.ts";
import type { RemoteRegistry } from "../../registry/worker/remote-registry.ts";
import type { AnswerOf } from "../../registry/worker/use-cases.ts";
import { saveReport } from "../actions/save-report.ts";
import {
  decisionReport,
  incidentReport,
  modelCard,
  versionsReport,
} from "../actions/wanted-report.ts";
import type { VersionArgument } from "../command-arguments.ts";
import { sentencesOf } from "../refusals/refusal-words.ts";
import { patchUri } from "../registry-documents.ts";
import { commonHandlers, openDocument } from "./common-handlers.ts";
import {
  editorPage,
  registryContent,
  requireFolder,
  type ActionsOf,
  type EditorPage,
  type PageContent,
  type PageContext,
  type SubjectOf,
} from "./editor-page.ts";

/** Maximum number of reproductions that the page shows. */
const maxReproductions = 20;

type Context = PageContext<SubjectOf<"version">>;

/** Returns the page of a version. */
export function versionPage(context: Context): EditorPage {
  return editorPage({ protocol: versionProtocol, context, read, actions, questions: {} });
}

const actions: ActionsOf<typeof versionProtocol, Context> = {
  ...commonHandlers,
  "show-lineage": ({ version }, context) => context.commands.showLineage(about(version, context)),
  "show-run": ({ run }, { subject: { folder }, commands }) => commands.showRun({ folder, run }),
  "show-in-tree": ({ version }, context) => context.commands.showInTree(about(version, context)),
  "save-report": ({ report, event }, context) => saveVersionReport(report, event, context),
  export: ({ version }, context) => context.commands.exportArtifact(about(version, context)),
  "fetch-files": ({ version }, context) => context.commands.fetchFiles(about(version, context)),
  "compare-with-runs": ({ version }, { subject: { folder }, commands }) =>
    commands.compareWithRuns({ folder, versions: [version] }),
  compare: ({ versions }, { subject: { folder }, commands }) =>
    commands.compare({ folder, versions }),
  promote: ({ version, to }, context) => context.commands.promote(about(version, context), to),
  "roll-back": async ({ model }, context) => {
    const { folder } = context.subject;
    const version = await context.registries
      .at(folder)
      ?.registry.call("findVersion", { reference: `${model}@latest` });
    if (version) await context.commands.rollBack(about(version.id, context));
  },
  approve: ({ version, request }, context) =>
    context.commands.approve({ ...about(version, context), request }),
  deny: ({ version, request }, context) =>
    context.commands.deny({ ...about(version, context), request }),
  withdraw: ({ version, request }, context) =>
    context.commands.withdraw({ ...about(version, context), request }),
  "set-alias": ({ version }, context) => context.commands.setAlias(about(version, context)),
  "remove-alias": ({ version, alias }, context) =>
    context.commands.removeAlias(about(version, context), alias),
  "set-tag": ({ version }, context) => context.commands.setTag(about(version, context)),
  "remove-tag": ({ version, key }, context) =>
    context.commands.removeTag(about(version, context), key),
  annotate: ({ version, field }, context) =>
    context.commands.annotate(about(version, context), field),
  reproduce: ({ version }, context) => context.commands.reproduce(about(version, context)),
  "open-patch": ({ version }, { subject }) => openDocument(patchUri(subject.folder, version)),
};

/** Saves a report on the version of the page, or on its model's rollback. */
async function saveVersionReport(
  report: ReportSubject["kind"],
  event: EventId | undefined,
  context: Context,
): Promise<void> {
  const folder = requireFolder(context);
  const reference = context.subject.version;
  const version = await folder.registry.call("findVersion", { reference });
  const wanted = {
    comparison: () => versionsReport([version]),
    card: () => modelCard(version),
    decision: () => decisionReport(version.id, versionTitle(version), event),
    incident: () => incidentReport(version.model, event),
  }[report]();
  await saveReport(folder, wanted);
}

function about(version: VersionId, { subject }: Context): VersionArgument {
  return { folder: subject.folder, version };
}

function read(context: Context): Promise<PageContent<VersionSnapshot>> {
  return registryContent(context, async (registry) => {
    const snapshot = await versionSnapshot(registry, context.subject);
    return { title: versionTitle(snapshot.version), snapshot };
  });
}

async function versionSnapshot(
  registry: RemoteRegistry,
  { version }: SubjectOf<"version">,
): Promise<VersionSnapshot> {
  const {
    detail,
    parents,
    madeFrom,
    absentFiles,
    awayFiles,
    ofModel,
    conflicts,
    children,
    deletedChildren,
    production,
    history,
    productionHistory,
    productionStage,
    moves,
    canRollBack,
    signatureChange,
    requests,
  } = await registry.call("describeVersion", { version });
  const { source, recipe, inspection } = detail.registration;
  const { description, ...annotations } = detail.annotations;
  const run = await runOf(registry, recipe.run?.id);
  return {
    version: listedVersion(detail),
    ...(description !== undefined && { description }),
    source,
    tags: detail.tags,
    annotations,
    artifacts: detail.artifacts,
    recipe,
    ...(run !== undefined && { run }),
    ...(inspection && { inspection }),
    ...(signatureChange && {
      signatureChange: { ...signatureChange, since: listedVersion(signatureChange.since) },
    }),
    absentFiles,
    awayFiles,
    ofModel: { tags: ofModel.tags, annotations: { ...ofModel.annotations } },
    conflicts: conflicts.map(({ text, remedy }) => ({
      text,
      ...(remedy && { remedy: conflictRemedyText(remedy) }),
    })),
    parents: parents.map(listedVersion),
    madeFrom,
    children: children.map(listedVersion),
    deletedChildren: deletedChildren.map(({ model, number, reason }) => ({
      model,
      number,
      reason,
    })),
    ...(production && production.id !== detail.id && { production: listedVersion(production) }),
    history,
    reproductions: reproductionsIn(detail.history)
      .slice(0, maxReproductions)
      .map(({ at, actor, data }) => ({ at, actor, data })),
    productionHistory,
    requests: requests.map(shownRequest),
    ...(productionStage !== undefined && { productionStage }),
    moves,
    canRollBack,
    canExport: workspace.isTrusted,
    canEdit: workspace.isTrusted,
  };
}

/** Returns a run if it is one of this registry, and not only named. */
async function runOf(registry: RemoteRegistry, id: string | undefined): Promise<RunId | undefined> {
  if (id === undefined) return undefined;
  return registry.call("findRun", { text: id }).catch((error: unknown) => {
    if (error instanceof RegistryError) return undefined;
    throw error;
  });
}

/** Only what the protocol names crosses to the page. */
function shownRequest({
  request,
  approvals,
  awaitsMe,
  obstacle,
  ...open
}: AnswerOf<"describeVersion">["requests"][number]): OpenRequest {
  const { id, to, at, requestedBy, reason, promote } = request;
  const { counted, required, approvers, selfApproval, checks, isOwn, mayDeny } = open;
  return {
    ...{ id, to, at, requestedBy, reason, promote, counted, required, checks, isOwn, mayDeny },
    approvals: approvals.map(({ actor, at: when, reason: comment, counts }) => ({
      actor,
      at: when,
      ...(comment !== undefined && { reason: comment }),
      counts,
    })),
    ...(approvers && { approvers }),
    selfApproval,
    ...(obstacle && { obstacle: sentencesOf(obstacle) }),
    mayApprove: awaitsMe,
  };
}
