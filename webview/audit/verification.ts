import { html, nothing, type TemplateResult } from "lit";
import { count, formatBytes } from "../../src/core/text/format.ts";
import { icon } from "../ui/icon.ts";
import { section } from "../ui/section.ts";
import type { VerificationAnswer } from "./protocol.ts";

/** Renders the result of verifying the registry; nothing until it was asked for. */
export function verificationSection(
  answer: VerificationAnswer | undefined,
): TemplateResult | typeof nothing {
  if (!answer) return nothing;
  const { events, artifacts, bytes, findings, notes } = answer;
  const scope = `${count(events, "event")}, ${count(artifacts, "artifact")}, ${formatBytes(bytes)}`;
  if (findings.length === 0) {
    return section(
      "Verification",
      html`<p>${icon("verified", "tone-green")} Everything is as it was recorded: ${scope}.</p>
        ${noteList(notes)}`,
    );
  }
  return section(
    "Verification",
    html`<p>
        ${icon("error", "tone-red")} ${count(findings.length, "finding")} in ${scope}. Restore what
        is named from a backup.
      </p>
      ${bullets(findings)} ${noteList(notes)}`,
  );
}

type Lines = VerificationAnswer["notes"];

function noteList(notes: Lines): TemplateResult | typeof nothing {
  if (notes.length === 0) return nothing;
  return html`<p>${icon("info")} ${count(notes.length, "note")}, no damage:</p>
    ${bullets(notes)}`;
}

function bullets(lines: Lines): TemplateResult {
  return html`<ul class="bullets">
    ${lines.map(({ where, problem }) => html`<li><code>${where}</code>: ${problem}</li>`)}
  </ul>`;
}
