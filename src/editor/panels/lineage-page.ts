import { l10n, workspace } from "vscode";
import type * as z from "zod";
import { lineageProtocol, type LineageSnapshot } from "../../../webview/lineage/protocol.ts";
import type { LineageRequest } from "../../registry/lineage/lineage.ts";
import { saveLineage } from "../actions/save-lineage.ts";
import { chooseVersions, commonHandlers } from "./common-handlers.ts";
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

type Context = PageContext<SubjectOf<"lineage">>;

/** Returns the page of the lineage of a version, of a model, of data or a commit, or of all models. */
export function lineagePage(context: Context): EditorPage {
  return editorPage({ protocol: lineageProtocol, context, read, actions, questions });
}

const actions: ActionsOf<typeof lineageProtocol, Context> = {
  ...commonHandlers,
  ...chooseVersions,
  "show-in-tree": ({ version }, { subject: { folder }, commands }) =>
    commands.showInTree({ folder, version }),
  "show-run": ({ run }, { subject: { folder }, commands }) => commands.showRun({ folder, run }),
  compare: ({ versions }, { subject: { folder }, commands }) =>
    commands.compare({ folder, versions }),
  "show-lineage": ({ version, model, of }, { subject: { folder }, commands }) => {
    commands.openLineage({
      page: "lineage",
      folder,
      ...(version !== undefined && { version }),
      ...(model !== undefined && { model }),
      ...(of !== undefined && { of }),
    });
  },
  save: ({ form, content }, context) => saveLineage(requireFolder(context), form, content),
};

const questions: QuestionsOf<typeof lineageProtocol, Context> = {
  "whole-graph": async ({ limit }, context) => {
    const { graph } = await requireFolder(context).registry.call("lineage", {
      ...requestOf(context),
      limit,
    });
    return graph;
  },
  "recipe-changes": ({ before, after }, context) =>
    requireFolder(context).registry.call("recipeChanges", { before, after }),
};

function read(
  context: Context,
  query: z.infer<typeof lineageProtocol.query>,
): Promise<PageContent<LineageSnapshot>> {
  return registryContent(context, async (registry) => {
    const { limit, read = [] } = query ?? {};
    const snapshot = await registry.call("lineage", {
      ...requestOf(context),
      ...(limit !== undefined && { limit }),
      read,
    });
    const title =
      snapshot.view === "impact"
        ? l10n.t("Impact: {0}", snapshot.title)
        : l10n.t("Lineage: {0}", snapshot.title);
    return { title, snapshot };
  });
}

/** Returns the request for the lineage of the page's subject. */
function requestOf({ subject, registries }: Context): LineageRequest {
  const { version, model, of, folder } = subject;
  const at = registries.at(folder)?.folder.uri;
  const mainMetric = workspace.getConfiguration("modelRegistry", at).get<string>("mainMetric");
  return {
    ...(version !== undefined && { version }),
    ...(model !== undefined && { model }),
    ...(of !== undefined && { of }),
    ...(mainMetric && { mainMetric }),
  };
}
