import { html, type TemplateResult } from "lit";
import { datasetPlace } from "../../src/core/model/dataset.ts";
import {
  factSections,
  factText,
  sectionTitles,
  type FactSection,
} from "../../src/core/reports/comparison-export.ts";
import type { FactRow } from "../../src/core/reports/comparison.ts";
import { formatBytes } from "../../src/core/text/format.ts";
import { commitLink, fileLink } from "../ui/links.ts";
import type { Arrangement, ComparedVersion } from "./arrange.ts";
import type { Section } from "./section-rows.ts";

/** Parameters, datasets, code, environment and files. */
export function factRows(arrangement: Arrangement): readonly Section[] {
  return factSections.map((section) => {
    const { shown, folded } = arrangement.sections[section];
    const row = (facts: FactRow): TemplateResult => factRow(section, facts, arrangement);
    return {
      title: sectionTitles[section],
      shown: shown.map(row),
      folded: folded.map((facts) => () => row(facts)),
    };
  });
}

function factRow(
  section: FactSection,
  { key, cells }: FactRow,
  { versions, baseline }: Arrangement,
): TemplateResult {
  return html`<tr>
    <th scope="row">${isFile(section, key, versions) ? fileLink(key) : key}</th>
    ${versions.map((version, index) => {
      const cell = cells[index];
      const differs = cell !== cells[baseline];
      return html`<td class=${index === baseline ? "baseline" : ""}>
        <div class="fact-cell ${differs ? "differs" : ""}">
          ${
            differs
              ? html`<span
                  class="differs-sign"
                  title="Differs from the baseline"
                  role="img"
                  aria-label="differs"
                  >≠</span
                >`
              : ""
          }
          ${
            cell === undefined
              ? html`<span class="muted">–</span>`
              : factCell(section, key, cell, version)
          }
        </div>
      </td>`;
    })}
  </tr>`;
}

/** Data that is elsewhere can't be opened. */
function isFile(section: FactSection, key: string, versions: readonly ComparedVersion[]): boolean {
  return (
    section === "datasets" &&
    versions.some(({ recipe }) => recipe.datasets.some(({ path }) => path === key))
  );
}

function factCell(
  section: FactSection,
  key: string,
  cell: string,
  { recipe }: ComparedVersion,
): TemplateResult {
  if (section === "code" && key === "commit" && recipe.git) return commitLink(recipe.git.commit);
  const text = factText(section, key, cell);
  if (section === "datasets" || (section === "files" && key === "digest")) {
    const dataset = recipe.datasets.find(
      (each) => section === "datasets" && datasetPlace(each) === key,
    );
    return html`<code title=${cell === text ? cell : `SHA-256 ${cell}`}>${text}</code>${
        dataset?.size === undefined
          ? ""
          : html`<span class="muted"> ${formatBytes(dataset.size)}</span>`
      }`;
  }
  return html`<span class="fact-text" title=${cell}>${text}</span>`;
}
