import * as l10n from "@vscode/l10n";
import { html, nothing, type TemplateResult } from "lit";
import type { EventFact } from "../../src/core/events/event-facts.ts";
import type { Timestamp } from "../../src/core/model/ids.ts";
import { identityDetails } from "../../src/core/model/recipe/identity.ts";
import { actionButton, iconButton } from "../ui/button.ts";
import { copyButton } from "../ui/copy-button.ts";
import { longTime } from "../ui/dates.ts";
import { link } from "../ui/links.ts";
import { factList, fold, section } from "../ui/section.ts";
import { host } from "./host.ts";
import type { EventAnswer } from "./protocol.ts";
import type { AuditPageState, ChangeState } from "./state.ts";

/** More values than this below a heading are folded at first. */
const mostShown = 12;

/** All that was recorded of the selected event. */
export function eventDetails(
  { selected }: AuditPageState,
  answer: EventAnswer | undefined,
  change: ChangeState,
  canExport: boolean,
): TemplateResult | typeof nothing {
  if (selected === undefined) return nothing;
  const shown = answer?.event === selected ? answer : undefined;
  const close = iconButton("close", l10n.t("Close event details"), () => {
    change({ selected: undefined });
    const table = document.querySelector(".windowed");
    if (table instanceof HTMLElement) table.focus();
  });
  return html`<div id="event-details" class="details-pane">
    ${section(
      l10n.t("Event details"),
      shown ? record(shown, canExport) : html`<p class="muted">${l10n.t("Reading…")}</p>`,
      html`<span class="with-action">${close}</span>`,
    )}
  </div>`;
}

/** An event in words; as it was recorded only for who asks. */
function record(answer: EventAnswer, canExport: boolean): TemplateResult {
  const { event, line, facts, json } = answer;
  const { at, actor, title, subject, version, type, reason } = line;
  const about = version ? versionButton(subject, version) : subject;
  // Said above, in more words.
  const rest = facts.filter(({ name }) => name !== l10n.t("Reason"));
  return html`<p class="event-title">${title}</p>
    ${reason === undefined ? nothing : html`<p class="timeline-reason">${reason}</p>`}
    ${canExport ? reportButton(answer) : nothing}
    ${factList([
      ...(subject === "" ? [] : ([[l10n.t("About"), about]] as const)),
      [l10n.t("Who"), html`${actor.name}${origin(identityDetails(actor))}`],
      [l10n.t("When"), time(at)],
      [l10n.t("Kind"), type],
      [l10n.t("Event"), html`<code>${event}</code>`],
    ])}
    <div class="event-facts">
      <h3>${l10n.t("Recorded")}</h3>
      ${factRows(rest)}
    </div>
    ${fold(
      l10n.t("As JSON"),
      html`<div class="event-json">
        <pre tabindex="0" aria-label=${l10n.t("All that was recorded, as JSON")}>${json}</pre>
        ${copyButton(json, {
          label: l10n.t("Copy event as JSON"),
          copied: l10n.t("Event copied as JSON"),
        })}
      </div>`,
    )}`;
}

/** A promotion has a record, a rollback a report. */
function reportButton({
  event,
  line: { type, version, model, subject },
}: EventAnswer): TemplateResult | typeof nothing {
  const isDecision = type === "version.transitioned";
  if (!version || !model || !(isDecision || type === "stage.rolled-back")) return nothing;
  const report = isDecision ? "decision" : "incident";
  return html`<p>
    ${actionButton({
      label: isDecision ? l10n.t("Save decision record…") : l10n.t("Save incident report…"),
      icon: "save-as",
      run: () => {
        host.send({ type: "save-report", report, version, model, title: subject, event });
      },
    })}
  </p>`;
}

function origin(details: string | undefined): TemplateResult | typeof nothing {
  return details === undefined ? nothing : html` <span class="muted">(${details})</span>`;
}

function time(at: Timestamp): TemplateResult {
  return html`<time datetime=${at}>${longTime(new Date(at))}</time>`;
}

/** Values first, then what stands below headings. */
function factRows(facts: readonly EventFact[]): TemplateResult {
  const values = facts.filter((fact) => !fact.facts);
  const groups = facts.filter((fact) => fact.facts);
  return html`${
    values.length > 0 ? factList(values.map((fact) => [fact.name, value(fact)])) : nothing
  }
  ${groups.map(({ name, facts: within = [] }) =>
    size(within) > mostShown
      ? fold(`${name} (${within.length})`, html`<div class="fact-group">${factRows(within)}</div>`)
      : html`<h4>${name}</h4>
          <div class="fact-group">${factRows(within)}</div>`,
  )}`;
}

/** Returns the number of values, at any depth. */
function size(facts: readonly EventFact[]): number {
  return facts.reduce((sum, { facts: within }) => sum + (within ? size(within) : 1), 0);
}

function value({ text = "", version }: EventFact): TemplateResult {
  if (version) return versionButton(text, version);
  return html`<span class="note-text">${text}</span>`;
}

function versionButton(name: string, version: NonNullable<EventFact["version"]>): TemplateResult {
  return link(name, l10n.t("Show {0}", name), () => {
    host.send({ type: "show-version", version });
  });
}
