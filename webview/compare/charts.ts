import * as l10n from "@vscode/l10n";
import { html, nothing, type TemplateResult } from "lit";
import type { ChartVersion } from "../../src/core/charts/chart-version.ts";
import type { Chart } from "../../src/core/charts/chart.ts";
import { metricsNotFinite } from "../../src/core/metrics/not-finite.ts";
import type { Recipe } from "../../src/core/model/recipe.ts";
import type { Version } from "../../src/core/state/version.ts";
import { chartFigure } from "../ui/chart.ts";
import { selectField } from "../ui/fields.ts";
import { send } from "../ui/host.ts";
import { emptyNote } from "../ui/section.ts";
import { roleOf } from "../ui/stage-badge.ts";
import { comparedIds, type ComparedVersion } from "./arrange.ts";
import { HistoryReader } from "./chart-history.ts";
import { chartKeys, chartOf } from "./chart-of.ts";
import { chartKinds, chartKindTitle, type ChangeCharts, type ChartChoices } from "./chart-state.ts";
import { host } from "./host.ts";
import { parallelRanges, withRange, type ShowOnly } from "./parallel-ranges.ts";

type Compared = Version & Pick<ComparedVersion, "run" | "title"> & { readonly recipe: Recipe };

/** The charts of a comparison, folded under a line until they are wanted. */
export class ComparisonCharts {
  readonly #history: HistoryReader;
  #versions: readonly ChartVersion[] = [];
  #of: readonly Compared[] | undefined;
  #chart: { readonly key: string; readonly chart: Chart | undefined } | undefined;

  /** @param changed is called when a history has arrived */
  constructor(changed: () => void) {
    this.#history = new HistoryReader(changed);
  }

  /** @param compared in the order of the columns */
  show(
    compared: readonly Compared[],
    choices: ChartChoices,
    change: ChangeCharts,
    showOnly: ShowOnly,
  ): TemplateResult {
    this.#take(compared);
    return html`<details
      class="fold comparison-charts"
      ?open=${choices.open}
      @toggle=${({ currentTarget }: Event) => {
        const open = currentTarget instanceof HTMLDetailsElement && currentTarget.open;
        if (open !== choices.open) change({ open });
      }}
    >
      <summary>${l10n.t("Charts")}</summary>
      ${choices.open ? this.#content(compared, choices, change, showOnly) : nothing}
    </details>`;
  }

  #take(compared: readonly Compared[]): void {
    if (compared === this.#of) return;
    const isSame = compared.map(({ id }) => id).join() === this.#of?.map(({ id }) => id).join();
    this.#of = compared;
    this.#chart = isSame ? this.#chart : undefined;
    this.#versions = compared.map(({ id, model, number, label, stage, title, recipe }) => ({
      ...{ id, model, number, label, stage, title },
      metrics: recipe.metrics,
      parameters: recipe.parameters,
      notFinite: metricsNotFinite(recipe),
    }));
  }

  #content(
    compared: readonly Compared[],
    choices: ChartChoices,
    change: ChangeCharts,
    showOnly: ShowOnly,
  ): TemplateResult {
    const hasHistory = compared.some(
      ({ recipe, run }) => recipe.history !== undefined || run !== undefined,
    );
    const kinds = chartKinds.filter((kind) => kind !== "history" || hasHistory);
    const kind = kinds.includes(choices.kind) ? choices.kind : "bars";
    const chart = this.#drawn(compared, { ...choices, kind });
    return html`<div class="chart-tabs" role="group" aria-label=${l10n.t("Kind of chart")}>
        ${kinds.map(
          (each) =>
            html`<button
              type="button"
              class="chart-tab"
              aria-pressed=${each === kind}
              @click=${() => {
                change({ kind: each });
              }}
            >
              ${chartKindTitle(each)}
            </button>`,
        )}
      </div>
      ${
        chart
          ? chartFigure({
              chart,
              controls: this.#controls({ ...choices, kind }, change),
              open: (version) => {
                const run = compared.find(({ id }) => id === version)?.run?.id;
                if (run === undefined) send({ type: "show-version", version });
                else host.send({ type: "show-run", run });
              },
              ...(chart.kind === "parallel" && {
                ranges: {
                  chosen: choices.ranges,
                  choose: (axis, range) => {
                    change({
                      ranges: withRange(chart, choices.ranges, axis, range),
                      rangedAxis: axis,
                    });
                  },
                },
                below: parallelRanges(chart, choices, change, showOnly),
              }),
              empty: l10n.t("These versions have no values for this chart."),
            })
          : emptyNote(l10n.t("Reading the history…"))
      }`;
  }

  #drawn(compared: readonly Compared[], choices: ChartChoices): Chart | undefined {
    const history =
      choices.kind === "history"
        ? this.#history.read(comparedIds(compared), choices.metric)
        : undefined;
    const { kind, metric, parameter } = choices;
    const stages = compared.map(({ stage }) => stage);
    const key = JSON.stringify([kind, metric, parameter, stages, this.#history.answers]);
    if (this.#chart?.key !== key) {
      const roles = Object.fromEntries(stages.map((stage) => [stage, roleOf(stage)]));
      this.#chart = { key, chart: chartOf(this.#versions, choices, roles, history) };
    }
    return this.#chart.chart;
  }

  #controls(choices: ChartChoices, change: ChangeCharts): TemplateResult {
    const { kind } = choices;
    const keys = chartKeys(this.#versions, choices);
    const metrics = kind === "history" ? this.#history.metrics : keys.metrics;
    const all = "*";
    return html`${
      kind === "parallel"
        ? nothing
        : selectField(
            l10n.t("Metric"),
            [
              ...(kind === "bars" ? [[all, l10n.t("All of one scale")] as const] : []),
              ...metrics.map((key) => [`.${key}`, key] as const),
            ],
            kind === "bars" && choices.metric === undefined
              ? all
              : `.${(kind === "history" ? this.#history.metric : keys.metric) ?? ""}`,
            (chosen) => {
              change({ metric: chosen === all ? undefined : chosen.slice(1) });
            },
          )
    }
    ${
      kind === "scatter"
        ? selectField(
            l10n.t("Hyperparameter"),
            keys.parameters.map((key) => [key, key]),
            keys.parameter ?? "",
            (parameter) => {
              change({ parameter });
            },
          )
        : nothing
    }`;
  }
}
