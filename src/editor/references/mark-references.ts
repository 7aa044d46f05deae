import {
  CodeAction,
  CodeActionKind,
  Diagnostic,
  DiagnosticSeverity,
  Disposable,
  l10n,
  languages,
  window,
  workspace,
  WorkspaceEdit,
  type DocumentSelector,
  type TextDocument,
} from "vscode";
import { afterPause } from "../after-pause.ts";
import { log } from "../log.ts";
import { plainMessage } from "../plain-text.ts";
import { wordsOf } from "../refusals/refusal-words.ts";
import type { Registries } from "../registries.ts";
import type { Mention, Mentions } from "./mentions.ts";
import { retirementText } from "./reference-text.ts";

/** Milliseconds without a key before what was typed is checked. */
const pause = 300;

/**
 * Marks references that mean nothing, or a version that is no longer to be used, in the documents that
 * are in sight, and offers what was most likely meant. They follow the registry.
 */
export function markReferences(
  registries: Registries,
  mentions: Mentions,
  selector: DocumentSelector,
): Disposable {
  const marks = languages.createDiagnosticCollection(l10n.t("Model Registry references"));
  const update = async (): Promise<void> => {
    const shown = new Set(
      [
        ...window.visibleTextEditors.map(({ document }) => document),
        ...window.visibleNotebookEditors.flatMap(({ notebook }) =>
          notebook.getCells().map(({ document }) => document),
        ),
      ].filter((document) => languages.match(selector, document) > 0),
    );
    for (const document of shown) {
      const { version } = document;
      const found = await mentions.of(document);
      // What was typed meanwhile is checked next.
      if (document.version === version) marks.set(document.uri, found.flatMap(markOf));
    }
  };
  const updating = afterPause(pause, update, (error) => {
    log().error(`references: ${String(error)}`);
  });
  const forget = ({ uri }: TextDocument): void => {
    marks.delete(uri);
  };
  updating.soon();
  return Disposable.from(
    marks,
    registries.onDidChange(updating.soon),
    window.onDidChangeVisibleTextEditors(updating.soon),
    window.onDidChangeVisibleNotebookEditors(updating.soon),
    workspace.onDidChangeTextDocument(({ document }) => {
      if (languages.match(selector, document) > 0) updating.soon();
    }),
    workspace.onDidCloseTextDocument(forget),
    languages.registerCodeActionsProvider(
      selector,
      {
        provideCodeActions: async (document, range) =>
          (await mentions.of(document))
            .filter((each) => each.range.intersection(range) !== undefined)
            .flatMap((each) => correctionOf(document, each)),
      },
      { providedCodeActionKinds: [CodeActionKind.QuickFix] },
    ),
    updating,
  );
}

function markOf(mention: Mention): readonly Diagnostic[] {
  const { meaning, range } = mention;
  const problem = problemOf(mention);
  if (problem === undefined) return [];
  const { Information, Warning } = DiagnosticSeverity;
  const severity = "version" in meaning ? Information : Warning;
  const mark = new Diagnostic(range, plainMessage(problem), severity);
  mark.source = l10n.t("Model Registry");
  return [mark];
}

function problemOf({ meaning, written }: Mention): string | undefined {
  // Who writes a stage wants what is in it, whichever that is.
  if ("version" in meaning) {
    return /^v?[0-9]/.test(written.selector) ? retirementText(meaning) : undefined;
  }
  // Of a registry that can't be read for another reason, the sidebar says so.
  const isWrong = wrongReference.has(meaning.refusal.code);
  return isWrong ? wordsOf(meaning.refusal).message : undefined;
}

const wrongReference: ReadonlySet<string> = new Set([
  "unknown-model",
  "unknown-version",
  "version-deleted",
]);

function correctionOf(document: TextDocument, mention: Mention): readonly CodeAction[] {
  const { meaning, written } = mention;
  if ("version" in meaning || meaning.nearest === undefined) return [];
  const [model, selector] = splitReference(meaning.nearest);
  // As it is written: MLflow's URI has a slash between them.
  const text = document.getText(mention.range);
  const begin = text.indexOf(written.model);
  const mark = text.slice(begin + written.model.length, text.length - written.selector.length);
  const corrected = `${text.slice(0, begin)}${model}${mark}${selector}`;
  const edit = new WorkspaceEdit();
  edit.replace(document.uri, mention.range, corrected);
  const action = new CodeAction(l10n.t("Change to “{0}”", corrected), CodeActionKind.QuickFix);
  return [Object.assign(action, { edit, isPreferred: true })];
}

function splitReference(reference: string): readonly [string, string] {
  const at = reference.lastIndexOf("@");
  return [reference.slice(0, at), reference.slice(at + 1)];
}
