import * as l10n from "@vscode/l10n";
import { html, nothing, type TemplateResult } from "lit";
import type { LogLine } from "../../src/core/audit/log-entry.ts";
import { identityDetails, markedName } from "../../src/core/model/recipe/identity.ts";
import { eventCount } from "../../src/core/text/counts.ts";
import { formatNumber } from "../../src/core/text/language.ts";
import { age } from "../ui/age.ts";
import { actionButton } from "../ui/button.ts";
import { icon } from "../ui/icon.ts";
import { link } from "../ui/links.ts";
import { moveRowFocus } from "../ui/row-focus.ts";
import { sortableHeader } from "../ui/sortable.ts";
import { windowedRows } from "../ui/windowed-rows.ts";
import { host } from "./host.ts";
import { auditLimit, type AuditSnapshot } from "./protocol.ts";
import { step, type AuditPageState, type ChangeState } from "./state.ts";

type Column = AuditPageState["sorting"]["column"];

/** The events found, of which only those in sight are in the document. */
export function eventTable(
  { lines }: AuditSnapshot,
  state: AuditPageState,
  change: ChangeState,
): TemplateResult {
  const head = (label: string, column: Column): TemplateResult =>
    sortableHeader({
      label,
      column,
      sorting: state.sorting,
      onSort: (sorting) => {
        // Of time, the newest are what one wants first.
        const isNew = column === "time" && state.sorting.column !== "time";
        change({ sorting: isNew ? { column, descending: true } : sorting });
      },
    });
  return windowedRows({
    label: l10n.t("Events"),
    head: html`<tr>
      ${head(l10n.t("When"), "time")} ${head(l10n.t("Who"), "actor")}
      ${head(l10n.t("What"), "kind")} ${head(l10n.t("Subject"), "subject")}
      ${head(l10n.t("Reason"), "reason")}
    </tr>`,
    rows: lines,
    columns: 5,
    row: (line) => cells(line, state, change),
  });
}

function cells(line: LogLine, { selected }: AuditPageState, change: ChangeState): TemplateResult {
  const { id, at, actor, title, subject, version, reason, isUnshared } = line;
  const isSelected = id === selected;
  return html`<td>${age(at)}</td>
    <td title=${identityDetails(actor) ?? nothing}>${markedName(actor)}</td>
    <th scope="row">
      <button
        type="button"
        class="what"
        title=${l10n.t("Show all that was recorded")}
        aria-expanded=${isSelected}
        aria-controls=${isSelected ? "event-details" : nothing}
        @keydown=${(event: KeyboardEvent) => {
          moveRowFocus(event, ".what");
        }}
        @click=${() => {
          change({ selected: isSelected ? undefined : id });
        }}
      >
        ${icon(isSelected ? "chevron-down" : "chevron-right")}
        ${title}${
          isUnshared ? html`<span class="muted"> · ${l10n.t("not shared yet")}</span>` : nothing
        }
      </button>
    </th>
    <td>
      ${
        version
          ? link(subject, l10n.t("Show {0}", subject), () => {
              host.send({ type: "show-version", version });
            })
          : subject
      }
    </td>
    <td class="reason" title=${reason ?? nothing}>${reason ?? ""}</td>`;
}

/** Returns the number of events found, and how many of them are shown, in words. */
export function summary({ found, total, lines }: Omit<AuditSnapshot, "type">): string {
  const shown = formatNumber(lines.length);
  if (found === total) {
    return lines.length < found
      ? l10n.t("{0} events; the first {1} are shown", formatNumber(total), shown)
      : eventCount(total);
  }
  if (lines.length < found) {
    return l10n.t(
      "{0} of {1} events; the first {2} are shown",
      formatNumber(found),
      formatNumber(total),
      shown,
    );
  }
  return total === 1
    ? l10n.t("{0} of 1 event", formatNumber(found))
    : l10n.t("{0} of {1} events", formatNumber(found), formatNumber(total));
}

/** The way to those that are not shown. */
export function showMore(
  { found, lines }: AuditSnapshot,
  state: AuditPageState,
  change: ChangeState,
): TemplateResult | typeof nothing {
  const rest = found - lines.length;
  if (rest <= 0) return nothing;
  if (lines.length >= auditLimit) {
    return html`<p class="muted">
      ${
        rest === 1
          ? l10n.t("1 more event: narrow the filter, or export them all.")
          : l10n.t("{0} more events: narrow the filter, or export them all.", formatNumber(rest))
      }
    </p>`;
  }
  // Each time as many again, so that a few steps reach the end.
  const limit = Math.min(auditLimit, Math.max(step, state.limit * 2));
  return html`<p>
    ${actionButton({
      label: l10n.t("Show {0} more", formatNumber(Math.min(rest, limit - lines.length))),
      icon: "more",
      run: () => {
        change({ limit });
      },
    })}
  </p>`;
}
