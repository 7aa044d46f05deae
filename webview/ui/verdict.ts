import { html, nothing, type TemplateResult } from "lit";
import type { Finding, ModelDescription, Verdict } from "../../src/core/model/inspection.ts";
import { verdictWords } from "../../src/core/model/verdict-words.ts";
import { count } from "../../src/core/text/format.ts";
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
    ${icon(name, `tone-${tone}`)}${verdictWords[verdict].label}
  </span>`;
}

/** Renders the verdict, what it means for loading the file, and the findings that led to it. */
export function safety({ verdict, findings, imports, calls }: ModelDescription): TemplateResult {
  const { icon: name, tone } = signs[verdict];
  return html`<p class="verdict verdict-${verdict}">
      ${icon(name, `tone-${tone}`)}<span
        ><strong>${verdictWords[verdict].label}.</strong> ${verdictWords[verdict].meaning}</span
      >
    </p>
    ${findings.length > 0 ? findingList(findings) : nothing} ${names("calls", calls, "function")}
    ${names("imports", imports, "name")}`;
}

/** Renders the names that loading a file imports or calls, in a section that is folded at first. */
function names(
  deed: "calls" | "imports",
  all: readonly string[] | undefined,
  noun: string,
): TemplateResult | typeof nothing {
  if (!all || all.length === 0) return nothing;
  return fold(
    `Loading it ${deed} ${count(all.length, noun)}`,
    html`<ul class="imports">
      ${all.map((each) => html`<li><code>${each}</code></li>`)}
    </ul>`,
  );
}

const severities: Readonly<
  Record<
    Finding["severity"],
    { readonly icon: string; readonly tone: string; readonly word: string }
  >
> = {
  danger: { icon: "error", tone: "red", word: "Danger" },
  warning: { icon: "warning", tone: "yellow", word: "Warning" },
  info: { icon: "info", tone: "blue", word: "Note" },
};

/** Findings, the worst first as they come. */
export function findingList(findings: readonly Finding[]): TemplateResult {
  return html`<ul class="findings">
    ${findings.map(({ severity, message, where, code }) => {
      const { icon: name, tone, word } = severities[severity];
      return html`<li title=${code}>
        ${icon(name, `tone-${tone}`)}<span
          ><span class="visually-hidden">${word}: </span>${message}${
            where === undefined ? nothing : html` <code class="muted">${where}</code>`
          }</span
        >
      </li>`;
    })}
  </ul>`;
}
