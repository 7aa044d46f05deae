import * as l10n from "@vscode/l10n";
import { html, nothing, type TemplateResult } from "lit";
import { artifactCount, eventCount } from "../../src/core/text/counts.ts";
import { formatBytes } from "../../src/core/text/format.ts";
import { formatNumber } from "../../src/core/text/language.ts";
import { icon } from "../ui/icon.ts";
import { section } from "../ui/section.ts";
import type { VerificationAnswer } from "./protocol.ts";

/** Renders the result of verifying the registry; nothing until it was asked for. */
export function verificationSection(
  answer: VerificationAnswer | undefined,
): TemplateResult | typeof nothing {
  if (!answer) return nothing;
  const { events, artifacts, bytes, findings, notes } = answer;
  const scope = [eventCount(events), artifactCount(artifacts), formatBytes(bytes)].join(", ");
  if (findings.length === 0) {
    return section(
      l10n.t("Verification"),
      html`<p>
          ${icon("verified", "tone-green")}
          ${l10n.t("Everything is as it was recorded: {0}.", scope)}
        </p>
        ${noteList(notes)}`,
    );
  }
  return section(
    l10n.t("Verification"),
    html`<p>${icon("error", "tone-red")} ${findingsText(findings.length, scope)}</p>
      ${bullets(findings)} ${noteList(notes)}`,
  );
}

function findingsText(n: number, scope: string): string {
  return n === 1
    ? l10n.t("1 finding in {0}. Restore what is named from a backup.", scope)
    : l10n.t("{0} findings in {1}. Restore what is named from a backup.", formatNumber(n), scope);
}

type Lines = VerificationAnswer["notes"];

function noteList(notes: Lines): TemplateResult | typeof nothing {
  if (notes.length === 0) return nothing;
  const heading =
    notes.length === 1
      ? l10n.t("1 note, no damage:")
      : l10n.t("{0} notes, no damage:", formatNumber(notes.length));
  return html`<p>${icon("info")} ${heading}</p>
    ${bullets(notes)}`;
}

function bullets(lines: Lines): TemplateResult {
  return html`<ul class="bullets">
    ${lines.map(({ where, problem }) => html`<li><code>${where}</code>: ${problem}</li>`)}
  </ul>`;
}
