import { html, type TemplateResult } from "lit";
import { emptyNote, section } from "../ui/section.ts";
import { timeline } from "../ui/timeline.ts";
import type { VersionSnapshot } from "./protocol.ts";

/** Renders the history of the version and the one of its model's Production stage side by side. */
export function historySections(snapshot: VersionSnapshot): TemplateResult {
  const { history, productionHistory, version, productionStage = "Production" } = snapshot;
  return html`<div class="columns">
    ${section("History", timeline(history))}
    ${section(
      `${productionStage} of ${version.model}`,
      productionHistory.length > 0
        ? timeline(productionHistory)
        : emptyNote(`No version has been in ${productionStage} yet.`),
    )}
  </div>`;
}
