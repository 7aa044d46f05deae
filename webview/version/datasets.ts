import * as l10n from "@vscode/l10n";
import { html, type TemplateResult } from "lit";
import {
  datasetContent,
  datasetNotes,
  datasetTitle,
  type Dataset,
} from "../../src/core/model/data/dataset.ts";
import { formatBytes } from "../../src/core/text/format.ts";
import { formatNumber } from "../../src/core/text/language.ts";
import { digest, digestTextsOf } from "../ui/digest.ts";
import { fileLink } from "../ui/links.ts";
import { emptyNote } from "../ui/section.ts";
import { sortableHeader, sortRows } from "../ui/sortable.ts";
import type { ChangeState, VersionPageState } from "./state.ts";

/** The data that a version was trained and tested on. */
export function datasetTable(
  datasets: readonly Dataset[],
  { datasets: sorting }: VersionPageState,
  change: ChangeState,
): TemplateResult {
  if (datasets.length === 0) return emptyNote(l10n.t("No datasets recorded."));
  const onSort = (next: VersionPageState["datasets"]): void => {
    change({ datasets: next });
  };
  const number = (label: string, column: "rows" | "columns" | "size"): TemplateResult =>
    sortableHeader({ label, column, sorting, onSort, numeric: true });
  return html`<div class="table-scroll">
    <table>
      <thead>
        <tr>
          ${sortableHeader({ label: l10n.t("Dataset"), column: "name", sorting, onSort })}
          ${sortableHeader({ label: l10n.t("Used for"), column: "role", sorting, onSort })}
          ${number(l10n.t("Rows"), "rows")} ${number(l10n.t("Columns"), "columns")}
          ${number(l10n.t("Size"), "size")}
          <th scope="col">${l10n.t("Digest")}</th>
        </tr>
      </thead>
      <tbody>
        ${sortRows(datasets, sorting, (dataset, column) => dataset[column]).map(
          (dataset) =>
            html`<tr>
              <th scope="row">${place(dataset)}</th>
              <td>${purpose(dataset)}</td>
              <td class="number">${known(dataset.rows)}</td>
              <td class="number">${known(dataset.columns)}</td>
              <td class="number">
                ${dataset.size === undefined ? "–" : formatBytes(dataset.size)}
              </td>
              <td>${content(dataset)}</td>
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}

function place(dataset: Dataset): TemplateResult {
  const { path, uri, name } = dataset;
  const notes = datasetNotes(dataset);
  return html`${
    path === undefined ? html`<span class="anywhere">${uri ?? name}</span>` : fileLink(path)
  }
  ${notes.length === 0 ? "" : html`<div class="muted anywhere">${notes.join(", ")}</div>`}`;
}

/** Role of a dataset, and the column that was to be predicted. */
function purpose({ role, target }: Dataset): TemplateResult {
  return html`${role ?? "–"}
  ${target === undefined ? "" : html`<div class="muted">${l10n.t("target {0}", target)}</div>`}`;
}

function content(dataset: Dataset): TemplateResult | string {
  const known = datasetContent(dataset);
  return known === undefined ? "–" : digest(known, digestTextsOf(datasetTitle(dataset)));
}

function known(n: number | undefined): string {
  return n === undefined ? "–" : formatNumber(n);
}
