import {
  CompletionItem,
  CompletionItemKind,
  languages,
  Range,
  type Disposable,
  type DocumentSelector,
} from "vscode";
import {
  findReferenceBegun,
  usesPythonModule,
  type ReferenceBegun,
} from "../../core/retrieval/written-references.ts";
import { versionTitle } from "../../core/state/version.ts";
import { versionCount } from "../../core/text/counts.ts";
import type { ReferenceNames, SelectorChoice } from "../../registry/retrieval/reference-names.ts";
import { plainLabel } from "../plain-text.ts";
import type { Registries } from "../registries.ts";
import { fileOf } from "./mentions.ts";

/** Completes names of models, and behind them stages, aliases and numbers, each with what it means now. */
export function completeReferences(registries: Registries, selector: DocumentSelector): Disposable {
  return languages.registerCompletionItemProvider(
    selector,
    {
      provideCompletionItems: async (document, position) => {
        const before = document.lineAt(position).text.slice(0, position.character);
        const hasModule = document.languageId === "python" && usesPythonModule(document.getText());
        const begun = findReferenceBegun(before, hasModule);
        const folder = begun && registries.containing(fileOf(document));
        if (!folder) return undefined;
        const typed = begun.selector ?? begun.model;
        const range = new Range(position.translate(0, -typed.length), position);
        const names = await folder.registry.call("referenceNames", { model: begun.model });
        return itemsFor(begun, names).map((item) => Object.assign(item, { range }));
      },
    },
    "@",
    "/",
    '"',
    "'",
  );
}

function itemsFor(
  { claim, selector }: ReferenceBegun,
  { models, selectors }: ReferenceNames,
): readonly CompletionItem[] {
  if (selector !== undefined) return selectors.map(selectorItem);
  return models.map(({ name, versionCount: count }) => {
    const item = new CompletionItem(name, CompletionItemKind.Module);
    const command = { command: "editor.action.triggerSuggest", title: "" };
    const insertText = `${name}${claim === "mlflow" ? "/" : "@"}`;
    return Object.assign(item, { insertText, detail: versionCount(count), command });
  });
}

function selectorItem({ selector, kind, version }: SelectorChoice, index: number): CompletionItem {
  const { Constant, EnumMember, Reference, Value } = CompletionItemKind;
  const kinds = { stage: EnumMember, alias: Reference, latest: Constant, number: Value } as const;
  const item = new CompletionItem(
    { label: selector, description: plainLabel(`${versionTitle(version)} · ${version.stage}`) },
    kinds[kind],
  );
  return Object.assign(item, { sortText: String(index).padStart(3, "0") });
}
