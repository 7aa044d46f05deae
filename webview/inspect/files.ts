import { html, type TemplateResult } from "lit";
import { count } from "../../src/core/format.ts";
import type { InspectSnapshot } from "../protocol.ts";
import { plainTable } from "../ui/plain-table.ts";
import { section } from "../ui/section.ts";
import { findingList, verdictBadge } from "../ui/verdict.ts";

/** The model files in a folder, each with its own verdict. */
export function filesSection(files: InspectSnapshot["files"]): TemplateResult {
  return section(
    "Files",
    plainTable(
      ["File", "Format", "Verdict", "Findings"],
      files.map(({ path, formatName, description: { verdict, findings } }) => [
        path,
        formatName,
        verdictBadge(verdict),
        findingList(findings),
      ]),
    ),
    html`<p class="muted">${count(files.length, "model file")}</p>`,
  );
}
