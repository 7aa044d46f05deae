import * as l10n from "@vscode/l10n";
import { html, nothing, type TemplateResult } from "lit";
import { versionCount } from "../../src/core/text/counts.ts";
import { formatBytes } from "../../src/core/text/format.ts";
import { formatNumber } from "../../src/core/text/language.ts";
import { age } from "../ui/age.ts";
import { selectField, textField } from "../ui/fields.ts";
import { icon } from "../ui/icon.ts";
import { versionLink } from "../ui/links.ts";
import { moveRowFocus } from "../ui/row-focus.ts";
import { emptyNote, section } from "../ui/section.ts";
import { sortableHeader, sortRows } from "../ui/sortable.ts";
import { stageIcon } from "../ui/stage-badge.ts";
import { windowedRows } from "../ui/windowed-rows.ts";
import { retentionActions, type RetentionRow, type RetentionSnapshot } from "./protocol.ts";
import type { ChangeState, RetentionPageState } from "./state.ts";

type Column = RetentionPageState["sorting"]["column"];

/** Icon for each outcome. */
const outcomes: Readonly<
  Record<RetentionRow["action"], { readonly sign: string; readonly tone: string }>
> = {
  delete: { sign: "trash", tone: "tone-red" },
  archive: { sign: "archive", tone: "tone-yellow" },
  keep: { sign: "pass", tone: "tone-muted" },
};

function outcomeWord(action: RetentionRow["action"]): string {
  return { delete: l10n.t("Deleted"), archive: l10n.t("Archived"), keep: l10n.t("Kept") }[action];
}

/** Every version with what would become of it, and why. */
export function versionSection(
  snapshot: RetentionSnapshot,
  state: RetentionPageState,
  change: ChangeState,
): TemplateResult {
  const { rows, counts } = snapshot;
  const total = counts.delete + counts.archive + counts.keep;
  const found = arranged(rows, state);
  return section(
    l10n.t("Versions"),
    html`${toolbar(snapshot, state, change)}
    ${
      found.length > 0
        ? versionTable(found, state, change)
        : emptyNote(
            total === 0
              ? l10n.t("There is no version yet.")
              : l10n.t("No version matches. Change the filter to see more."),
          )
    }
    ${rows.length < total ? emptyNote(omittedText(total - rows.length)) : nothing}`,
    html`<p class="muted" role="status">${foundText(found.length, total)}</p>`,
  );
}

function omittedText(n: number): string {
  return n === 1
    ? l10n.t("1 more version that would be kept is not shown.")
    : l10n.t("{0} more versions that would be kept are not shown.", formatNumber(n));
}

function foundText(found: number, total: number): string {
  if (found === total) return versionCount(total);
  return total === 1
    ? l10n.t("{0} of 1 version", formatNumber(found))
    : l10n.t("{0} of {1} versions", formatNumber(found), formatNumber(total));
}

function toolbar(
  { counts }: RetentionSnapshot,
  { filter, show }: RetentionPageState,
  change: ChangeState,
): TemplateResult {
  const options = [
    ["all", l10n.t("All versions")] as const,
    ...retentionActions.map(
      (action) => [action, `${outcomeWord(action)} (${formatNumber(counts[action])})`] as const,
    ),
  ];
  return html`<div class="toolbar" role="search" aria-label=${l10n.t("Filter versions")}>
    <span class="field field-filter">
      ${textField({
        label: l10n.t("Filter by version, stage or reason"),
        placeholder: l10n.t("Filter by version, stage or reason"),
        icon: "filter",
        value: filter,
        change: (text) => {
          change({ filter: text });
        },
      })}
    </span>
    ${selectField(l10n.t("Would be"), options, show, (chosen) => {
      const action = retentionActions.find((each) => each === chosen);
      change({ show: action ?? "all" });
    })}
  </div>`;
}

function versionTable(
  rows: readonly RetentionRow[],
  state: RetentionPageState,
  change: ChangeState,
): TemplateResult {
  const head = (label: string, column: Column, numeric = false): TemplateResult =>
    sortableHeader({
      label,
      column,
      sorting: state.sorting,
      numeric,
      onSort: (sorting) => {
        change({ sorting });
      },
    });
  return windowedRows({
    label: l10n.t("Versions and what retention would do with them"),
    head: html`<tr>
      ${head(l10n.t("Version"), "version")} ${head(l10n.t("Would be"), "action")}
      ${head(l10n.t("Reason"), "why")} ${head(l10n.t("Stage"), "stage")}
      ${head(l10n.t("Since"), "since")} ${head(l10n.t("Size"), "size", true)}
    </tr>`,
    rows,
    columns: 6,
    row: cells,
  });
}

function cells(row: RetentionRow): TemplateResult {
  const { model, number, label, stage, since, size, action, why } = row;
  const { sign, tone } = outcomes[action];
  return html`<th
      scope="row"
      @keydown=${(event: KeyboardEvent) => {
        moveRowFocus(event, "th .link");
      }}
    >
      ${versionLink({ id: row.version, model, number })}${
        label === undefined ? nothing : html` <span class="muted">${label}</span>`
      }
    </th>
    <td>
      <span class="outcome outcome-${action}">${icon(sign, tone)} ${outcomeWord(action)}</span>
    </td>
    <td class="why" title=${why}>${icon(reasonSign(row), "tone-muted")} ${why}</td>
    <td>${stageIcon(stage)} ${stage}</td>
    <td>${age(since)}</td>
    <td class="number">${formatBytes(size)}</td>`;
}

/** Icons of the reasons to keep a version. */
const signs: Readonly<Record<string, string>> = {
  exclusive: "star-full",
  aliased: "bookmark",
  requested: "comment-discussion",
  parent: "type-hierarchy-sub",
  rollback: "discard",
  young: "watch",
  period: "calendar",
  "no-way": "circle-slash",
};

function reasonSign({ kept }: RetentionRow): string {
  return (kept === undefined ? undefined : signs[kept]) ?? "law";
}

interface Arrangement {
  readonly of: readonly RetentionRow[];
  readonly by: string;
  readonly rows: readonly RetentionRow[];
}
let last: Arrangement | undefined;

/** Filters and sorts the rows; the result is cached, because the page renders every minute. */
function arranged(
  all: readonly RetentionRow[],
  { filter, show, sorting }: RetentionPageState,
): readonly RetentionRow[] {
  const by = JSON.stringify([filter, show, sorting]);
  if (last?.of === all && last.by === by) return last.rows;
  const words = filter.toLowerCase().split(/\s+/).filter(Boolean);
  const found = all.filter((row) => {
    if (show !== "all" && row.action !== show) return false;
    const text = `${row.model} ${row.number} ${row.label ?? ""} ${row.stage} ${row.why}`;
    return words.length === 0 || words.every((word) => text.toLowerCase().includes(word));
  });
  const rows = sortRows(found, sorting, keyOf);
  last = { of: all, by, rows };
  return rows;
}

function keyOf(row: RetentionRow, column: Column): string | number {
  switch (column) {
    case "version":
      return `${row.model} ${row.number}`;
    case "since":
      return Date.parse(row.since);
    case "action":
      return retentionActions.indexOf(row.action);
    default:
      return row[column];
  }
}
