import { l10n } from "vscode";
import type { VersionId } from "../../../core/model/ids.ts";
import type { RunId } from "../../../core/model/run.ts";
import { RegistryError } from "../../../core/refusals/refusal.ts";
import { formatNumber } from "../../../core/text/language.ts";
import type { CommandArguments, Comparison } from "../../command-arguments.ts";
import { showInformationMessage } from "../../messages.ts";
import { mostCompared, mostComparedRuns } from "../../panels/page-subject.ts";
import type { Pages } from "../../panels/pages.ts";
import { pickVersions, type Located } from "../../pickers/pick-version.ts";
import type { FolderRegistry, Registries } from "../../registries.ts";

/** “Compare Versions…”: of the selection, of a page's request, or of versions chosen now. */
export async function compareVersions(
  registries: Registries,
  pages: Pages,
  args: CommandArguments,
  request?: Comparison,
): Promise<undefined> {
  const asked = request && registries.at(request.folder);
  if (asked && request.versions) {
    showComparison(pages, asked, request.versions, request);
    return;
  }
  const selected = selectedVersions(args);
  const [first] = selected;
  if (await compareRows(pages, args, selected)) return;
  const known = request?.chosen ?? selected.map(({ version }) => version.id);
  const places = asked ? [asked] : first ? [first.in] : registries.all();
  await chooseAndCompare(pages, places, known, request?.runs ?? []);
}

async function chooseAndCompare(
  pages: Pages,
  places: readonly FolderRegistry[],
  chosen: readonly VersionId[],
  runs: readonly RunId[],
): Promise<void> {
  const picked = await pickVersions(places, l10n.t("Compare Versions"), {
    chosen,
    atLeast: runs.length > 0 ? 1 : 2,
  });
  const [one] = picked ?? [];
  if (!picked || !one) return;
  if (picked.some((each) => each.in !== one.in)) {
    throw new RegistryError({ code: "invalid-request", reason: "registries-differ" });
  }
  showComparison(
    pages,
    one.in,
    picked.map(({ version }) => version.id),
    { runs },
  );
}

/** Compares what is selected in the sidebar; returns false if there is nothing to compare yet. */
async function compareRows(
  pages: Pages,
  { row }: CommandArguments,
  selected: readonly Located[],
): Promise<boolean> {
  if (row?.kind === "search") {
    await compareFound(pages, row.in, row.search.query);
    return true;
  }
  const [first] = selected;
  if (!first || selected.length < 2 || selected.some((each) => each.in !== first.in)) return false;
  showComparison(
    pages,
    first.in,
    selected.map(({ version }) => version.id),
  );
  return true;
}

/** Returns the versions in the rows that are selected; of a model the newest and the one in Production. */
export function selectedVersions({ rows }: Pick<CommandArguments, "rows">): readonly Located[] {
  return rows.flatMap((node) =>
    node.kind === "version"
      ? [node]
      : node.kind === "model"
        ? [node.overview.production, node.overview.latest]
            .filter((version) => version !== undefined)
            .filter((version, index, all) => all.findIndex(({ id }) => id === version.id) === index)
            .map((version) => ({ in: node.in, version }))
        : [],
  );
}

/**
 * Opens the page that compares versions: the first ones, if there are more than it takes.
 *
 * @param options.total number of versions that were asked for, if not all of them are given
 * @param options.runs runs that stand beside them
 */
export function showComparison(
  pages: Pages,
  { folder }: FolderRegistry,
  versions: readonly VersionId[],
  {
    total = versions.length,
    runs = [],
  }: { total?: number; runs?: readonly RunId[] | undefined } = {},
): void {
  const shown = versions.slice(0, mostCompared);
  pages.show({
    page: "compare",
    folder: folder.uri.toString(),
    versions: [...shown],
    ...(runs.length > 0 && { runs: runs.slice(0, mostComparedRuns) }),
  });
  if (total > shown.length) {
    void showInformationMessage(
      l10n.t("The first {0} of {1} versions are compared.", shown.length, formatNumber(total)),
    );
  }
}

/** Compares the versions that a query finds, in its order. */
export async function compareFound(
  pages: Pages,
  folder: FolderRegistry,
  query: string,
): Promise<void> {
  const { versions, total } = await folder.registry.call("searchVersions", {
    query,
    limit: mostCompared,
  });
  if (versions.length < 2) {
    void showInformationMessage(l10n.t("Two versions at least must be found to compare them."));
    return;
  }
  const ids = versions.map(({ id }) => id);
  showComparison(pages, folder, ids, { total });
}
