import { html, nothing, type TemplateResult } from "lit";
import { versionTitle } from "../../src/core/state/version.ts";
import { count, firstFew } from "../../src/core/text/format.ts";
import { actionButton } from "../ui/button.ts";
import { pageHeader } from "../ui/header.ts";
import { icon } from "../ui/icon.ts";
import { comparisonActions } from "./actions.ts";
import { arrange, type ComparedVersion } from "./arrange.ts";
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
      ${charts.show(arrangement.versions, state.charts, (part) => {
        change({ charts: { ...state.charts, ...part } });
      })}
      ${scaleNote(arrangement.longest, state)}
    </div>
    <div class=${state.compact ? "compact" : ""}>${gridView.show(grid)}</div>
    ${isEmpty ? nothingInView(state, change) : nothing}`;
}

/** Says what a bar means: on the whole page the same. */
function scaleNote(longest: number, { compact }: ComparePageState): TemplateResult {
  const scale =
    longest > 0 && !compact
      ? `Bars show changes relative to the baseline; a whole one is ${percent(longest)}. Filled is better, hollow is worse. `
      : "";
  return html`<p class="muted scale-note">
    ${scale}Arrow keys go from cell to cell, Enter to what is in it; B makes a version the baseline,
    P pins it, H hides it, Alt with an arrow moves it.
  </p>`;
}

function percent(share: number): string {
  return `${Number((share * 100).toPrecision(2))} %`;
}

function title(versions: readonly ComparedVersion[]): string {
  const [first] = versions;
  const models = new Set(versions.map(({ model }) => model));
  if (first && models.size === 1 && versions.length <= 5) {
    return `${first.model} ${versions.map(({ number }) => number).join(", ")}`;
  }
  return models.size === 1 && first
    ? `${first.model}: ${count(versions.length, "version")}`
    : `${count(versions.length, "version")} of ${count(models.size, "model")}`;
}

function deletedNote(deleted: readonly string[]): TemplateResult {
  return html`<p class="muted" role="status">
    ${icon("info")} ${firstFew(deleted)} ${deleted.length === 1 ? "was" : "were"} deleted and
    ${deleted.length === 1 ? "is" : "are"} left out.
  </p>`;
}

function tooFew(chosen: readonly ComparedVersion[], deleted: readonly string[]): TemplateResult {
  const [only] = chosen;
  return html`<div class="state">
    ${icon("git-compare", "state-icon")}
    <h1>A comparison needs two versions</h1>
    <p>${only ? `${versionTitle(only)} is the only one chosen.` : "None is chosen."}</p>
    ${deleted.length > 0 ? deletedNote(deleted) : nothing}
    ${actionButton({
      label: "Choose versions…",
      primary: true,
      run: () => {
        host.send({ type: "choose-versions", versions: chosen.map(({ id }) => id) });
      },
    })}
  </div>`;
}

function nothingInView(state: ComparePageState, change: ChangeState): TemplateResult {
  const filter = state.filter.trim();
  return html`<div class="state">
    <p>${filter ? `No row’s name contains “${filter}”.` : "These versions do not differ."}</p>
    ${actionButton({
      label: filter ? "Clear filter" : "Show equal rows",
      run: () => {
        change(filter ? { filter: "" } : { rows: "first" });
      },
    })}
  </div>`;
}
