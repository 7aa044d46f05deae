import * as l10n from "@vscode/l10n";
import { html, nothing, type TemplateResult } from "lit";
import { iconButton } from "../../ui/button.ts";
import { fieldValue } from "../../ui/toolkit.ts";

/** Parts of the page's state and actions that the search box uses. */
export interface SearchProps {
  readonly query: string;
  /** Number of nodes that match, and the index (from 0) of the selected one. */
  readonly hits: number;
  readonly current: number | undefined;
  readonly search: (query: string) => void;
  readonly step: (by: 1 | -1) => void;
}

/** A search field with the number of hits; Enter goes to the next, Shift+Enter to the one before. */
export function searchBox({ query, hits, current, search, step }: SearchProps): TemplateResult {
  return html`<div class="search" role="search">
    <vscode-text-field
      class="search-field"
      placeholder=${l10n.t("Search")}
      title=${l10n.t("Search by name, path, commit or stage (/)")}
      .value=${query}
      @input=${(event: Event) => {
        search(fieldValue(event));
      }}
      @keydown=${(event: KeyboardEvent) => {
        if (event.key === "Enter") step(event.shiftKey ? -1 : 1);
      }}
    >
      <span slot="start" class="codicon codicon-search" aria-hidden="true"></span>
      <span class="visually-hidden">${l10n.t("Search by name, path, commit or stage")}</span>
    </vscode-text-field>
    <span class="search-result" role="status"
      >${query ? (current === undefined ? l10n.t("{0} found", hits) : l10n.t("{0} of {1}", current + 1, hits)) : nothing}</span
    >
    ${
      query && hits > 0
        ? html`${iconButton("arrow-up", l10n.t("Previous (Shift+Enter)"), () => {
            step(-1);
          })}${iconButton("arrow-down", l10n.t("Next (Enter)"), () => {
            step(1);
          })}`
        : nothing
    }
  </div>`;
}
