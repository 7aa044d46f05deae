import { l10n } from "vscode";
import { compareProtocol, type CompareSnapshot } from "../../../webview/compare/protocol.ts";
import { listedVersion, versionTitle } from "../../core/state/version.ts";
import type { RemoteRegistry } from "../../registry/worker/remote-registry.ts";
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

/** Returns the page that compares versions. */
export function comparePage(context: Context): EditorPage {
  return editorPage({ protocol: compareProtocol, context, read, actions, questions });
}

const actions: ActionsOf<typeof compareProtocol, Context> = {
  ...commonHandlers,
  ...chooseVersions,
  "show-changes": showChanges,
  "save-report": async ({ versions, baseline, directions }, context) => {
    const { versions: compared } = await requireFolder(context).registry.call("comparedVersions", {
      versions,
    });
    await saveReport(requireFolder(context), versionsReport(compared, { baseline, directions }));
  },
};

const questions: QuestionsOf<typeof compareProtocol, Context> = {
  "read-history": ({ versions, metric }, context) =>
    readHistory(requireFolder(context).registry, versions, metric),
};

function read(context: Context): Promise<PageContent<CompareSnapshot>> {
  return registryContent(context, async (registry) => {
    const snapshot = await compareSnapshot(registry, context.subject);
    return { title: compareTitle(snapshot), snapshot };
  });
}

async function compareSnapshot(
  registry: RemoteRegistry,
  { versions }: SubjectOf<"compare">,
): Promise<CompareSnapshot> {
  const compared = await registry.call("comparedVersions", { versions });
  return {
    deleted: compared.deleted,
    versions: compared.versions.map((detail) => {
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
    }),
  };
}

function compareTitle({ versions }: CompareSnapshot): string {
  const shown = versions.slice(0, 3).map(versionTitle).join(", ");
  return l10n.t("Compare {0}", versions.length > 3 ? `${shown}…` : shown);
}
