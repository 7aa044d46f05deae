import { html, nothing, type TemplateResult } from "lit";
import { count } from "../../src/core/text/format.ts";
import { iconButton } from "../ui/button.ts";
import { copy } from "../ui/copy-button.ts";
import { pageHeader } from "../ui/header.ts";
import { icon } from "../ui/icon.ts";
import { link } from "../ui/links.ts";
import { details } from "./details.ts";
import { legend } from "./legend.ts";
import type { LineagePage, LineageView } from "./lineage-page.ts";
import { outline } from "./outline.ts";
import { searchBox } from "./search-box.ts";

/** Factor of one step of zoom. */
export const zoomStep = 1.25;

const number = new Intl.NumberFormat();

/** The page: header and toolbar above, below them the outline, the graph and the details. */
export function pageLayout(view: LineageView, page: LineagePage): TemplateResult {
  const { snapshot, index, state } = view;
  if (snapshot.graph.nodes.length === 0) return emptyGraph();
  const { selected } = state;
  return html`${pageHeader(
      `Lineage: ${snapshot.title}`,
      snapshot.omitted > 0
        ? html`<span class="muted">
            ${icon("info")} ${count(snapshot.omitted, "more version")}
            ${snapshot.omitted === 1 ? "is" : "are"} not shown
          </span>`
        : nothing,
      [
        {
          label: "Copy as JSON",
          icon: "json",
          run: () => {
            copy(JSON.stringify(snapshot.graph, undefined, 2), "lineage as JSON");
          },
        },
      ],
    )}
    ${toolbar(view, page)}
    <div
      class="workspace ${state.outlineOpen ? "" : "outline-closed"} ${state.detailsOpen ? "" : "details-closed"}"
    >
      ${
        state.outlineOpen
          ? outline({
              index,
              nodes: view.hits ?? view.visible.nodes,
              searching: view.hits !== undefined,
              selected,
              spoken: page.spoken,
              select: page.select,
              open: page.open,
            })
          : nothing
      }
      <div class="graph">${page.graph.element} ${restriction(view, page)} ${zoomButtons(page)}</div>
      ${
        state.detailsOpen
          ? details({
              index,
              node: selected === undefined ? undefined : index.node(selected),
              select: page.select,
            })
          : nothing
      }
    </div>`;
}

function toolbar(view: LineageView, page: LineagePage): TemplateResult {
  const { index, state, query } = view;
  const hits = view.hits ?? [];
  const current = hits.findIndex(({ id }) => id === state.selected);
  return html`<div class="toolbar">
    ${toggleButton("list-tree", "Outline", state.outlineOpen, page.toggleOutline)}
    ${searchBox({
      query,
      hits: hits.length,
      current: current < 0 ? undefined : current,
      search: page.search,
      step: page.step,
    })}
    ${legend(index, state.hidden, page.toggleKind)}
    <span class="toolbar-end">
      ${toggleButton("layout-sidebar-right", "Details", state.detailsOpen, page.toggleDetails)}
    </span>
  </div>`;
}

function restriction({ index, state, visible }: LineageView, page: LineagePage): TemplateResult {
  const { only, selected } = state;
  if (only === undefined) {
    return selected === undefined
      ? html``
      : html`<div class="graph-note">
          ${link("Only this lineage", "Only the lineage of the selected node (L)", page.toggleOnly)}
        </div>`;
  }
  return html`<div class="graph-note">
    <span
      >Lineage of ${index.name(only)} · ${number.format(visible.nodes.length)} of
      ${number.format(index.graph.nodes.length)} nodes</span
    >
    ${
      selected === undefined || selected === only
        ? nothing
        : link(
            `Of ${index.name(selected)}`,
            "The lineage of the selected node (L)",
            page.toggleOnly,
          )
    }
    ${link("Show all", "Show the whole graph", page.showAll)}
  </div>`;
}

function zoomButtons({ graph }: LineagePage): TemplateResult {
  return html`<div class="graph-zoom" role="group" aria-label="Zoom">
    ${iconButton("zoom-in", "Zoom in (+)", () => {
      graph.zoomBy(zoomStep);
    })}
    ${iconButton("zoom-out", "Zoom out (−)", () => {
      graph.zoomBy(1 / zoomStep);
    })}
    ${iconButton("screen-full", "Fit (F)", graph.fit)}
  </div>`;
}

function toggleButton(
  name: string,
  panel: "Outline" | "Details",
  pressed: boolean,
  run: () => void,
): TemplateResult {
  return html`<button
    type="button"
    class="icon-button"
    title="${pressed ? "Hide" : "Show"} the ${panel.toLowerCase()}"
    aria-label=${panel}
    aria-pressed=${String(pressed)}
    @click=${run}
  >
    ${icon(name)}
  </button>`;
}

function emptyGraph(): TemplateResult {
  return html`<div class="state">
    ${icon("type-hierarchy-sub", "state-icon")}
    <h1>Nothing registered yet</h1>
    <p>
      Right-click a model file in the Explorer and choose “Register Model…”. Its data, its commit
      and its stage then appear here.
    </p>
  </div>`;
}
