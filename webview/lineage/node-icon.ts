import { html, type TemplateResult } from "lit";
import type { LineageNode } from "../../src/core/lineage.ts";
import { icon } from "../ui/icon.ts";
import { stageIcon } from "../ui/stage-badge.ts";
import { nodeKinds } from "./node-kinds.ts";

/** The icon of a node, in the colour of its kind. */
export function nodeIcon(node: LineageNode): TemplateResult {
  return node.kind === "stage"
    ? stageIcon(node.stage)
    : icon(nodeKinds[node.kind].icon, `kind-${node.kind}`);
}

/** The icons by which a version is known: what it is, and the stage it is in. */
export function stageMark(node: LineageNode): TemplateResult | undefined {
  return node.kind === "version" ? html`${stageIcon(node.stage)}` : undefined;
}
