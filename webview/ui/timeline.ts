import * as l10n from "@vscode/l10n";
import { html, nothing, type TemplateResult } from "lit";
import type { HistoryEntry } from "../../src/core/events/history.ts";
import { identityDetails, markedName } from "../../src/core/model/recipe/identity.ts";
import { age } from "./age.ts";
import { send } from "./host.ts";
import { icon } from "./icon.ts";
import { link } from "./links.ts";

const icons: Readonly<Record<HistoryEntry["kind"], string>> = {
  deleted: "trash",
  registered: "add",
  entered: "arrow-right",
  left: "arrow-left",
  "rolled-back": "discard",
  requested: "comment-discussion",
  approved: "pass",
  denied: "circle-slash",
  withdrawn: "reply",
  alias: "bookmark",
  tag: "tag",
  annotation: "edit",
  renamed: "symbol-key",
  redacted: "circle-slash",
  "hook-failed": "warning",
  reproduced: "beaker",
  alert: "bell-dot",
  recovered: "heart",
  other: "question",
};

/**
 * Renders history entries in the order given. Entries about a version link to its page.
 *
 * @param more returns what else an entry has, after who and when
 */
export function timeline(
  entries: readonly HistoryEntry[],
  more: (entry: HistoryEntry) => TemplateResult | typeof nothing = () => nothing,
): TemplateResult {
  return html`<ol class="timeline">
    ${entries.map(
      (entry) =>
        html`<li class="timeline-${entry.kind}">
          <span class="timeline-sign">${icon(icons[entry.kind])}</span>
          <div>
            <p class="timeline-title">
              ${title(entry)}${
                entry.effect ? html`<span class="muted"> · ${entry.effect}</span>` : nothing
              }${
                entry.isUnshared
                  ? html`<span class="muted"> · ${l10n.t("not shared yet")}</span>`
                  : nothing
              }
            </p>
            ${entry.reason ? html`<p class="timeline-reason">${entry.reason}</p>` : nothing}
            <p class="muted">
              <span title=${identityDetails(entry.actor) ?? nothing}
                >${markedName(entry.actor)}</span
              >, ${age(entry.at)}${more(entry)}
            </p>
          </div>
        </li>`,
    )}
  </ol>`;
}

function title({ title: text, version }: HistoryEntry): TemplateResult | string {
  if (!version) return text;
  return link(text, l10n.t("Show this version"), () => {
    send({ type: "show-version", version });
  });
}
