import { commands, env, Uri, window } from "vscode";
import type { FromPage, PageAnswer } from "../../../webview/protocol.ts";
import type { RetentionRequest } from "../../../webview/retention/messages.ts";
import type { VersionId } from "../../core/ids.ts";
import { RegistryError } from "../../core/refusal.ts";
import type { VersionArgument } from "../command-arguments.ts";
import { showStatusBarMessage } from "../messages.ts";
import type { FolderRegistry, Registries } from "../registries.ts";
import { commitUri, patchUri } from "../registry-documents.ts";
import { answerAudit, isAuditRequest, type AuditRequest } from "./answer-audit.ts";
import type { ImportRequest } from "./answer-import.ts";
import { answerRetention, isRetentionRequest } from "./answer-retention.ts";
import type { PageSubject } from "./page-subject.ts";

type Request = Exclude<FromPage, { type: "ready" } | ImportRequest>;

/** Commands that change the annotations of a version, by the page's request. */
const edits = {
  "set-alias": "setAlias",
  "remove-alias": "removeAlias",
  "set-tag": "setTag",
  "remove-tag": "removeTag",
  annotate: "annotate",
} as const;
type Edit = Extract<Request, { type: keyof typeof edits }>;

/** Commands that answer a request for approval and ask for a note, by the page's request. */
const answers = { approve: "approve", deny: "deny", withdraw: "withdrawRequest" } as const;
type Answer = Extract<Request, { type: keyof typeof answers }>;

/** Commands that need only the id of a version, by the page's request. */
const deeds = {
  "show-version": "showVersion",
  "show-lineage": "showLineage",
  "show-in-tree": "showInTree",
  export: "exportArtifact",
} as const;
type Deed = Extract<Request, { type: keyof typeof deeds }>;

/**
 * Does what a page asks for, and answers it if it asked a question: each message has its one meaning,
 * there is no general one.
 */
export async function answerPage(
  request: Request,
  subject: PageSubject,
  registries: Registries,
): Promise<PageAnswer | undefined> {
  if (isAuditRequest(request)) return answerAudit(request, registries.at(subject.folder));
  if (isRetentionRequest(request)) {
    const model = subject.page === "retention" ? subject.model : undefined;
    return answerRetention(request, model, registries.at(subject.folder));
  }
  await act(request, subject, registries);
  return undefined;
}

/** Each message has its one meaning, there is no general one. */
async function act(
  request: Exclude<Request, AuditRequest | RetentionRequest>,
  subject: PageSubject,
  registries: Registries,
): Promise<void> {
  const { folder } = subject;
  const about = (version: VersionId): VersionArgument => ({ folder, version });
  const run = (command: string, ...args: readonly unknown[]): Thenable<unknown> =>
    commands.executeCommand(`modelRegistry.${command}`, ...args);
  if (isEdit(request)) {
    await run(edits[request.type], about(request.version), editedPart(request));
    return;
  }
  if (isAnswer(request)) {
    await run(answers[request.type], { ...about(request.version), request: request.request });
    return;
  }
  if (isDeed(request)) {
    await run(deeds[request.type], about(request.version));
    return;
  }
  switch (request.type) {
    case "compare":
      await run("compare", { folder, versions: request.versions });
      return;
    case "choose-versions":
      await run("compare", { folder, chosen: request.versions });
      return;
    case "promote":
      await run("promote", about(request.version), request.to);
      return;
    case "roll-back":
      await rollBack(folder, request.model, registries);
      return;
    case "register":
      if (subject.page === "inspect") await run("register", Uri.file(subject.path));
      return;
    case "open-commit":
      await openDocument(commitUri(folder, request.commit));
      return;
    case "open-patch":
      await openDocument(patchUri(folder, request.version));
      return;
    case "open-file":
      await openFile(registries.at(folder), request.path);
      return;
    case "copy":
      await env.clipboard.writeText(request.text);
      showStatusBarMessage(`Copied ${request.what}`, 3000);
      return;
  }
}

function isDeed(request: Request): request is Deed {
  return request.type in deeds;
}

function isAnswer(request: Request): request is Answer {
  return request.type in answers;
}

function isEdit(request: Request): request is Edit {
  return request.type in edits;
}

/** The alias, the tag or the text that is meant, where the page names one. */
function editedPart(request: Edit): string | undefined {
  switch (request.type) {
    case "remove-alias":
      return request.alias;
    case "remove-tag":
      return request.key;
    case "annotate":
      return request.field;
    default:
      return undefined;
  }
}

async function rollBack(folder: string, model: string, registries: Registries): Promise<void> {
  const version = await registries
    .at(folder)
    ?.registry.call("findVersion", { reference: `${model}@latest` });
  if (version)
    await commands.executeCommand("modelRegistry.rollBack", { folder, version: version.id });
}

async function openDocument(uri: Uri): Promise<void> {
  await window.showTextDocument(uri, { preview: true });
}

/** Opens a file of the workspace; paths outside of it are refused. */
async function openFile(found: FolderRegistry | undefined, path: string): Promise<void> {
  const isInside = !/^([/\\]|[A-Za-z]:)/.test(path) && !path.split(/[/\\]/).includes("..");
  if (!found || !isInside) {
    throw new RegistryError({
      code: "file-problem",
      message: `${path} is not in this workspace.`,
      wayOut: "Open the folder that it is in.",
    });
  }
  await commands.executeCommand("vscode.open", Uri.joinPath(found.folder.uri, path), {
    preview: true,
  });
}
