import { html, type TemplateResult } from "lit";
import { versionTitle } from "../../src/core/state/version.ts";
import { count } from "../../src/core/text/format.ts";
import { actionButton } from "../ui/button.ts";
import { pageHeader } from "../ui/header.ts";
import { icon } from "../ui/icon.ts";
import { comparisonActions } from "./actions.ts";
import { arrange, type ComparedVersion } from "./arrange.ts";
import { columnHeaders } from "./columns.ts";
import { factRows } from "./fact-rows.ts";
import { host } from "./host.ts";
import { metricRows } from "./metric-rows.ts";
import { sectionRows, type Section } from "./section-rows.ts";
import type { ChangeState, ComparePageState } from "./state.ts";
import { toolbar } from "./toolbar.ts";

/** The comparison page. */
export function compareView(
  chosen: readonly ComparedVersion[],
  state: ComparePageState,
  change: ChangeState,
): TemplateResult {
  if (chosen.length < 2) return tooFew(chosen);
  const arrangement = arrange(chosen, state);
  const sections: readonly Section[] = [
    metricRows(arrangement, state, change),
    ...factRows(arrangement),
  ];
  const empty = sections.every(({ shown, folded }) => shown.length + folded.length === 0);
  return html`<div class="frame">
      ${pageHeader(title(chosen), "", comparisonActions(arrangement))} ${toolbar(state, change)}
    </div>
    <table class="comparison sticky-head">
      ${columnHeaders(arrangement, change)}
      ${sections.map((section) => sectionRows(section, arrangement.versions.length, state, change))}
    </table>
    ${empty ? nothingInView(state, change) : ""}`;
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

function tooFew(chosen: readonly ComparedVersion[]): TemplateResult {
  const [only] = chosen;
  return html`<div class="state">
    ${icon("git-compare", "state-icon")}
    <h1>A comparison needs two versions</h1>
    <p>${only ? `${versionTitle(only)} is the only one chosen.` : "None is chosen."}</p>
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
