import { html, type TemplateResult } from "lit";
import { count, formatBytes } from "../../src/core/text/format.ts";
import { plainTable } from "../ui/plain-table.ts";
import { section } from "../ui/section.ts";
import { findingList, verdictBadge } from "../ui/verdict.ts";
import type { InspectSnapshot } from "./protocol.ts";

/** The model files in a folder, each with its own verdict. */
export function filesSection(files: InspectSnapshot["files"]): TemplateResult {
  return section(
    "Files",
    plainTable(
      ["File", "Format", "Size", "Verdict", "Findings"],
      files.map(({ path, size, formatName, description: { verdict, findings } }) => [
        path,
        formatName,
        formatBytes(size),
        verdictBadge(verdict),
        findingList(findings),
      ]),
    ),
    html`<p class="muted">${count(files.length, "model file")}</p>`,
  );
}
