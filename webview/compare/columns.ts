import { html, nothing, type TemplateResult } from "lit";
import { versionTitle } from "../../src/core/state/version.ts";
import { age } from "../ui/age.ts";
import { versionLink } from "../ui/links.ts";
import { stageIcon } from "../ui/stage-badge.ts";
import type { Arrangement, ComparedVersion } from "./arrange.ts";
import type { ChangeState } from "./state.ts";

/** A column for each version, with the choice of the baseline. */
export function columnHeaders(
  { versions, baseline }: Arrangement,
  change: ChangeState,
): TemplateResult {
  const oneModel = new Set(versions.map(({ model }) => model)).size === 1;
  return html`<thead>
    <tr>
      <td class="corner"></td>
      ${versions.map((version, index) =>
        columnHeader(version, index === baseline, oneModel, () => {
          change({ baseline: version.id });
        }),
      )}
    </tr>
  </thead>`;
}

function columnHeader(
  version: ComparedVersion,
  isBaseline: boolean,
  oneModel: boolean,
  choose: () => void,
): TemplateResult {
  const name = versionTitle(version);
  return html`<th scope="col" class=${isBaseline ? "baseline" : ""}>
    <div class="column-title">
      ${versionLink(version, oneModel ? `Version ${version.number}` : name)}
    </div>
    <div>${stageIcon(version.stage)} ${version.stage}</div>
    <div class="muted">${age(version.registeredAt)}</div>
    <label class="baseline-choice">
      <input
        type="radio"
        name="baseline"
        aria-label="Baseline: ${name}"
        .checked=${isBaseline}
        @change=${choose}
      />
      Baseline
    </label>
    ${isBaseline ? html`<span class="visually-hidden">(baseline)</span>` : nothing}
  </th>`;
}
