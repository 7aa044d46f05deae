import { html, nothing, type TemplateResult } from "lit";
import type { EventAnswer } from "../protocol.ts";
import { iconButton } from "../ui/button.ts";
import { copyButton } from "../ui/copy-button.ts";
import { section } from "../ui/section.ts";
import type { AuditPageState, ChangeState } from "./state.ts";

/** All that was recorded of the selected event. */
export function eventDetails(
  { selected }: AuditPageState,
  answer: EventAnswer | undefined,
  change: ChangeState,
): TemplateResult | typeof nothing {
  if (selected === undefined) return nothing;
  const json = answer?.event === selected ? answer.json : undefined;
  const close = iconButton("close", "Close event details", () => {
    change({ selected: undefined });
    const table = document.querySelector(".windowed");
    if (table instanceof HTMLElement) table.focus();
  });
  return html`<div id="event-details" class="details-pane">
    ${section(
      "Event details",
      json === undefined
        ? html`<p class="muted">Reading…</p>`
        : html`<pre tabindex="0" aria-label="All that was recorded">${json}</pre>`,
      html`<span class="with-action"
        >${json === undefined ? nothing : copyButton(json, "event as JSON")}${close}</span
      >`,
    )}
  </div>`;
}
