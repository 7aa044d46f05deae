import * as l10n from "@vscode/l10n";
import { html, nothing, type TemplateResult } from "lit";
import { actionButton } from "../ui/button.ts";
import { allColumns, type Column } from "./columns.ts";
import { host } from "./host.ts";
import type { ModelSnapshot } from "./protocol.ts";
import type { ChangeState } from "./state.ts";

function groups(): readonly (readonly [title: string, has: (column: Column) => boolean])[] {
  return [
    [l10n.t("Facts"), ({ field }) => field !== "metrics" && field !== "params"],
    [l10n.t("Metrics"), ({ field }) => field === "metrics"],
    [l10n.t("Hyperparameters"), ({ field }) => field === "params"],
  ];
}

/** The choice of columns, which is kept for the model. */
export function columnChoice(
  snapshot: ModelSnapshot,
  shown: readonly Column[],
  change: ChangeState,
): TemplateResult {
  const chosen = shown.map(({ id }) => id);
  const choose = (columns: readonly string[]): void => {
    change({ columns });
    host.send({ type: "keep-columns", columns: [...columns] });
  };
  const all = allColumns(snapshot);
  return html`<div class="column-choice" role="group" aria-label=${l10n.t("Columns")}>
    ${groups().map(([title, has]) => {
      const columns = all.filter(has);
      return columns.length === 0
        ? nothing
        : html`<fieldset>
            <legend>${title}</legend>
            ${columns.map(({ id, label }) => {
              const isShown = chosen.includes(id);
              return html`<label class="column-option">
                <input
                  type="checkbox"
                  .checked=${isShown}
                  @change=${() => {
                    choose(isShown ? chosen.filter((each) => each !== id) : [...chosen, id]);
                  }}
                />
                <span>${label}</span>
              </label>`;
            })}
          </fieldset>`;
    })}
    ${actionButton({
      label: l10n.t("Done"),
      run: () => {
        change({ choosing: false });
      },
    })}
  </div>`;
}
