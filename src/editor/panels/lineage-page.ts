import { lineageProtocol, type LineageSnapshot } from "../../../webview/lineage/protocol.ts";
import { chooseVersions, commonHandlers } from "./common-handlers.ts";
import {
  editorPage,
  registryContent,
  type ActionsOf,
  type EditorPage,
  type PageContent,
  type PageContext,
  type SubjectOf,
} from "./editor-page.ts";

type Context = PageContext<SubjectOf<"lineage">>;

/** Returns the page of the lineage of a version, of a model, or of everything. */
export function lineagePage(context: Context): EditorPage {
  return editorPage({ protocol: lineageProtocol, context, read, actions, questions: {} });
}

const actions: ActionsOf<typeof lineageProtocol, Context> = {
  ...commonHandlers,
  ...chooseVersions,
};

function read(context: Context): Promise<PageContent<LineageSnapshot>> {
  const { version, model } = context.subject;
  return registryContent(context, async (registry) => {
    const snapshot = await registry.call("lineage", {
      ...(version !== undefined && { version }),
      ...(model !== undefined && { model }),
    });
    return { title: `Lineage: ${snapshot.title}`, snapshot };
  });
}
