import { html, nothing, type TemplateResult } from "lit";

/**
 * Renders a short table that needs no sorting; the first cell of a row is its heading.
 *
 * @param numeric true if all other cells are numbers, which stand right
 */
export function plainTable(
  columns: readonly string[],
  rows: readonly (readonly [head: unknown, ...cells: unknown[]])[],
  { numeric = false } = {},
): TemplateResult {
  const look = numeric ? "number" : nothing;
  return html`<div class="table-scroll">
    <table>
      <thead>
        <tr>
          ${columns.map(
            (column, index) =>
              html`<th scope="col" class=${index > 0 ? look : nothing}>${column}</th>`,
          )}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          ([head, ...cells]) =>
            html`<tr>
              <th scope="row">${head}</th>
              ${cells.map((cell) => html`<td class=${look}>${cell}</td>`)}
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}
