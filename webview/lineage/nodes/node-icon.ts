import { html, type TemplateResult } from "lit";
import type { LineageNode } from "../../../src/core/lineage/lineage-node.ts";
import { icon } from "../../ui/icon.ts";
import { stageIcon } from "../../ui/stage-badge.ts";
import { kindIcons } from "./node-kinds.ts";

/** The icon of a node, in the colour of its kind. */
export function nodeIcon(node: LineageNode): TemplateResult {
  return node.kind === "stage"
    ? stageIcon(node.stage)
    : icon(kindIcons[node.kind], `kind-${node.kind}`);
}

/** The sign of the stage that a version is in, or of its having been deleted. */
export function stageMark(node: LineageNode): TemplateResult | undefined {
  if (node.kind !== "version") return undefined;
  return node.deleted ? icon("trash", "tone-muted") : html`${stageIcon(node.stage)}`;
}
