import { html, nothing, type TemplateResult } from "lit";
import { actionButton } from "../ui/button.ts";
import { textField } from "../ui/fields.ts";
import { fieldValue } from "../ui/toolkit.ts";
import { ComparePageState, rowModes, rowOrders, type ChangeState } from "./state.ts";

/** Renders the controls that choose the rows shown and their order. */
export function toolbar(state: ComparePageState, change: ChangeState): TemplateResult {
  return html`<div class="toolbar" role="group" aria-label="Rows and order">
    ${textField({
      label: "Filter rows",
      placeholder: "Filter rows",
      icon: "filter",
      value: state.filter,
      change: (filter) => {
        change({ filter });
      },
    })}
    ${choice("Show", rowModes, state.rows, (value) => {
      change({ rows: ComparePageState.shape.rows.parse(value) });
    })}
    ${choice("Sort by", rowOrders, state.sort, (value) => {
      change({ sort: ComparePageState.shape.sort.parse(value) });
    })}
    ${
      state.order
        ? actionButton({
            label: "Reset column order",
            icon: "close",
            title: `Columns are ordered by ${state.order.key}`,
            run: () => {
              change({ order: undefined });
            },
          })
        : nothing
    }
  </div>`;
}

function choice(
  label: string,
  options: Readonly<Record<string, string>>,
  chosen: string,
  choose: (value: string) => void,
): TemplateResult {
  return html`<span class="field">
    <span aria-hidden="true">${label}</span>
    <vscode-dropdown
      aria-label=${label}
      @change=${(event: Event) => {
        choose(fieldValue(event));
      }}
    >
      ${Object.entries(options).map(
        ([value, text]) =>
          html`<vscode-option value=${value} ?selected=${value === chosen}>${text}</vscode-option>`,
      )}
    </vscode-dropdown>
  </span>`;
}
