import { html, type TemplateResult } from "lit";
import { count } from "../../src/core/format.ts";
import type { InspectSnapshot } from "../protocol.ts";
import { section } from "../ui/section.ts";
import { findingList, verdictBadge } from "../ui/verdict.ts";

/** The model files in a folder, each with its own verdict. */
export function filesSection(files: InspectSnapshot["files"]): TemplateResult {
  return section(
    "Files",
    html`<div class="table-scroll">
      <table>
        <thead>
          <tr>
            <th scope="col">File</th>
            <th scope="col">Format</th>
            <th scope="col">Verdict</th>
            <th scope="col">Findings</th>
          </tr>
        </thead>
        <tbody>
          ${files.map(
            ({ path, formatName, description }) =>
              html`<tr>
                <th scope="row">${path}</th>
                <td>${formatName}</td>
                <td>${verdictBadge(description.verdict)}</td>
                <td>${findingList(description.findings)}</td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>`,
    html`<p class="muted">${count(files.length, "model file")}</p>`,
  );
}
