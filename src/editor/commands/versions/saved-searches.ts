import { l10n } from "vscode";
import { parseQuery } from "../../../core/query/parse-query.ts";
import { RegistryError } from "../../../core/refusals/refusal.ts";
import { confirmStep, showStatusBarMessage } from "../../messages.ts";
import type { SearchNode } from "../../nodes/tree-nodes.ts";
import { askForText } from "../../pickers/ask.ts";
import { removeSearch, savedSearches, saveSearch } from "../../saved-searches.ts";

const longest = 60;

/** Asks for the name under which a query stands in the sidebar, and saves it. */
export async function askToSaveSearch(query: string): Promise<void> {
  const text = query.trim();
  const parsed = parseQuery(text);
  if (!("query" in parsed)) {
    throw new RegistryError({
      code: "invalid-request",
      reason: "search-invalid",
      problem: parsed.problem.message,
    });
  }
  const answer = await askForText({
    title: l10n.t("Save Search"),
    prompt: l10n.t("Name of the search in the sidebar"),
    placeholder: l10n.t("Candidates for Production"),
    value: text.slice(0, longest),
    problem: (name) => (name.trim() === "" ? l10n.t("Enter a name") : undefined),
  });
  if (typeof answer === "symbol") return;
  const name = answer.trim();
  if (savedSearches().some((each) => each.name === name && each.query !== text)) {
    const replace = await confirmStep(l10n.t("Replace the saved search “{0}”?", name), {
      detail: l10n.t("There is another one of that name."),
      verb: l10n.t("Replace"),
      safe: l10n.t("Keep Search"),
    });
    if (replace !== l10n.t("Replace")) return;
  }
  await saveSearch({ name, query: text });
  showStatusBarMessage(l10n.t("Saved the search “{0}”", name), 3000);
}

/** “Delete Saved Search”: its row goes; no version is touched. */
export async function deleteSearch(node: SearchNode | undefined): Promise<undefined> {
  if (!node) return;
  await removeSearch(node.search.name);
  showStatusBarMessage(l10n.t("Deleted the saved search “{0}”", node.search.name), 3000);
}
