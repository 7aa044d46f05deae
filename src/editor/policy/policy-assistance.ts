import {
  CodeAction,
  CodeActionKind,
  type CodeActionProvider,
  CompletionItem,
  CompletionItemKind,
  type CompletionItemProvider,
  type Diagnostic,
  Disposable,
  type DocumentSelector,
  extensions,
  Hover,
  type HoverProvider,
  l10n,
  languages,
  Range,
  SnippetString,
  type TextDocument,
  workspace,
  WorkspaceEdit,
} from "vscode";
import type { AnswerOf } from "../../registry/worker/use-cases.ts";
import type { FolderRegistry, Registries } from "../registries.ts";

type PolicyCompletion = NonNullable<AnswerOf<"suggestInPolicy">>;
type PolicySuggestion = PolicyCompletion["suggestions"][number];

const policies: DocumentSelector = { scheme: "file", pattern: "**/.model-registry/policy.yaml" };

/** Does the same, by the schema that the manifest contributes. */
const yamlExtension = "redhat.vscode-yaml";

/**
 * Completes, explains and corrects policies as they are typed, from the schema that they are parsed with. No
 * other extension is needed for that; where there is one that does it, that one does.
 */
export function assistWithPolicies(registries: Registries): Disposable {
  const registryOf = (document: TextDocument): FolderRegistry | undefined => {
    const folder = workspace.getWorkspaceFolder(document.uri);
    return folder && registries.at(folder.uri.toString());
  };
  const unassisted = (document: TextDocument): FolderRegistry | undefined =>
    extensions.getExtension(yamlExtension) ? undefined : registryOf(document);
  const completion: CompletionItemProvider = {
    provideCompletionItems: async (document, position) => {
      const request = { text: document.getText(), offset: document.offsetAt(position) };
      const found = await unassisted(document)?.registry.call("suggestInPolicy", request);
      return found?.suggestions.map((each, index) => item(document, found, each, index));
    },
  };
  const hover: HoverProvider = {
    provideHover: async (document, position) => {
      const request = { text: document.getText(), offset: document.offsetAt(position) };
      const found = await unassisted(document)?.registry.call("explainInPolicy", request);
      return found && new Hover(found.description, rangeOf(document, found));
    },
  };
  const actions: CodeActionProvider = {
    provideCodeActions: async (document, range, { diagnostics }) => {
      const request = { text: document.getText() };
      const found = await registryOf(document)?.registry.call("suggestCorrections", request);
      return (found ?? [])
        .map((each) => ({ ...each, range: rangeOf(document, each) }))
        .filter((each) => each.range.start.line === range.start.line)
        .map((each) => correction(document, each, diagnostics));
    },
  };
  return Disposable.from(
    languages.registerCodeActionsProvider(policies, actions, {
      providedCodeActionKinds: [CodeActionKind.QuickFix],
    }),
    languages.registerCompletionItemProvider(policies, completion, " ", "-"),
    languages.registerHoverProvider(policies, hover),
  );
}

/** Changes one word, and so nothing else of the file: not its comments either. */
function correction(
  { uri }: TextDocument,
  { text, range }: { readonly text: string; readonly range: Range },
  diagnostics: readonly Diagnostic[],
): CodeAction {
  const edit = new WorkspaceEdit();
  edit.replace(uri, range, text);
  const action = new CodeAction(l10n.t("Change to “{0}”", text), CodeActionKind.QuickFix);
  return Object.assign(action, { edit, diagnostics: [...diagnostics], isPreferred: true });
}

function item(
  document: TextDocument,
  completion: PolicyCompletion,
  { text, key, description }: PolicySuggestion,
  index: number,
): CompletionItem {
  const kind = key === undefined ? CompletionItemKind.Value : CompletionItemKind.Property;
  return Object.assign(new CompletionItem(text, kind), {
    range: rangeOf(document, completion),
    insertText: insertion(text, key, completion.inFlow),
    // In the order of the schema, which begins with what matters most.
    sortText: String(index).padStart(3, "0"),
    ...(description !== undefined && { documentation: description }),
  });
}

function insertion(text: string, key: PolicySuggestion["key"], inFlow: boolean): SnippetString {
  const word = new SnippetString().appendText(text);
  if (key === undefined) return word;
  if (key === "scalar" || inFlow) return word.appendText(": ");
  return word.appendText(key === "list" ? ":\n  - " : ":\n  ").appendTabstop(0);
}

function rangeOf(
  document: TextDocument,
  { start, length }: { readonly start: number; readonly length: number },
): Range {
  return new Range(document.positionAt(start), document.positionAt(start + length));
}
