import { html, type TemplateResult } from "lit";
import type { Signature } from "../../src/core/inspection.ts";
import { shapeText } from "../../src/core/signature.ts";

/** What a model takes and gives, as a table. */
export function signatureTable({ inputs, outputs }: Signature): TemplateResult {
  const rows = [
    ...inputs.map((spec) => ["Input", spec] as const),
    ...outputs.map((spec) => ["Output", spec] as const),
  ];
  return html`<div class="table-scroll">
    <table>
      <thead>
        <tr>
          <th scope="col">Name</th>
          <th scope="col">Way</th>
          <th scope="col">Type</th>
          <th scope="col">Shape</th>
        </tr>
      </thead>
      <tbody>
        ${rows.map(
          ([way, spec]) =>
            html`<tr>
              <th scope="row">${spec.name}</th>
              <td>${way}</td>
              <td>${spec.dtype}</td>
              <td>${shapeText(spec.shape)}</td>
            </tr>`,
        )}
      </tbody>
    </table>
  </div>`;
}
