import * as l10n from "@vscode/l10n";
import { html, render, type TemplateResult } from "lit";
import type { PlacedCard } from "../../../src/core/lineage/layout-lineage.ts";
import { formatMetric } from "../../../src/core/metrics/metric-format.ts";
import { factList } from "../../ui/section.ts";
import type { LineageIndex } from "../nodes/lineage-index.ts";
import { nodeFacts } from "./node-facts.ts";

/** Box with more about a card than is on it, while the pointer is on it. */
export interface HoverCard {
  readonly element: HTMLElement;
  readonly over: (card: PlacedCard | undefined, target: HTMLElement) => void;
  /** Says what a line means. */
  readonly say: (sentences: readonly string[]) => void;
  readonly hide: () => void;
}

/** Like VS Code's hovers. */
const delayMs = 500;
const metricsShown = 8;
const sentencesShown = 4;

/** Creates the hover card; `about` returns what is known of a card. */
export function createHoverCard(
  about: (
    card: PlacedCard,
  ) => { readonly index: LineageIndex; readonly card: PlacedCard } | undefined,
): HoverCard {
  const element = document.createElement("div");
  element.className = "hover-card";
  // All of it is also in the details, which screen readers reach.
  element.setAttribute("aria-hidden", "true");
  let timer: ReturnType<typeof setTimeout> | undefined;
  let pointer = { x: 0, y: 0 };

  const hide = (): void => {
    clearTimeout(timer);
    element.classList.remove("shown");
  };
  const show = (content: TemplateResult, x: number, y: number): void => {
    render(content, element);
    element.classList.add("shown");
    const parent = element.parentElement?.getBoundingClientRect();
    if (!parent) return;
    const own = element.getBoundingClientRect();
    const left = Math.min(Math.max(4, x - parent.left), Math.max(4, parent.width - own.width - 4));
    const below = y - parent.top + 6;
    const top = below + own.height > parent.height ? Math.max(4, below - own.height - 110) : below;
    element.style.left = `${left}px`;
    element.style.top = `${top}px`;
  };
  window.addEventListener("pointermove", (event) => {
    pointer = { x: event.clientX, y: event.clientY };
  });

  return {
    element,
    hide,
    over: (card, target) => {
      hide();
      const known = card && about(card);
      if (!known) return;
      timer = setTimeout(() => {
        const { left, bottom } = target.getBoundingClientRect();
        show(contentOf(known.card), left, bottom);
      }, delayMs);
    },
    say: (sentences) => {
      hide();
      const more = sentences.length - sentencesShown;
      if (sentences.length === 0) return;
      show(
        html`${sentences.slice(0, sentencesShown).map((text) => html`<div>${text}</div>`)}
        ${more > 0 ? html`<div class="muted">${l10n.t("and {0} more", more)}</div>` : ""}`,
        pointer.x,
        pointer.y,
      );
    },
  };
}

function contentOf({ node, text, folded }: PlacedCard): TemplateResult {
  if (folded) {
    return html`<strong>${text.title}</strong>
      <div class="muted">${l10n.t("Click to unfold")}</div>`;
  }
  const metrics = node.kind === "version" ? Object.entries(node.metrics ?? {}) : [];
  return html`<strong>${node.label}</strong> ${factList([
      ...nodeFacts(node),
      ...metrics.slice(0, metricsShown).map(([key, value]) => [key, formatMetric(value)] as const),
    ])}
    ${
      metrics.length > metricsShown
        ? html`<div class="muted">
            ${
              metrics.length === metricsShown + 1
                ? l10n.t("1 more metric")
                : l10n.t("{0} more metrics", metrics.length - metricsShown)
            }
          </div>`
        : ""
    }`;
}
