import * as l10n from "@vscode/l10n";
import { html, nothing, type TemplateResult } from "lit";
import { formatBytes } from "../../src/core/text/format.ts";
import { formatNumber } from "../../src/core/text/language.ts";
import { icon } from "../ui/icon.ts";
import { fold, section } from "../ui/section.ts";
import type { RetentionAnswer } from "./protocol.ts";

/** Notes listed before the rest is folded. */
const listed = 5;

/** Returns the result as a sentence. */
export function resultText({ action, versions, freed }: RetentionAnswer): string {
  if (action === "delete") {
    return versions === 1
      ? l10n.t("1 version deleted, {0} freed.", formatBytes(freed))
      : l10n.t("{0} versions deleted, {1} freed.", formatNumber(versions), formatBytes(freed));
  }
  return versions === 1
    ? l10n.t("1 version archived.")
    : l10n.t("{0} versions archived.", formatNumber(versions));
}

/** Renders the result of archiving or deleting, and the reasons why versions were left out. */
export function resultSection(
  result: RetentionAnswer | undefined,
): TemplateResult | typeof nothing {
  if (!result) return nothing;
  const { notes } = result;
  const sign = notes.length === 0 ? icon("pass", "tone-green") : icon("warning", "tone-yellow");
  const rest = notes.slice(listed);
  return section(
    l10n.t("Done"),
    html`<p>${sign} ${resultText(result)}</p>
      ${noteList(notes.slice(0, listed))}
      ${rest.length > 0 ? fold(l10n.t("{0} more", formatNumber(rest.length)), noteList(rest)) : nothing}`,
  );
}

function noteList(notes: readonly string[]): TemplateResult | typeof nothing {
  if (notes.length === 0) return nothing;
  return html`<ul class="bullets">
    ${notes.map((note) => html`<li>${note}</li>`)}
  </ul>`;
}
