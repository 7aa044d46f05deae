import { html, nothing, type TemplateResult } from "lit";
import { count, formatBytes } from "../../src/core/text/format.ts";
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

const whole = new Intl.NumberFormat();

/** Icon and word for each outcome. */
const outcomes: Readonly<
  Record<RetentionRow["action"], { readonly sign: string; readonly tone: string; word: string }>
> = {
  delete: { sign: "trash", tone: "tone-red", word: "Deleted" },
  archive: { sign: "archive", tone: "tone-yellow", word: "Archived" },
  keep: { sign: "pass", tone: "tone-muted", word: "Kept" },
};

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
    "Versions",
    html`${toolbar(snapshot, state, change)}
    ${
      found.length > 0
        ? versionTable(found, state, change)
        : emptyNote(
            total === 0
              ? "There is no version yet."
              : "No version matches. Change the filter to see more.",
          )
    }
    ${
      rows.length < total
        ? emptyNote(`${count(total - rows.length, "more version")} that would be kept not shown.`)
        : nothing
    }`,
    html`<p class="muted" role="status">
      ${found.length === total ? "" : `${whole.format(found.length)} of `}${whole.format(total)}
      ${total === 1 ? "version" : "versions"}
    </p>`,
  );
}

function toolbar(
  { counts }: RetentionSnapshot,
  { filter, show }: RetentionPageState,
  change: ChangeState,
): TemplateResult {
  const options = [
    ["all", "All versions"] as const,
    ...retentionActions.map(
      (action) => [action, `${outcomes[action].word} (${whole.format(counts[action])})`] as const,
    ),
  ];
  return html`<div class="toolbar" role="search" aria-label="Filter versions">
    <span class="field field-filter">
      ${textField({
        label: "Filter by version, stage or reason",
        placeholder: "Filter by version, stage or reason",
        icon: "filter",
        value: filter,
        change: (text) => {
          change({ filter: text });
        },
      })}
    </span>
    ${selectField("Would be", options, show, (chosen) => {
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
    label: "Versions and what retention would do with them",
    head: html`<tr>
      ${head("Version", "version")} ${head("Would be", "action")} ${head("Because", "why")}
      ${head("Stage", "stage")} ${head("Since", "since")} ${head("Size", "size", true)}
    </tr>`,
    rows,
    columns: 6,
    row: cells,
  });
}

function cells(row: RetentionRow): TemplateResult {
  const { model, number, label, stage, since, size, action, why } = row;
  const { sign, tone, word } = outcomes[action];
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
    <td><span class="outcome outcome-${action}">${icon(sign, tone)} ${word}</span></td>
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
