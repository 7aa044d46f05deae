import { html, type TemplateResult } from "lit";
import type { Stage } from "../../src/core/ids.ts";
import { icon } from "./icon.ts";

/** How stages look, as in the tree: an icon each, so that colour is never the only sign. */
const looks: Readonly<Record<string, readonly [icon: string, tone: string]>> = {
  production: ["star-full", "tone-green"],
  staging: ["circle-filled", "tone-yellow"],
  archived: ["circle-outline", "tone-muted"],
  rejected: ["close", "tone-red"],
  none: ["circle-small", "tone-muted"],
};

/** The icon of a stage; one of a team's own gets a plain dot. */
export function stageIcon(stage: Stage): TemplateResult {
  const [name, tone] = looks[stage.toLowerCase()] ?? ["circle-small-filled", "tone-blue"];
  return icon(name, tone);
}

/** A stage in words: the initial one reads “No stage”. */
export function stageName(stage: Stage): string {
  return stage.toLowerCase() === "none" ? "No stage" : stage;
}

/** A stage with its icon. */
export function stageBadge(stage: Stage): TemplateResult {
  return html`<span class="badge">${stageIcon(stage)}<span>${stageName(stage)}</span></span>`;
}
