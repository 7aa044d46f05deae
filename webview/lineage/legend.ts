import { html, nothing, type TemplateResult } from "lit";
import type { LineageNodeKind } from "../../src/core/lineage/lineage-node.ts";
import { icon } from "../ui/icon.ts";
import type { LineageIndex } from "./lineage-index.ts";
import { kindsInFlow, nodeKinds } from "./node-kinds.ts";

/** Renders the legend: icons, kinds, the number of nodes of each, and a switch that shows it. */
export function legend(
  index: LineageIndex,
  hidden: readonly LineageNodeKind[],
  toggle: (kind: LineageNodeKind) => void,
): TemplateResult {
  return html`<div class="legend" role="group" aria-label="Show">
    ${kindsInFlow.map((kind) => {
      const { many, icon: name } = nodeKinds[kind];
      const shown = !hidden.includes(kind);
      const total = index.graph.nodes.filter((node) => node.kind === kind).length;
      if (total === 0) return nothing;
      return html`<button
        type="button"
        class="legend-item"
        aria-pressed=${String(shown)}
        title="${shown ? "Hide" : "Show"} ${many.toLowerCase()}"
        @click=${() => {
          toggle(kind);
        }}
      >
        ${icon(shown ? name : "eye-closed", `kind-${kind}`)}<span class="legend-name">${many}</span
        ><span class="count">${total}</span>
      </button>`;
    })}
  </div>`;
}
