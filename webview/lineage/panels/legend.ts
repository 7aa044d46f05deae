import * as l10n from "@vscode/l10n";
import { html, nothing, type TemplateResult } from "lit";
import type { LineageNodeKind } from "../../../src/core/lineage/lineage-node.ts";
import type { Stage } from "../../../src/core/model/ids.ts";
import { fixedNumber } from "../../../src/core/text/fixed-number.ts";
import { icon } from "../../ui/icon.ts";
import { stageIcon } from "../../ui/stage-badge.ts";
import type { LineagePage, LineageView } from "../lineage-view.ts";
import { kindIcons, kindName, kindNames, kindsInFlow } from "../nodes/node-kinds.ts";
import { outlinedIds } from "../nodes/unread-versions.ts";

/** Renders the legend: kinds and stages with their numbers, each a switch that shows or hides it. */
export function legend({ index, state }: LineageView, page: LineagePage): TemplateResult {
  const { nodes } = index.graph;
  // What versions were made of of which only the outline is known is not counted yet.
  const isPartial = outlinedIds(index.graph).size > 0;
  const stages = new Map<Stage, number>();
  const kinds = new Map<LineageNodeKind, number>();
  for (const node of nodes) {
    kinds.set(node.kind, (kinds.get(node.kind) ?? 0) + 1);
    if (node.kind === "version" && !node.deleted) {
      stages.set(node.stage, (stages.get(node.stage) ?? 0) + 1);
    }
  }
  return html`<div class="legend" role="group" aria-label=${l10n.t("Show")}>
    ${kindsInFlow.map((kind) => {
      const total = kinds.get(kind) ?? 0;
      if (total === 0 || kind === "stage") return nothing;
      const shown = !state.hidden.includes(kind);
      const many = kindNames(kind);
      return legendItem(
        total === 1 ? kindName(kind) : many,
        shown ? l10n.t("Hide “{0}”", many) : l10n.t("Show “{0}”", many),
        isPartial && kind !== "version" ? `${fixedNumber(total, 0)}+` : fixedNumber(total, 0),
        shown,
        icon(kindIcons[kind], `kind-${kind}`),
        () => {
          page.toggleKind(kind);
        },
      );
    })}
    ${
      stages.size < 2
        ? nothing
        : html`<span class="legend-gap" aria-hidden="true"></span> ${[...stages].map(
              ([stage, total]) => {
                const shown = !state.hiddenStages.includes(stage);
                return legendItem(
                  stage,
                  shown
                    ? l10n.t("Hide versions in {0}", stage)
                    : l10n.t("Show versions in {0}", stage),
                  fixedNumber(total, 0),
                  shown,
                  stageIcon(stage),
                  () => {
                    page.toggleStage(stage);
                  },
                );
              },
            )}`
    }
    ${
      (kinds.get("commit") ?? 0) === 0 || index.graph.nodes.some(({ kind }) => kind === "model")
        ? nothing
        : html`<button
            type="button"
            class="legend-item"
            aria-pressed=${String(state.allCommits)}
            title=${l10n.t("Commits of one version as cards of their own")}
            @click=${page.toggleCommits}
          >
            ${icon("split-horizontal")}<span class="legend-name"
              >${l10n.t("All commits as cards")}</span
            >
          </button>`
    }
  </div>`;
}

function legendItem(
  name: string,
  title: string,
  total: string,
  shown: boolean,
  sign: TemplateResult,
  toggle: () => void,
): TemplateResult {
  return html`<button
    type="button"
    class="legend-item switch"
    aria-pressed=${String(shown)}
    title=${title}
    @click=${toggle}
  >
    ${shown ? sign : icon("eye-closed")}<span class="legend-name">${name}</span
    ><span class="count">${total}</span>
  </button>`;
}
