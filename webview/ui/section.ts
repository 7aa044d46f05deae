import { html, nothing, type TemplateResult } from "lit";

/** A section of a page under its heading; `aside` stands at the heading's right. */
export function section(
  title: string,
  content: unknown,
  aside: TemplateResult | typeof nothing = nothing,
): TemplateResult {
  return html`<section aria-label=${title}>
    <div class="section-head">
      <h2>${title}</h2>
      ${aside}
    </div>
    ${content}
  </section>`;
}

/** Said where there is nothing to show. */
export function emptyNote(text: string): TemplateResult {
  return html`<p class="muted">${text}</p>`;
}

/** Names and values, one under another; with the class `facts-columns` in columns, as a table. */
export function factList(
  facts: readonly (readonly [name: string, value: unknown])[],
  classes: "" | "facts-columns" = "",
): TemplateResult {
  return html`<dl class="facts ${classes}">
    ${facts.map(
      ([name, value]) =>
        html`<div>
          <dt>${name}</dt>
          <dd>${value}</dd>
        </div>`,
    )}
  </dl>`;
}

/** Details that are folded at first. */
export function fold(summary: string, content: unknown): TemplateResult {
  return html`<details class="fold">
    <summary>${summary}</summary>
    ${content}
  </details>`;
}
