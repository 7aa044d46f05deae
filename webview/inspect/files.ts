import * as l10n from "@vscode/l10n";
import { html, type TemplateResult } from "lit";
import { formatBytes } from "../../src/core/text/format.ts";
import { formatNumber } from "../../src/core/text/language.ts";
import { plainTable } from "../ui/plain-table.ts";
import { section } from "../ui/section.ts";
import { findingList, verdictBadge } from "../ui/verdict.ts";
import type { InspectSnapshot } from "./protocol.ts";

/** The model files in a folder, each with its own verdict. */
export function filesSection(files: InspectSnapshot["files"]): TemplateResult {
  return section(
    l10n.t("Files"),
    plainTable(
      [l10n.t("File"), l10n.t("Format"), l10n.t("Size"), l10n.t("Verdict"), l10n.t("Findings")],
      files.map(({ path, size, formatName, description: { verdict, findings } }) => [
        path,
        formatName,
        formatBytes(size),
        verdictBadge(verdict),
        findingList(findings),
      ]),
    ),
    html`<p class="muted">${countText(files.length)}</p>`,
  );
}

function countText(files: number): string {
  return files === 1 ? l10n.t("1 model file") : l10n.t("{0} model files", formatNumber(files));
}
