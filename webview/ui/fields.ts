import { html, type TemplateResult } from "lit";
import { fieldValue } from "./toolkit.ts";

/** A field for text; `label` is what a screen reader calls it. */
export interface TextField {
  readonly label: string;
  readonly placeholder: string;
  readonly icon: string;
  readonly value: string;
  readonly change: (text: string) => void;
}

/**
 * Renders a text field of the toolkit. Its accessible name is its content, whatever its
 * `aria-label`.
 */
export function textField({ label, placeholder, icon, value, change }: TextField): TemplateResult {
  return html`<vscode-text-field
    placeholder=${placeholder}
    .value=${value}
    @input=${(event: Event) => {
      change(fieldValue(event));
    }}
    ><span slot="start" class="codicon codicon-${icon}" aria-hidden="true"></span
    ><span class="visually-hidden">${label}</span></vscode-text-field
  >`;
}

/** A choice among values, each with its text. The browser's own: it copes with thousands. */
export function selectField(
  label: string,
  options: readonly (readonly [value: string, text: string])[],
  chosen: string,
  choose: (value: string) => void,
): TemplateResult {
  return html`<span class="field">
    <span aria-hidden="true">${label}</span>
    <select
      class="input"
      aria-label=${label}
      @change=${({ currentTarget }: Event) => {
        if (currentTarget instanceof HTMLSelectElement) choose(currentTarget.value);
      }}
    >
      ${options.map(
        ([value, text]) =>
          html`<option value=${value} .selected=${value === chosen}>${text}</option>`,
      )}
    </select>
  </span>`;
}

/** A day on the person's calendar as `2026-11-21`; empty when none is chosen. */
export function dateField(
  label: string,
  value: string,
  choose: (day: string) => void,
): TemplateResult {
  return html`<span class="field">
    <span aria-hidden="true">${label}</span>
    <input
      class="input"
      type="date"
      aria-label=${label}
      max="9999-12-31"
      .value=${value}
      @change=${({ currentTarget }: Event) => {
        if (currentTarget instanceof HTMLInputElement) choose(currentTarget.value);
      }}
    />
  </span>`;
}
