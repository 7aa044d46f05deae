import { l10n, type QuickInputButton, ThemeIcon } from "vscode";
import { formatMetric } from "../../../core/metrics/metric-format.ts";
import type { Policy } from "../../../core/model/policy.ts";
import type { QueryCompletion } from "../../../core/query/complete-query.ts";
import { metricsOf } from "../../../core/query/query-keys.ts";
import { RegistryError, type Refusal } from "../../../core/refusals/refusal.ts";
import type { Version } from "../../../core/state/version.ts";
import type { SearchResult } from "../../../registry/search/search-versions.ts";
import type { SearchArguments } from "../../command-arguments.ts";
import type { Pages } from "../../panels/pages.ts";
import { askWhileTyping, type FoundItem } from "../../pickers/ask.ts";
import { pickFolder } from "../../pickers/pick-folder.ts";
import { versionItem } from "../../pickers/pick-version.ts";
import { wordsOf } from "../../refusals/refusal-words.ts";
import type { FolderRegistry, Registries } from "../../registries.ts";
import { compareFound } from "./compare-versions.ts";
import { askToSaveSearch } from "./saved-searches.ts";

/** At most so many versions are listed. */
const listed = 100;
/** Suggestions below the versions, and while there are none. */
const suggested = { below: 6, alone: 30 } as const;

interface SearchItem extends FoundItem {
  readonly version?: Version;
}

/**
 * “Search”: the versions that a query finds, listed while it is typed, with what could come next.
 * Opens the page of the one that is chosen, or the comparison of all.
 */
export async function searchVersions(
  registries: Registries,
  pages: Pages,
  { query, folder: at }: SearchArguments,
): Promise<undefined> {
  const title = l10n.t("Search");
  const compareButton: QuickInputButton = {
    iconPath: new ThemeIcon("diff-multiple"),
    tooltip: l10n.t("Compare the versions found"),
  };
  const saveButton: QuickInputButton = {
    iconPath: new ThemeIcon("save"),
    tooltip: l10n.t("Save the search in the sidebar"),
  };
  const folder = (at && registries.at(at)) ?? (await pickFolder(registries, title));
  if (!folder) return;
  const { policy } = await folder.registry.call("policy", {});
  const answer = await askWhileTyping<SearchItem>({
    title,
    placeholder:
      "metrics.test.auc > 0.9 and stage in (Staging, Production) order by registered desc",
    value: query ?? "",
    buttons: [compareButton, saveButton],
    find: (text) => findItems(folder, policy, text),
  });
  if (typeof answer === "symbol") return;
  const place = folder.folder.uri.toString();
  if ("button" in answer && answer.button === saveButton) {
    await askToSaveSearch(answer.pressedWith);
  } else if ("button" in answer) {
    await compareFound(pages, folder, answer.pressedWith);
  } else if (answer.version) {
    pages.show({ page: "version", folder: place, version: answer.version.id });
  }
}

async function findItems(
  folder: FolderRegistry,
  policy: Policy,
  query: string,
): Promise<readonly SearchItem[]> {
  const completion = await folder.registry.call("completeSearch", { query, cursor: query.length });
  try {
    const result = await folder.registry.call("searchVersions", { query, limit: listed });
    return [
      ...notes(query, result),
      ...result.versions.map((version) => foundItem(folder, policy, version, result)),
      ...(result.total > listed
        ? [note("info", l10n.t("{0} of {1} versions are listed", listed, result.total))]
        : []),
      ...suggestions(query, completion, suggested.below),
    ];
  } catch (error) {
    if (!(error instanceof RegistryError)) throw error;
    const next = suggestions(query, completion, suggested.alone);
    // A query that is not whole yet is no mistake while it is written.
    const { refusal } = error;
    const isUnfinished =
      refusal.reason === "query-invalid" && refusal.from === query.length && next.length > 0;
    return isUnfinished ? next : [...mistake(query, refusal), ...next];
  }
}

/** The mistake of a query, and what may have been meant, which takes its place. */
function mistake(query: string, refusal: Refusal): readonly SearchItem[] {
  const { message, wayOut } = wordsOf(refusal);
  const said = { ...note("error", message), detail: wayOut };
  if (refusal.reason !== "query-invalid") return [said];
  const { from, to, suggestions: meant } = refusal;
  return [
    said,
    ...meant.map((text) => ({
      label: text,
      iconPath: new ThemeIcon("lightbulb"),
      insert: `${query.slice(0, from)}${text}${query.slice(to)}`,
    })),
  ];
}

function notes(query: string, { total, unknown }: SearchResult): readonly SearchItem[] {
  return [
    ...unknown.map(({ key, similar }) => ({
      ...note("warning", l10n.t("No version was recorded with {0}", key)),
      ...(similar !== undefined && { detail: l10n.t("There is {0}", similar) }),
    })),
    ...(total === 0 ? [note("info", l10n.t("No version meets the query"))] : []),
    ...(total === 0 && query.trim() !== "" ? [clearItem()] : []),
  ];
}

/** Takes the whole query away, so that all versions are listed. */
function clearItem(): SearchItem {
  return {
    label: l10n.t("Clear the query"),
    description: l10n.t("lists all versions"),
    iconPath: new ThemeIcon("clear-all"),
    insert: "",
  };
}

/** The item of a version, with the metrics that the query names. */
function foundItem(
  folder: FolderRegistry,
  policy: Policy,
  version: Version,
  { query }: SearchResult,
): SearchItem {
  const metrics = [...new Set(metricsOf(query))].flatMap((key) => {
    const value = version.metrics[key];
    return value === undefined ? [] : [`${key} ${formatMetric(value)}`];
  });
  return versionItem(folder, version, policy, metrics);
}

function suggestions(
  query: string,
  { from, to, suggestions: all }: QueryCompletion,
  most: number,
): readonly SearchItem[] {
  const before = query.slice(0, from);
  const gap = before === "" || /[\s(]$/.test(before) ? "" : " ";
  return all.slice(0, most).map(({ text, summary }) => ({
    label: text,
    description: summary,
    iconPath: new ThemeIcon("symbol-keyword"),
    insert: `${before}${gap}${text} ${query.slice(to)}`,
  }));
}

function note(icon: string, label: string): SearchItem {
  return { label, iconPath: new ThemeIcon(icon), isNote: true };
}
