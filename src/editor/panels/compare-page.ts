import { l10n } from "vscode";
import { compareProtocol, type CompareSnapshot } from "../../../webview/compare/protocol.ts";
import {
  ModelName,
  Sha256,
  Stage,
  Timestamp,
  VersionId,
  VersionNumber,
} from "../../core/model/ids.ts";
import { columnTitle } from "../../core/reports/column-title.ts";
import { listedVersion } from "../../core/state/version.ts";
import type { RemoteRegistry } from "../../registry/worker/remote-registry.ts";
import type { AnswerOf } from "../../registry/worker/use-cases.ts";
import { saveReport } from "../actions/save-report.ts";
import { versionsReport } from "../actions/wanted-report.ts";
import { chooseVersions, commonHandlers } from "./common-handlers.ts";
import { readHistory } from "./compare-history.ts";
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
import { showChanges } from "./show-changes.ts";

type Context = PageContext<SubjectOf<"compare">>;

/** Returns the page that compares versions, and runs beside them, which it follows. */
export function comparePage(context: Context): EditorPage {
  const { runs = [] } = context.subject;
  const followed = context.registries.onDidChangeRuns(() => {
    if (runs.length > 0) context.changed();
  });
  return editorPage(
    { protocol: compareProtocol, context, read, actions, questions },
    {
      dispose: () => {
        followed.dispose();
      },
    },
  );
}

const actions: ActionsOf<typeof compareProtocol, Context> = {
  ...commonHandlers,
  ...chooseVersions,
  "show-changes": showChanges,
  "show-run": ({ run }, { subject: { folder }, commands }) => commands.showRun({ folder, run }),
  "choose-runs": ({ versions, runs }, { subject: { folder }, commands }) =>
    commands.compareWithRuns({ folder, versions, chosenRuns: runs }),
  "save-report": async ({ versions, baseline, directions }, context) => {
    const { versions: compared } = await requireFolder(context).registry.call("comparedVersions", {
      versions,
    });
    await saveReport(requireFolder(context), versionsReport(compared, { baseline, directions }));
  },
};

const questions: QuestionsOf<typeof compareProtocol, Context> = {
  "read-history": ({ versions, runs, metric }, context) =>
    readHistory(requireFolder(context).registry, { versions, runs }, metric),
};

function read(context: Context): Promise<PageContent<CompareSnapshot>> {
  return registryContent(context, async (registry) => {
    const snapshot = await compareSnapshot(registry, context.subject);
    return { title: compareTitle(snapshot), snapshot };
  });
}

async function compareSnapshot(
  registry: RemoteRegistry,
  { versions, runs = [] }: SubjectOf<"compare">,
): Promise<CompareSnapshot> {
  const compared = await registry.call("comparedVersions", { versions });
  const comparedRuns = await registry.call("comparedRuns", { runs });
  return {
    deleted: compared.deleted,
    versions: [...compared.versions.map(versionColumn), ...comparedRuns.map(runColumn)],
  };
}

type Column = CompareSnapshot["versions"][number];

function versionColumn(detail: AnswerOf<"comparedVersions">["versions"][number]): Column {
  const { recipe, inspection } = detail.registration;
  return {
    ...listedVersion(detail),
    recipe,
    ...(inspection && { inspection }),
    tags: detail.tags,
    annotations: detail.annotations,
    gates: detail.gates,
    madeFrom: detail.madeFrom,
  };
}

/** Describes a run by the fields of a version; those that it lacks are never shown of it. */
function runColumn({
  id,
  event,
  name,
  status,
  start,
  user,
  recipe,
  tags,
}: AnswerOf<"comparedRuns">[number]): Column {
  const at = Timestamp.parse(new Date(start ?? 0).toISOString());
  return {
    id: VersionId.parse(event),
    run: { id, status },
    title: name ?? id.slice(0, 8),
    model: ModelName.parse("run"),
    number: VersionNumber.parse(1),
    stage: Stage.parse(status),
    stageSince: at,
    registeredAt: at,
    registeredBy: { name: user ?? "" },
    digest: Sha256.parse("0".repeat(64)),
    size: 0,
    metrics: recipe.metrics,
    recipe,
    tags,
    annotations: {},
    gates: [],
    madeFrom: [],
  };
}

function compareTitle({ versions }: CompareSnapshot): string {
  const shown = versions.slice(0, 3).map(columnTitle).join(", ");
  return l10n.t("Compare {0}", versions.length > 3 ? `${shown}…` : shown);
}
