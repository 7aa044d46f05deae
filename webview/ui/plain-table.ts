import { html, nothing, type TemplateResult } from "lit";

/**
 * Renders a short table that needs no sorting; the first cell of a row is its heading.
 *
 * @param numeric true if all other cells are numbers, which stand right; else which columns are, from 0
 */
export function plainTable(
  columns: readonly string[],
  rows: readonly (readonly [head: unknown, ...cells: unknown[]])[],
  { numeric = false }: { readonly numeric?: boolean | readonly number[] } = {},
): TemplateResult {
  const isNumber = (column: number): boolean =>
    typeof numeric === "boolean" ? numeric && column > 0 : numeric.includes(column);
  const look = (column: number): string | typeof nothing => (isNumber(column) ? "number" : nothing);
  return html`<div class="table-scroll">
    <table>
      <thead>
        <tr>
          ${columns.map(
            (column, index) => html`<th scope="col" class=${look(index)}>${column}</th>`,
          )}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          ([head, ...cells]) =>
            html`<tr>
              <th scope="row">${head}</th>
              ${cells.map((cell, index) => html`<td class=${look(index + 1)}>${cell}</td>`)}
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}
