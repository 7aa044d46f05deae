import { commands, env, Uri, window } from "vscode";
import type * as z from "zod";
import type { ChooseVersions, CommonAction } from "../../../webview/protocol.ts";
import { RegistryError } from "../../core/refusals/refusal.ts";
import { insideFolder } from "../../registry/files/inside-folder.ts";
import { showStatusBarMessage } from "../messages.ts";
import { commitUri } from "../registry-documents.ts";
import type { ActionHandlers, PageContext } from "./editor-page.ts";

/** Handlers for the actions that all pages have. */
export const commonHandlers: ActionHandlers<CommonAction, PageContext> = {
  "show-version": ({ version }, { subject, commands: { showVersion } }) =>
    showVersion({ folder: subject.folder, version }),
  "show-model": ({ model }, { subject: { folder }, commands: { showModel } }) =>
    showModel({ folder, model }),
  "open-commit": ({ commit }, { subject }) => openDocument(commitUri(subject.folder, commit)),
  "open-file": ({ path }, context) => openFile(path, context),
  copy: async ({ text, copied }) => {
    await env.clipboard.writeText(text);
    showStatusBarMessage(copied, 3000);
  },
};

/** Handler for the choice of versions to compare, of pages that offer it. */
export const chooseVersions: ActionHandlers<z.infer<typeof ChooseVersions>, PageContext> = {
  "choose-versions": ({ versions, runs }, { subject: { folder }, commands: { compare } }) =>
    compare({ folder, chosen: versions, ...(runs && { runs }) }),
};

/** Opens a document in a preview tab. */
export async function openDocument(uri: Uri): Promise<void> {
  await window.showTextDocument(uri, { preview: true });
}

/** Opens a file of the workspace; paths outside of it are refused. */
async function openFile(path: string, { registries, subject }: PageContext): Promise<void> {
  const found = registries.at(subject.folder);
  if (!found) throw new RegistryError({ code: "file-problem", reason: "path-outside", path });
  const absolute = await insideFolder(found.folder.uri.fsPath, path);
  await commands.executeCommand("vscode.open", Uri.file(absolute), { preview: true });
}
