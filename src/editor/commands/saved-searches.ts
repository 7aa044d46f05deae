import { parseQuery } from "../../core/query/parse-query.ts";
import { RegistryError } from "../../core/refusals/refusal.ts";
import { confirmStep, showStatusBarMessage } from "../messages.ts";
import type { SearchNode } from "../nodes/tree-nodes.ts";
import { askForText } from "../pickers/ask.ts";
import { removeSearch, savedSearches, saveSearch } from "../saved-searches.ts";

const longest = 60;

/** Asks for the name under which a query stands in the sidebar, and saves it. */
export async function askToSaveSearch(query: string): Promise<void> {
  const text = query.trim();
  const parsed = parseQuery(text);
  if (!("query" in parsed)) {
    throw new RegistryError({
      code: "invalid-request",
      message: `The search can't be saved: ${parsed.problem.message}`,
      wayOut: "Correct the query first.",
    });
  }
  const answer = await askForText({
    title: "Save Search",
    prompt: "Name of the search in the sidebar",
    placeholder: "Candidates for Production",
    value: text.slice(0, longest),
    problem: (name) => (name.trim() === "" ? "Enter a name" : undefined),
  });
  if (typeof answer === "symbol") return;
  const name = answer.trim();
  if (savedSearches().some((each) => each.name === name && each.query !== text)) {
    const replace = await confirmStep(`Replace the saved search “${name}”?`, {
      detail: "There is another one of that name.",
      verb: "Replace",
      safe: "Keep Search",
    });
    if (replace !== "Replace") return;
  }
  await saveSearch({ name, query: text });
  showStatusBarMessage(`Saved the search “${name}”`, 3000);
}

/** “Delete Saved Search”: its row goes; no version is touched. */
export async function deleteSearch(node: SearchNode | undefined): Promise<undefined> {
  if (!node) return;
  await removeSearch(node.search.name);
  showStatusBarMessage(`Deleted the saved search “${node.search.name}”`, 3000);
}
