import * as l10n from "@vscode/l10n";
import { html, nothing, type TemplateResult } from "lit";
import { columnTitle } from "../../src/core/reports/column-title.ts";
import { firstFew } from "../../src/core/text/format.ts";
import { actionButton } from "../ui/button.ts";
import { pageHeader } from "../ui/header.ts";
import { icon } from "../ui/icon.ts";
import { comparisonActions } from "./actions.ts";
import { arrange, comparedIds, type ComparedVersion } from "./arrange.ts";
import type { ComparisonCharts } from "./charts.ts";
import { gridOf } from "./grid-of.ts";
import { GridView } from "./grid.ts";
import { host } from "./host.ts";
import type { CompareSnapshot } from "./protocol.ts";
import type { ChangeState, ComparePageState } from "./state.ts";
import { toolbar } from "./toolbar.ts";

const gridView = new GridView();

/** The comparison page. */
export function compareView(
  { versions: chosen, deleted }: CompareSnapshot,
  state: ComparePageState,
  charts: ComparisonCharts,
  change: ChangeState,
): TemplateResult {
  if (chosen.length < 2) return tooFew(chosen, deleted);
  const arrangement = arrange(chosen, state);
  const grid = gridOf(arrangement, state, change, window.innerWidth);
  const isEmpty = state.transposed ? grid.columns.length === 0 : grid.rows.length === 0;
  return html`<div class="frame">
      ${pageHeader(title(chosen), "", comparisonActions(arrangement, state))}
      ${deleted.length > 0 ? deletedNote(deleted) : nothing} ${toolbar(state, change, chosen)}
      ${charts.show(
        arrangement.versions,
        state.charts,
        (part) => {
          change({ charts: { ...state.charts, ...part } });
        },
        (shown) => {
          const others = chosen.filter(({ id }) => !shown.includes(id)).map(({ id }) => id);
          change({ hidden: others, charts: { ...state.charts, ranges: {} } });
        },
      )}
      ${scaleNote(arrangement.longest, state)}
    </div>
    <div class=${state.compact ? "compact" : ""}>${gridView.show(grid)}</div>
    ${isEmpty ? nothingInView(state, change) : nothing}`;
}

/** Says what a bar means: on the whole page the same. */
function scaleNote(longest: number, { compact }: ComparePageState): TemplateResult {
  const scale =
    longest > 0 && !compact
      ? l10n.t(
          "Bars show changes relative to the baseline; a whole one is {0}. Filled is better, hollow is worse.",
          percent(longest),
        )
      : "";
  return html`<p class="muted scale-note">
    ${scale}
    ${l10n.t("Arrow keys go from cell to cell, Enter to what is in it, Ctrl+C or Cmd+C copies its value; B makes a version the baseline, P pins it, H hides it, Alt with an arrow moves it.")}
  </p>`;
}

function percent(share: number): string {
  return `${Number((share * 100).toPrecision(2))} %`;
}

function title(columns: readonly ComparedVersion[]): string {
  const versions = columns.filter(({ run }) => !run);
  const runs = columns.length - versions.length;
  const [first] = versions;
  if (runs > 0) {
    if (!first) return l10n.t("{0} runs", runs);
    const one = versions.length === 1;
    const named = one ? columnTitle(first) : l10n.t("{0} versions", versions.length);
    return runs === 1 ? l10n.t("{0} and 1 run", named) : l10n.t("{0} and {1} runs", named, runs);
  }
  const models = new Set(versions.map(({ model }) => model));
  if (first && models.size === 1 && versions.length <= 5) {
    return `${first.model} ${versions.map(({ number }) => number).join(", ")}`;
  }
  return models.size === 1 && first
    ? l10n.t("{0}: {1} versions", first.model, versions.length)
    : l10n.t("{0} versions of {1} models", versions.length, models.size);
}

function deletedNote(deleted: readonly string[]): TemplateResult {
  return html`<p class="muted" role="status">
    ${icon("info")}
    ${
      deleted.length === 1
        ? l10n.t("{0} was deleted and is left out.", firstFew(deleted))
        : l10n.t("{0} were deleted and are left out.", firstFew(deleted))
    }
  </p>`;
}

function tooFew(chosen: readonly ComparedVersion[], deleted: readonly string[]): TemplateResult {
  const [only] = chosen;
  return html`<div class="state">
    ${icon("git-compare", "state-icon")}
    <h1>${l10n.t("A comparison needs two versions")}</h1>
    <p>
      ${only ? l10n.t("{0} is the only one chosen.", columnTitle(only)) : l10n.t("None is chosen.")}
    </p>
    ${deleted.length > 0 ? deletedNote(deleted) : nothing}
    ${actionButton({
      label: l10n.t("Choose versions…"),
      primary: true,
      run: () => {
        const { ids, runs } = comparedIds(chosen);
        host.send({ type: "choose-versions", versions: ids, runs });
      },
    })}
  </div>`;
}

function nothingInView(state: ComparePageState, change: ChangeState): TemplateResult {
  const filter = state.filter.trim();
  return html`<div class="state">
    <p>
      ${filter ? l10n.t("No row’s name contains “{0}”.", filter) : l10n.t("These versions do not differ.")}
    </p>
    ${actionButton({
      label: filter ? l10n.t("Clear filter") : l10n.t("Show equal rows"),
      run: () => {
        change(filter ? { filter: "" } : { rows: "first" });
      },
    })}
  </div>`;
}
