import { l10n } from "vscode";
import { importProtocol } from "../../../webview/import/protocol.ts";
import { commonHandlers } from "./common-handlers.ts";
import {
  editorPage,
  type ActionsOf,
  type EditorPage,
  type PageContext,
  type SubjectOf,
} from "./editor-page.ts";
import { ImportSession } from "./import-session.ts";

interface Context extends PageContext<SubjectOf<"import">> {
  readonly session: ImportSession;
}

/**
 * Returns the page of an import. It looks when it is asked to, not when a registry changes; if it is
 * asked for once more while nothing is going on, it starts afresh.
 */
export function importPage(environment: PageContext<SubjectOf<"import">>): EditorPage {
  const session = new ImportSession(environment);
  return editorPage(
    {
      protocol: importProtocol,
      context: { ...environment, session },
      read: async () => ({ title: l10n.t("Import Versions"), snapshot: await session.snapshot() }),
      actions,
      questions: {},
    },
    {
      followsRegistries: false,
      beginsAnew: () => !session.isRunning,
      dispose: () => {
        session.dispose();
      },
    },
  );
}

const actions: ActionsOf<typeof importProtocol, Context> = {
  ...commonHandlers,
  promote: ({ version, to }, { subject: { folder }, commands }) =>
    commands.promote({ folder, version }, to),
  "run-import": (request, { session }) => session.run(request),
  "cancel-import": (_, { session }) => {
    session.cancel();
  },
  "look-again": (_, { session }) => {
    session.forget();
  },
  "choose-import": (_, { commands }) => commands.importVersions(),
};
