import { l10n, type QuickPickItem } from "vscode";
import { formatMetric } from "../../../core/metrics/metric-format.ts";
import type { VersionId } from "../../../core/model/ids.ts";
import type { RunId } from "../../../core/model/run.ts";
import { RegistryError } from "../../../core/refusals/refusal.ts";
import { formatAge } from "../../../core/text/format.ts";
import type { AnswerOf } from "../../../registry/worker/use-cases.ts";
import type { CommandArguments, RunArgument, RunComparison } from "../../command-arguments.ts";
import { mostComparedRuns } from "../../panels/page-subject.ts";
import type { Pages } from "../../panels/pages.ts";
import { askForMany } from "../../pickers/ask.ts";
import { nothingToChoose, pickVersions } from "../../pickers/pick-version.ts";
import type { FolderRegistry, Registries } from "../../registries.ts";
import { selectedVersions, showComparison } from "./compare-versions.ts";

/** Runs that are offered: the newest. */
const maxOffered = 500;

/** “Compare with Runs…”: asks for the runs that stand beside versions of the selection or a page. */
export async function compareWithRuns(
  registries: Registries,
  pages: Pages,
  args: CommandArguments,
  request?: RunComparison,
): Promise<undefined> {
  const title = l10n.t("Compare with Runs");
  const selected = selectedVersions(args);
  const [first] = selected;
  const named = args.version && registries.at(args.version.folder);
  const place = (request && registries.at(request.folder)) ?? first?.in ?? named;
  const versions =
    request?.versions ??
    (args.version && named
      ? [(await named.registry.call("findVersion", { reference: args.version.version })).id]
      : selected.filter((each) => each.in === place).map(({ version }) => version.id));
  const chosen =
    place && versions.length > 0 ? { place, versions } : await chooseVersions(registries, title);
  if (!chosen) return;
  const runs = await pickRuns(chosen.place, title, request?.chosenRuns);
  if (runs) showComparison(pages, chosen.place, chosen.versions, { runs });
}

/** “Compare with Versions…”: asks for the versions that runs stand beside. */
export async function compareWithVersions(
  registries: Registries,
  pages: Pages,
  rows: readonly RunArgument[],
): Promise<undefined> {
  const [first] = rows;
  const place = first && registries.at(first.folder);
  if (!place) return;
  const title = l10n.t("Compare with Versions");
  const picked = await pickVersions([place], title, { atLeast: 1 });
  if (!picked) return;
  const runs = rows.filter(({ folder }) => folder === first.folder).map(({ run }) => run);
  showComparison(
    pages,
    place,
    picked.map(({ version }) => version.id),
    { runs },
  );
}

async function chooseVersions(
  registries: Registries,
  title: string,
): Promise<{ place: FolderRegistry; versions: readonly VersionId[] } | undefined> {
  const picked = await pickVersions(registries.all(), title, { atLeast: 1 });
  const [one] = picked ?? [];
  if (!picked || !one) return undefined;
  if (picked.some((each) => each.in !== one.in)) {
    throw new RegistryError({ code: "invalid-request", reason: "registries-differ" });
  }
  return { place: one.in, versions: picked.map(({ version }) => version.id) };
}

/** Asks for runs of a registry, the newest first; shows a message if there are none. */
async function pickRuns(
  { registry }: FolderRegistry,
  title: string,
  chosen: readonly RunId[] = [],
): Promise<readonly RunId[] | undefined> {
  const runs = await registry.call("runChoices", { limit: maxOffered });
  if (runs.length === 0) {
    nothingToChoose(title, l10n.t("There is no run yet."));
    return undefined;
  }
  const answer = await askForMany({
    title,
    placeholder: l10n.t("Choose one or more runs"),
    items: runs.map((run) => ({ ...runItem(run), picked: chosen.includes(run.id) })),
    atLeast: 1,
  });
  if (typeof answer === "symbol") return undefined;
  return answer.map(({ run }) => run).slice(0, mostComparedRuns);
}

function runItem({
  id,
  name,
  experiment,
  metric,
  start,
}: AnswerOf<"runChoices">[number]): QuickPickItem & { readonly run: RunId } {
  const facts = [
    experiment.name,
    metric && `${metric.key} ${formatMetric(metric.value)}`,
    start === undefined ? undefined : formatAge(new Date(start).toISOString(), Date.now()),
  ];
  return {
    label: name ?? id.slice(0, 8),
    description: facts.filter((fact) => fact !== undefined).join(" · "),
    run: id,
  };
}
