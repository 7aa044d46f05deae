import { l10n, ThemeIcon, type QuickPickItem } from "vscode";
import { mainMetric, metricDirection } from "../../../core/metrics/metric-direction.ts";
import { formatMetric } from "../../../core/metrics/metric-format.ts";
import type { ModelName, Stage } from "../../../core/model/ids.ts";
import type { Policy } from "../../../core/model/policy.ts";
import { rejectionStages } from "../../../core/policy/stage-roles.ts";
import { printQuery } from "../../../core/query/print-query.ts";
import type { Better } from "../../../core/retrieval/best-version.ts";
import type { Version } from "../../../core/state/version.ts";
import type { BestVersion } from "../../../registry/retrieval/best-version.ts";
import type { CommandArguments } from "../../command-arguments.ts";
import { showInformationMessage } from "../../messages.ts";
import type { Pages } from "../../panels/pages.ts";
import { askForOne, goBack } from "../../pickers/ask.ts";
import { versionItem } from "../../pickers/pick-version.ts";
import { targetModel } from "../../pickers/target.ts";
import type { FolderRegistry, Registries } from "../../registries.ts";
import { compareVersions } from "./compare-versions.ts";
import { searchVersions } from "./search-versions.ts";

interface BestItem extends QuickPickItem {
  /** Action of choosing it. */
  readonly run: () => unknown;
}

/**
 * “Find Best Version…”: the version of a model that is best by a metric, with others of the same value
 * and what was left out. Opens the page of the one that is chosen.
 */
export async function findBestVersion(
  registries: Registries,
  pages: Pages,
  args: CommandArguments,
): Promise<undefined> {
  const title = l10n.t("Find Best Version");
  const target = await targetModel(registries, args, title, () => true);
  if (!target) return;
  const { in: folder, overview } = target;
  const model = overview.model.name;
  const { names } = await folder.registry.call("describeModel", { model });
  if (names.metrics.length === 0) {
    void showInformationMessage(l10n.t("No version of {0} was recorded with a metric.", model));
    return;
  }
  const question = await askForQuestion(title, model, names.metrics);
  if (!question) return;
  const { policy } = await folder.registry.call("policy", {});
  const best = await folder.registry.call("bestVersion", { model, ...question });
  const chosen = await askForOne<BestItem>({
    title,
    placeholder: comparedText(best),
    items: resultItems({ registries, pages, folder, policy, model }, best),
  });
  if (typeof chosen !== "symbol") await chosen.run();
}

/** Asks for the metric, and for what is better where its name doesn't tell. */
async function askForQuestion(
  title: string,
  model: ModelName,
  metrics: readonly string[],
): Promise<{ readonly metric: string; readonly better: Better } | undefined> {
  const main = mainMetric(metrics);
  const items = metrics.map((metric) => ({
    label: metric,
    description: betterText(metric),
    metric,
  }));
  for (;;) {
    const answer = await askForOne({
      title,
      placeholder: l10n.t("Choose the metric by which versions of {0} are compared", model),
      items,
      active: items.find(({ metric }) => metric === main),
    });
    if (typeof answer === "symbol") return undefined;
    const { metric } = answer;
    const known = metricDirection(metric);
    if (known === "higher" || known === "lower") return { metric, better: known };
    const better = await askForOne<QuickPickItem & { readonly better: Better }>({
      ...{ title, step: 2, totalSteps: 2 },
      placeholder: l10n.t("Choose which {0} is better", metric),
      items: [
        { label: l10n.t("Higher is better"), better: "higher" },
        { label: l10n.t("Lower is better"), better: "lower" },
      ],
    });
    if (better === goBack) continue;
    return typeof better === "symbol" ? undefined : { metric, better: better.better };
  }
}

function betterText(metric: string): string {
  const direction = metricDirection(metric);
  if (direction === "higher") return l10n.t("Higher is better");
  return direction === "lower" ? l10n.t("Lower is better") : l10n.t("Not known which is better");
}

function comparedText({ metric, better, compared }: BestVersion): string {
  if (compared === 1) return l10n.t("One version was recorded with {0}", metric);
  return better === "higher"
    ? l10n.t("The highest {0} of {1} versions; choose one to open its page", metric, compared)
    : l10n.t("The lowest {0} of {1} versions; choose one to open its page", metric, compared);
}

interface Context {
  readonly registries: Registries;
  readonly pages: Pages;
  readonly folder: FolderRegistry;
  readonly policy: Policy;
  readonly model: ModelName;
}

function resultItems(context: Context, best: BestVersion): readonly BestItem[] {
  const { registries, pages, folder, policy, model } = context;
  const place = folder.folder.uri.toString();
  const { metric, version, ties, passedOver, unmeasured } = best;
  const item = (each: Version, detail: string): BestItem => {
    const value = each.metrics[metric];
    const values = value === undefined ? [] : [`${metric} ${formatMetric(value)}`];
    const { label, description, iconPath } = versionItem(folder, each, policy, values);
    return {
      label,
      detail,
      ...(description !== undefined && { description }),
      ...(iconPath !== undefined && { iconPath }),
      run: () => {
        pages.show({ page: "version", folder: place, version: each.id });
      },
    };
  };
  const equal = [version, ...ties];
  return [
    item(version, l10n.t("The best version")),
    ...ties.map((each) => item(each, l10n.t("The same value"))),
    ...(ties.length > 0
      ? [
          {
            label: l10n.t("Compare the {0} versions with this value", equal.length),
            iconPath: new ThemeIcon("diff-multiple"),
            run: () =>
              compareVersions(
                registries,
                pages,
                { rows: [] },
                {
                  folder: place,
                  versions: equal.map(({ id }) => id),
                },
              ),
          },
        ]
      : []),
    ...passedOver.map((each) =>
      item(each, l10n.t("Better, but left out: stored files of it are missing or changed")),
    ),
    ...(unmeasured > 0
      ? [
          {
            label:
              unmeasured === 1
                ? l10n.t("1 version left out")
                : l10n.t("{0} versions left out", unmeasured),
            description: l10n.t("not recorded with {0}; shows them in Search", metric),
            iconPath: new ThemeIcon("circle-slash"),
            run: () =>
              searchVersions(registries, pages, {
                folder: place,
                query: without(model, metric, rejectionStages(policy)),
              }),
          },
        ]
      : []),
  ];
}

/**
 * Returns the query of the versions of a model that were not recorded with a metric. Those that were
 * rejected could not be chosen anyway.
 */
function without(model: ModelName, metric: string, rejected: readonly Stage[]): string {
  const values = [model] as const;
  const key = { field: "metrics", name: metric } as const;
  const stage = { field: "stage" } as const;
  return printQuery({
    where: {
      kind: "and",
      parts: [
        { kind: "comparison", key: { field: "model" }, operator: "=", values },
        { kind: "not", part: { kind: "has", key } },
        ...rejected.map(
          (each) => ({ kind: "comparison", key: stage, operator: "!=", values: [each] }) as const,
        ),
      ],
    },
    order: [],
  });
}
