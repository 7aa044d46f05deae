import { html, nothing, type TemplateResult } from "lit";
import { count } from "../../src/core/text/format.ts";
import { actionButton } from "../ui/button.ts";
import { textField } from "../ui/fields.ts";
import { fieldValue } from "../ui/toolkit.ts";
import type { ComparedVersion } from "./arrange.ts";
import { ComparePageState, rowModes, rowOrders, type ChangeState } from "./state.ts";

/** Renders the controls that choose the rows shown and their order. */
export function toolbar(
  state: ComparePageState,
  change: ChangeState,
  versions: readonly ComparedVersion[],
): TemplateResult {
  const hidden = versions.filter(
    ({ id }) => id !== state.baseline && state.hidden.includes(id),
  ).length;
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
    ${toggle("Transpose", "sort-precedence", "Versions as rows", state.transposed, () => {
      change({ transposed: !state.transposed });
    })}
    ${toggle(
      "Compact",
      "fold",
      "Lower rows and narrower columns, without bars",
      state.compact,
      () => {
        change({ compact: !state.compact });
      },
    )}
    ${
      hidden > 0
        ? actionButton({
            label: `Show ${count(hidden, "hidden version")}`,
            icon: "eye",
            run: () => {
              change({ hidden: [] });
            },
          })
        : nothing
    }
    ${
      state.order
        ? actionButton({
            label: "Reset order",
            icon: "close",
            title: `Versions are ordered by ${state.order.key}`,
            run: () => {
              change({ order: undefined });
            },
          })
        : nothing
    }
    ${
      !state.order && state.moved.length > 0
        ? actionButton({
            label: "Reset order",
            icon: "close",
            title: "Versions in the order in which they were chosen",
            run: () => {
              change({ moved: [] });
            },
          })
        : nothing
    }
  </div>`;
}

function toggle(
  label: string,
  icon: string,
  title: string,
  pressed: boolean,
  run: () => void,
): TemplateResult {
  return html`<button
    type="button"
    class="toggle"
    title=${title}
    aria-pressed=${pressed}
    @click=${run}
  >
    <span class="codicon codicon-${icon}" aria-hidden="true"></span>${label}
  </button>`;
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
