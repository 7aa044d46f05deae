/**
 * The marks that the extension gives to files. VS Code shows them and tells nobody, so the extension's
 * provider is kept hold of when it is registered, and asked as VS Code asks it.
 */
import { CancellationTokenSource } from "vscode";
import type { FileDecoration, FileDecorationProvider, Uri } from "vscode";
import { apiOfExtension, extension } from "./extension.ts";
import { waitFor } from "./wait.ts";

let provider: FileDecorationProvider | undefined;
const { registerFileDecorationProvider } = apiOfExtension.window;
Object.assign(apiOfExtension.window, {
  registerFileDecorationProvider: (registered: FileDecorationProvider) => {
    provider = registered;
    return registerFileDecorationProvider(registered);
  },
});

async function ask(uri: Uri): Promise<FileDecoration | undefined> {
  await extension.activate();
  const { token } = new CancellationTokenSource();
  return (await provider?.provideFileDecoration(uri, token)) ?? undefined;
}

/** The mark of a file once it has this badge; it is asked for again until then. */
export function markedAs(uri: Uri, badge: string): Promise<FileDecoration> {
  return waitFor(`the mark ${badge} on ${uri.fsPath}`, async () => {
    const decoration = await ask(uri);
    return decoration?.badge === badge ? decoration : undefined;
  });
}

/** Waits until a file has no mark. */
export async function unmarked(uri: Uri): Promise<void> {
  await waitFor(`no mark on ${uri.fsPath}`, async () => !(await ask(uri)) || undefined);
}

/** Fulfilled when VS Code is told to ask for this file again. */
export function askedAgain(uri: Uri): Promise<void> {
  return new Promise((resolve) => {
    const listening = provider?.onDidChangeFileDecorations?.((changed) => {
      const uris = changed === undefined ? [uri] : [changed].flat();
      if (!uris.some(({ fsPath }) => fsPath === uri.fsPath)) return;
      listening?.dispose();
      resolve();
    });
  });
}
