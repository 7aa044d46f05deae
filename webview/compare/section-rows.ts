import { html, nothing, type TemplateResult } from "lit";
import { icon } from "../ui/icon.ts";
import type { ChangeState, ComparePageState } from "./state.ts";

/** A section of the comparison, its rows rendered. */
export interface Section {
  readonly title: string;
  /** Said beside the title. */
  readonly note?: string;
  readonly shown: readonly TemplateResult[];
  /** Rows that are equal in all versions, folded under a line with their number. */
  readonly folded: readonly (() => TemplateResult)[];
}

/** The rows of a section under its heading; nothing where it has none. */
export function sectionRows(
  { title, note, shown, folded }: Section,
  columns: number,
  state: ComparePageState,
  change: ChangeState,
): TemplateResult | typeof nothing {
  if (shown.length + folded.length === 0) return nothing;
  const open = state.unfolded.includes(title);
  const toggle = (): void => {
    const others = state.unfolded.filter((other) => other !== title);
    change({ unfolded: open ? others : [...others, title] });
  };
  return html`<tbody>
    <tr class="section-row">
      <th scope="rowgroup" colspan=${columns + 1}>
        <div class="section-title">
          <h2>${title}</h2>
          ${note === undefined ? nothing : html`<span class="muted">${note}</span>`}
        </div>
      </th>
    </tr>
    ${shown}
    ${
      folded.length > 0
        ? html`<tr class="fold-row">
            <th colspan=${columns + 1}>
              <button type="button" class="link" aria-expanded=${open} @click=${toggle}>
                ${icon(open ? "chevron-down" : "chevron-right")}${folded.length} equal
              </button>
            </th>
          </tr>`
        : nothing
    }
    ${open ? folded.map((row) => row()) : nothing}
  </tbody>`;
}
