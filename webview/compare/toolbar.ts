import * as l10n from "@vscode/l10n";
import { html, nothing, type TemplateResult } from "lit";
import { columnTitle } from "../../src/core/reports/column-title.ts";
import { firstFew } from "../../src/core/text/format.ts";
import { announce } from "../ui/announce.ts";
import { actionButton } from "../ui/button.ts";
import { textField } from "../ui/fields.ts";
import { fold } from "../ui/section.ts";
import { fieldValue } from "../ui/toolkit.ts";
import type { ComparedVersion } from "./arrange.ts";
import { ComparePageState, rowModes, rowOrders, type ChangeState } from "./state.ts";

/** Renders the controls that choose the rows shown and their order. */
export function toolbar(
  state: ComparePageState,
  change: ChangeState,
  versions: readonly ComparedVersion[],
): TemplateResult {
  const hidden = versions.filter(({ id }) => id !== state.baseline && state.hidden.includes(id));
  return html`<div class="toolbar" role="group" aria-label=${l10n.t("Rows and order")}>
      ${textField({
        label: l10n.t("Filter rows"),
        placeholder: l10n.t("Filter rows"),
        icon: "filter",
        value: state.filter,
        change: (filter) => {
          change({ filter });
        },
      })}
      ${choice(l10n.t("Show"), rowModes(), state.rows, (value) => {
        change({ rows: ComparePageState.shape.rows.parse(value) });
      })}
      ${choice(l10n.t("Sort by"), rowOrders(), state.sort, (value) => {
        change({ sort: ComparePageState.shape.sort.parse(value) });
      })}
      ${toggle(
        l10n.t("Transpose"),
        "sort-precedence",
        l10n.t("Versions as rows"),
        state.transposed,
        () => {
          change({ transposed: !state.transposed });
        },
      )}
      ${toggle(
        l10n.t("Compact"),
        "fold",
        l10n.t("Lower rows and narrower columns, without bars"),
        state.compact,
        () => {
          change({ compact: !state.compact });
        },
      )}
      ${
        state.order
          ? actionButton({
              label: l10n.t("Reset order"),
              icon: "close",
              title: l10n.t("Versions are ordered by {0}", state.order.key),
              run: () => {
                change({ order: undefined });
              },
            })
          : nothing
      }
      ${
        !state.order && state.moved.length > 0
          ? actionButton({
              label: l10n.t("Reset order"),
              icon: "close",
              title: l10n.t("Versions in the order in which they were chosen"),
              run: () => {
                change({ moved: [] });
              },
            })
          : nothing
      }
    </div>
    ${hidden.length > 0 ? hiddenVersions(hidden, state, change) : nothing}`;
}

/** More hidden versions than this are folded. */
const hiddenShown = 6;

/** The versions that are hidden, each of which can be shown again. */
function hiddenVersions(
  hidden: readonly ComparedVersion[],
  state: ComparePageState,
  change: ChangeState,
): TemplateResult {
  const show = (shown: readonly ComparedVersion[]): void => {
    const ids = shown.map(({ id }) => id);
    change({ hidden: state.hidden.filter((id) => !ids.includes(id)) });
    announce(
      ids.length === 1
        ? l10n.t("{0} is shown again.", firstFew(shown.map(columnTitle)))
        : l10n.t("All versions are shown again."),
    );
  };
  const buttons = html`<div class="toolbar" role="group" aria-label=${l10n.t("Hidden versions")}>
    ${hidden.map((version) =>
      actionButton({
        label: l10n.t("Show {0}", columnTitle(version)),
        icon: "eye",
        run: () => {
          show([version]);
        },
      }),
    )}
    ${
      hidden.length > 1
        ? actionButton({
            label: l10n.t("Show all {0} hidden versions", hidden.length),
            run: () => {
              show(hidden);
            },
          })
        : nothing
    }
  </div>`;
  return hidden.length > hiddenShown
    ? fold(l10n.t("{0} hidden versions", hidden.length), buttons)
    : buttons;
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
