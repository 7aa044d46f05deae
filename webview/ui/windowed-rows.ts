import "./windowed-rows.css";
import { html, nothing, render, type TemplateResult } from "lit";
import { ref } from "lit/directives/ref.js";
import { repeat } from "lit/directives/repeat.js";

export interface WindowedRows<Row> {
  /** Names the table. */
  readonly label: string;
  /** The row of column headers. */
  readonly head: TemplateResult;
  readonly rows: readonly Row[];
  readonly columns: number;
  /** The cells of one row. */
  readonly row: (row: Row) => TemplateResult;
}

/** Height of every row in pixels; the style sheet keeps them to it. */
const rowHeight = 28;
/** Rows rendered beyond what is in sight, on either side. */
const margin = 20;

/**
 * Renders a table of any number of rows, of which only the visible ones are in the document. It
 * scrolls in its own area, with the keyboard too; screen readers get the number of rows and their
 * indexes.
 */
export function windowedRows<Row>(table: WindowedRows<Row>): TemplateResult {
  const attach = (element: Element | undefined): void => {
    if (!(element instanceof HTMLElement)) return;
    const body = (): void => {
      renderBody(element, table);
    };
    element.onscroll = body;
    // The first time its height is not known yet.
    requestAnimationFrame(body);
  };
  return html`<div
    class="windowed"
    tabindex="0"
    role="region"
    aria-label=${table.label}
    ${ref(attach)}
  >
    <table aria-rowcount=${table.rows.length + 1}>
      <thead>
        ${table.head}
      </thead>
      <tbody></tbody>
    </table>
  </div>`;
}

function renderBody<Row>(element: HTMLElement, { rows, row, columns }: WindowedRows<Row>): void {
  const body = element.querySelector("tbody");
  if (!body) return;
  // There may be fewer rows now than it was scrolled past.
  const last = Math.max(0, rows.length * rowHeight - element.clientHeight);
  const top = Math.min(element.scrollTop, last);
  const first = Math.max(0, Math.floor(top / rowHeight) - margin);
  const inSight = Math.ceil(element.clientHeight / rowHeight) + 2 * margin;
  const end = Math.min(rows.length, first + inSight);
  const spacer = (count: number): TemplateResult | typeof nothing =>
    count === 0
      ? nothing
      : html`<tr class="spacer" aria-hidden="true">
          <td colspan=${columns} height=${count * rowHeight}></td>
        </tr>`;
  render(
    html`${spacer(first)}
    ${repeat(
      rows.slice(first, end),
      // A row keeps its elements while it is in sight, and with them the focus.
      (_, index) => first + index,
      (each, index) =>
        // The header is row 1.
        html`<tr aria-rowindex=${first + index + 2}>
          ${row(each)}
        </tr>`,
    )}
    ${spacer(rows.length - end)}`,
    body,
  );
}
