import * as l10n from "@vscode/l10n";
import { html, nothing, type TemplateResult } from "lit";
import { verdictWords } from "../../src/core/model/inspection/verdict-words.ts";
import type { Finding, ModelDescription, Verdict } from "../../src/core/model/inspection.ts";
import { formatNumber } from "../../src/core/text/language.ts";
import { icon } from "./icon.ts";
import { fold } from "./section.ts";

const signs: Readonly<Record<Verdict, { readonly icon: string; readonly tone: string }>> = {
  "weights-only": { icon: "pass", tone: "green" },
  "needs-code": { icon: "warning", tone: "yellow" },
  unreadable: { icon: "question", tone: "yellow" },
  dangerous: { icon: "error", tone: "red" },
};

/** Renders the verdict as an icon and a word; icons differ in shape, not only in colour. */
export function verdictBadge(verdict: Verdict): TemplateResult {
  const { icon: name, tone } = signs[verdict];
  return html`<span class="badge verdict-${verdict}">
    ${icon(name, `tone-${tone}`)}${verdictWords(verdict).label}
  </span>`;
}

/** Renders the verdict, what it means for loading the file, and the findings that led to it. */
export function safety({ verdict, findings, imports, calls }: ModelDescription): TemplateResult {
  const { icon: name, tone } = signs[verdict];
  const { label, meaning } = verdictWords(verdict);
  return html`<p class="verdict verdict-${verdict}">
      ${icon(name, `tone-${tone}`)}<span><strong>${label}.</strong> ${meaning}</span>
    </p>
    ${findings.length > 0 ? findingList(findings) : nothing} ${names(callsText, calls)}
    ${names(importsText, imports)}`;
}

function callsText(n: number): string {
  return n === 1
    ? l10n.t("Loading it calls 1 function")
    : l10n.t("Loading it calls {0} functions", formatNumber(n));
}

function importsText(n: number): string {
  return n === 1
    ? l10n.t("Loading it imports 1 name")
    : l10n.t("Loading it imports {0} names", formatNumber(n));
}

/** Renders the names that loading a file imports or calls, in a section that is folded at first. */
function names(
  summary: (n: number) => string,
  all: readonly string[] | undefined,
): TemplateResult | typeof nothing {
  if (!all || all.length === 0) return nothing;
  return fold(
    summary(all.length),
    html`<ul class="imports">
      ${all.map((each) => html`<li><code>${each}</code></li>`)}
    </ul>`,
  );
}

const severities: Readonly<
  Record<Finding["severity"], { readonly icon: string; readonly tone: string }>
> = {
  danger: { icon: "error", tone: "red" },
  warning: { icon: "warning", tone: "yellow" },
  info: { icon: "info", tone: "blue" },
};

function severityWord(severity: Finding["severity"]): string {
  return { danger: l10n.t("Danger"), warning: l10n.t("Warning"), info: l10n.t("Note") }[severity];
}

/** Findings, the worst first as they come. */
export function findingList(findings: readonly Finding[]): TemplateResult {
  return html`<ul class="findings">
    ${findings.map(({ severity, message, where, code }) => {
      const { icon: name, tone } = severities[severity];
      return html`<li title=${code}>
        ${icon(name, `tone-${tone}`)}<span
          ><span class="visually-hidden">${severityWord(severity)}: </span>${message}${
            where === undefined ? nothing : html` <code class="muted">${where}</code>`
          }</span
        >
      </li>`;
    })}
  </ul>`;
}
