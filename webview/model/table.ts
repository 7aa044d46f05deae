import * as l10n from "@vscode/l10n";
import { html, nothing, type TemplateResult } from "lit";
import type { VersionId } from "../../src/core/model/ids.ts";
import { versionTitle } from "../../src/core/state/version.ts";
import { actionButton } from "../ui/button.ts";
import { textField } from "../ui/fields.ts";
import { versionLink } from "../ui/links.ts";
import { moveRowFocus } from "../ui/row-focus.ts";
import { emptyNote, section } from "../ui/section.ts";
import { sortableHeader } from "../ui/sortable.ts";
import { windowedRows } from "../ui/windowed-rows.ts";
import { columnChoice } from "./column-choice.ts";
import { hasNumbers, shownColumns, type Column } from "./columns.ts";
import { host } from "./host.ts";
import type { ModelRow, ModelSnapshot } from "./protocol.ts";
import type { ChangeState, ModelPageState } from "./state.ts";
import { versionCount } from "./version-count.ts";
import type { Slot, VersionRows } from "./version-rows.ts";

/** The most versions that are compared at once. */
const mostCompared = 50;

const whole = new Intl.NumberFormat();

/** The versions of the model as a table: filtered by a query, sorted, with chosen columns. */
export function versionSection(
  snapshot: ModelSnapshot,
  state: ModelPageState,
  rows: VersionRows,
  change: ChangeState,
): TemplateResult {
  const columns = shownColumns(snapshot, state.columns);
  const { total } = rows;
  const all = snapshot.model.versionCount;
  return section(
    l10n.t("Versions"),
    html`${toolbar(state, change)}
    ${rows.problem === undefined ? nothing : html`<p class="filter-problem" role="alert">${rows.problem}</p>`}
    ${state.choosing ? columnChoice(snapshot, columns, change) : nothing}
    ${total === 0 ? noVersions(all, change) : versionTable(columns, state, rows, change)}`,
    html`<p class="muted" role="status">
      ${
        total === undefined || total === all
          ? versionCount(all)
          : l10n.t("{0} of {1} versions", whole.format(total), whole.format(all))
      }
    </p>`,
  );
}

function noVersions(all: number, change: ChangeState): TemplateResult {
  if (all === 0) return emptyNote(l10n.t("No version has been registered yet."));
  return html`${emptyNote(l10n.t("No version meets the filter."))}
  ${actionButton({
    label: l10n.t("Clear filter"),
    icon: "clear-all",
    run: () => {
      change({ filter: "" });
    },
  })}`;
}

function toolbar(state: ModelPageState, change: ChangeState): TemplateResult {
  const { selected } = state;
  const isMany = selected.length > mostCompared;
  return html`<div class="toolbar" role="search" aria-label=${l10n.t("Filter versions")}>
    <span class="field field-filter">
      ${textField({
        label: l10n.t("Filter versions by a query"),
        placeholder: "metrics.test.auc > 0.9 and stage = Staging",
        icon: "filter",
        value: state.filter,
        change: (filter) => {
          change({ filter });
        },
      })}
    </span>
    ${actionButton({
      label: state.choosing ? l10n.t("Hide columns") : l10n.t("Choose columns"),
      icon: "list-selection",
      run: () => {
        change({ choosing: !state.choosing });
      },
    })}
    ${
      selected.length >= 2
        ? actionButton({
            label: isMany
              ? l10n.t("Compare the first {0}", mostCompared)
              : l10n.t("Compare {0} versions", selected.length),
            icon: "git-compare",
            primary: true,
            run: () => {
              host.send({ type: "compare", versions: selected.slice(0, mostCompared) });
            },
          })
        : html`<span class="muted">${l10n.t("Select two or more versions to compare them.")}</span>`
    }
    ${
      selected.length > 0
        ? actionButton({
            label: l10n.t("Clear selection"),
            run: () => {
              change({ selected: [] });
            },
          })
        : nothing
    }
  </div>`;
}

function versionTable(
  columns: readonly Column[],
  state: ModelPageState,
  rows: VersionRows,
  change: ChangeState,
): TemplateResult {
  const head = (label: string, column: string, numeric: boolean): TemplateResult =>
    sortableHeader({
      label,
      column,
      sorting: state.sorting,
      numeric,
      onSort: (sorting) => {
        change({ sorting });
      },
    });
  return windowedRows<Slot>({
    label: l10n.t("Versions of the model"),
    head: html`<tr>
      <th scope="col"><span class="visually-hidden">${l10n.t("Selected")}</span></th>
      ${head(l10n.t("Version"), "version", true)}
      ${columns.map((column) => {
        const { id, label, sortable } = column;
        const isNumeric = hasNumbers(column, rows.loaded);
        return sortable
          ? head(label, id, isNumeric)
          : html`<th scope="col" class=${isNumeric ? "number" : ""}>${label}</th>`;
      })}
    </tr>`,
    rows: rows.slots,
    columns: columns.length + 2,
    row: ({ index, row }) => {
      if (row) return cells(row, columns, rows.loaded, state.selected, change);
      rows.need(index);
      return html`<td></td>
        <td colspan=${columns.length + 1} class="muted">${l10n.t("Loading…")}</td>`;
    },
  });
}

function cells(
  row: ModelRow,
  columns: readonly Column[],
  loaded: readonly ModelRow[],
  selected: readonly VersionId[],
  change: ChangeState,
): TemplateResult {
  const isSelected = selected.includes(row.id);
  return html`<td>
      <input
        type="checkbox"
        aria-label=${l10n.t("Select {0}", versionTitle(row))}
        .checked=${isSelected}
        @change=${() => {
          const others = selected.filter((id) => id !== row.id);
          change({ selected: isSelected ? others : [...others, row.id] });
        }}
        @keydown=${(event: KeyboardEvent) => {
          moveRowFocus(event, "input");
        }}
      />
    </td>
    <th
      scope="row"
      class="number"
      @keydown=${(event: KeyboardEvent) => {
        moveRowFocus(event, "th .link");
      }}
    >
      ${row.label === undefined ? nothing : html`<span class="muted">${row.label}</span> `}${versionLink(row, String(row.number))}
    </th>
    ${columns.map(
      (column) =>
        html`<td class=${hasNumbers(column, loaded) ? "number" : ""}>
          ${column.cell(row, loaded)}
        </td>`,
    )}`;
}
