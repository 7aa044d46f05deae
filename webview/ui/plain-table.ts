import { html, type TemplateResult } from "lit";

/** Renders a short table that needs no sorting; the first cell of a row is its heading. */
export function plainTable(
  columns: readonly string[],
  rows: readonly (readonly [head: unknown, ...cells: unknown[]])[],
): TemplateResult {
  return html`<div class="table-scroll">
    <table>
      <thead>
        <tr>
          ${columns.map((column) => html`<th scope="col">${column}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          ([head, ...cells]) =>
            html`<tr>
              <th scope="row">${head}</th>
              ${cells.map((cell) => html`<td>${cell}</td>`)}
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}
