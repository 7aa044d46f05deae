import * as l10n from "@vscode/l10n";
import { html, type TemplateResult } from "lit";
import { createRef, ref, type Ref } from "lit/directives/ref.js";

const step = 20;
const edges = new Map<string, Ref<HTMLElement>>();

/**
 * The edge of a panel, by which its width is changed, also with the arrow keys. Sets the width of
 * the panel beside it: the page's policy forbids style attributes.
 */
export function panelEdge(
  panel: "outline" | "details",
  side: "left" | "right",
  width: number,
  resize: (width: number) => void,
): TemplateResult {
  const edge = edges.get(panel) ?? createRef<HTMLElement>();
  edges.set(panel, edge);
  const grows = side === "right" ? 1 : -1;
  queueMicrotask(() => {
    edge.value?.parentElement?.style.setProperty(`--${panel}-width`, `${width}px`);
  });
  return html`<div
    ${ref(edge)}
    class="panel-edge"
    role="separator"
    tabindex="0"
    aria-orientation="vertical"
    aria-label=${panel === "outline" ? l10n.t("Width of the outline") : l10n.t("Width of the details")}
    aria-valuenow=${width}
    @keydown=${(event: KeyboardEvent) => {
      const by = event.key === "ArrowRight" ? step : event.key === "ArrowLeft" ? -step : 0;
      if (by === 0) return;
      event.preventDefault();
      resize(width + by * grows);
    }}
    @pointerdown=${(event: PointerEvent) => {
      const { currentTarget, pointerId, clientX } = event;
      if (!(currentTarget instanceof HTMLElement)) return;
      event.preventDefault();
      currentTarget.setPointerCapture(pointerId);
      currentTarget.onpointermove = (move) => {
        if (currentTarget.hasPointerCapture(pointerId)) {
          resize(width + (move.clientX - clientX) * grows);
        }
      };
      currentTarget.onpointerup = () => {
        currentTarget.onpointermove = null;
      };
    }}
  ></div>`;
}
