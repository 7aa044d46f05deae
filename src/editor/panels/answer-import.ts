import { commands } from "vscode";
import type { FromPage } from "../../../webview/protocol.ts";
import type { ImportSession } from "./import-session.ts";

const types = ["run-import", "cancel-import", "look-again", "choose-import"] as const;

/** Requests that only the import page sends. */
export type ImportRequest = Extract<FromPage, { type: (typeof types)[number] }>;

export function isImportRequest(request: FromPage): request is ImportRequest {
  return types.some((type) => type === request.type);
}

/** Does what the import page asks; of another page it means nothing. @throws RegistryError */
export async function answerImport(
  request: ImportRequest,
  session: ImportSession | undefined,
): Promise<void> {
  if (!session) return;
  switch (request.type) {
    case "run-import":
      await session.run(request);
      return;
    case "cancel-import":
      session.cancel();
      return;
    case "look-again":
      session.forget();
      return;
    case "choose-import":
      await commands.executeCommand("modelRegistry.importVersions");
  }
}
