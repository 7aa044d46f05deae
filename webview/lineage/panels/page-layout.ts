import * as l10n from "@vscode/l10n";
import { html, nothing, type TemplateResult } from "lit";
import { fixedNumber } from "../../../src/core/text/fixed-number.ts";
import { iconButton } from "../../ui/button.ts";
import { icon } from "../../ui/icon.ts";
import { link } from "../../ui/links.ts";
import { details } from "../details/details.ts";
import { exportMenu } from "../export/export-menu.ts";
import type { LineagePage, LineageView } from "../lineage-view.ts";
import { versionsAtOnce } from "../protocol.ts";
import { legend } from "./legend.ts";
import { outline } from "./outline.ts";
import { panelEdge } from "./panel-edge.ts";
import { searchBox } from "./search-box.ts";

/** Factor of one step of zoom. */
export const zoomStep = 1.25;

/** The page: a header with the tools above; below it the outline, the graph and the details. */
export function pageLayout(view: LineageView, page: LineagePage): TemplateResult {
  const { snapshot, index, state } = view;
  if (snapshot.graph.nodes.length === 0) return emptyGraph(snapshot.title);
  const { selected } = state;
  return html`${header(view, page)}
    <div
      class="workspace ${state.outlineOpen ? "" : "outline-closed"} ${state.detailsOpen ? "" : "details-closed"}"
    >
      ${
        state.outlineOpen
          ? html`${outline({
              index,
              nodes:
                view.hits ??
                index.graph.nodes.filter(
                  ({ kind }) => kind !== "stage" && !state.hidden.includes(kind),
                ),
              searching: view.hits !== undefined,
              selected,
              spoken: page.spoken,
              select: page.select,
              open: page.open,
            })}${panelEdge("outline", "right", state.outlineWidth, (width) => {
              page.resize("outlineWidth", width);
            })}`
          : nothing
      }
      <div class="graph">${page.graph.element} ${notes(view, page)} ${zoomButtons(page)}</div>
      ${
        state.detailsOpen
          ? html`${panelEdge("details", "left", state.detailsWidth, (width) => {
              page.resize("detailsWidth", width);
            })}${details({
              view,
              node: selected === undefined ? undefined : index.node(selected),
              page,
            })}`
          : nothing
      }
    </div>
    ${legend(view, page)}`;
}

function header(view: LineageView, page: LineagePage): TemplateResult {
  const { snapshot, state, query } = view;
  const hits = view.hits ?? [];
  const current = hits.findIndex(({ id }) => id === state.selected);
  return html`<header class="page-header lineage-header">
    <div class="page-title">
      <h1>${titleOf(snapshot)}</h1>
      ${snapshot.omitted > 0 ? omittedNote(view, page) : nothing}
    </div>
    <div class="tools">
      ${searchBox({
        query,
        hits: hits.length,
        current: current < 0 ? undefined : current,
        search: page.search,
        step: page.step,
      })}
      ${exportMenu(view)}
      ${toggleButton(
        "list-tree",
        l10n.t("Outline"),
        state.outlineOpen ? l10n.t("Hide the outline") : l10n.t("Show the outline"),
        state.outlineOpen,
        () => {
          page.toggle("outlineOpen");
        },
      )}
      ${toggleButton(
        "layout-sidebar-right",
        l10n.t("Details"),
        state.detailsOpen ? l10n.t("Hide the details") : l10n.t("Show the details"),
        state.detailsOpen,
        () => {
          page.toggle("detailsOpen");
        },
      )}
    </div>
  </header>`;
}

/** Says that the page doesn't show all, and lets the person go on. */
function omittedNote({ snapshot }: LineageView, page: LineagePage): TemplateResult {
  const { omitted } = snapshot;
  return html`<span class="muted"
    >${icon("info")} ${omittedText(snapshot)}
    ${
      page.limit() < 10_000
        ? link(
            l10n.t("Add {0}", fixedNumber(Math.min(versionsAtOnce, omitted), 0)),
            l10n.t("Reads more versions, which takes longer"),
            page.more,
          )
        : nothing
    }</span
  >`;
}

function omittedText({ omitted, omitsMore }: LineageView["snapshot"]): string {
  const shown = fixedNumber(omitted, 0);
  if (omitsMore) return l10n.t("More than {0} versions are left out.", shown);
  return omitted === 1
    ? l10n.t("1 more version is left out.")
    : l10n.t("{0} more versions are left out.", shown);
}

function titleOf({ view, title }: LineageView["snapshot"]): string {
  switch (view) {
    case "impact":
      return l10n.t("What depends on {0}", title);
    case "registry":
      return l10n.t("How the models derive from each other");
    default:
      return l10n.t("Lineage of {0}", title);
  }
}

/** Restrictions of the drawing, each with the way back. */
function notes({ index, state, layout }: LineageView, page: LineagePage): TemplateResult {
  const { only, selected, shown, against } = state;
  const name = (id: string): string => index.name(id);
  const parts = [
    ...(against !== undefined && selected !== undefined
      ? [
          html`<span>${l10n.t("Recipes of {0} and {1}", name(selected), name(against))}</span
            >${link(l10n.t("Close"), l10n.t("Close the difference (Esc)"), () => {
              page.compareRecipe(undefined);
            })}`,
        ]
      : []),
    ...(only === undefined
      ? []
      : [
          html`<span>${l10n.t("Only the lineage of {0}", name(only))}</span>${link(
              l10n.t("Show all"),
              l10n.t("Show everything (L)"),
              page.showAll,
            )}`,
        ]),
    ...(shown.length === 0
      ? []
      : [link(l10n.t("Fold again"), l10n.t("Fold all that was unfolded by hand"), page.foldAgain)]),
  ];
  const isEmpty = layout?.cards.length === 0;
  return html`${
    parts.length === 0 ? nothing : html`<div class="graph-note">${parts}</div>`
  }${isEmpty ? html`<p class="graph-empty muted">${l10n.t("Everything is hidden by the legend below.")}</p>` : nothing}`;
}

function zoomButtons({ graph }: LineagePage): TemplateResult {
  return html`<div class="graph-zoom" role="group" aria-label=${l10n.t("Zoom")}>
    ${iconButton("zoom-in", l10n.t("Zoom in (+)"), () => {
      graph.zoomBy(zoomStep);
    })}
    ${iconButton("zoom-out", l10n.t("Zoom out (−)"), () => {
      graph.zoomBy(1 / zoomStep);
    })}
    ${iconButton("screen-full", l10n.t("Fit (F)"), graph.fit)}
  </div>`;
}

function toggleButton(
  name: string,
  label: string,
  title: string,
  pressed: boolean,
  run: () => void,
): TemplateResult {
  return html`<button
    type="button"
    class="icon-button"
    title=${title}
    aria-label=${label}
    aria-pressed=${String(pressed)}
    @click=${run}
  >
    ${icon(name)}
  </button>`;
}

function emptyGraph(title: string): TemplateResult {
  return html`<div class="state">
    ${icon("type-hierarchy-sub", "state-icon")}
    <h1>${l10n.t("Nothing to show of {0} yet", title)}</h1>
    <p>
      ${l10n.t(
        "Right-click a model file in the Explorer and choose “Register Model…”. Its data, its commit and its stage then appear here.",
      )}
    </p>
  </div>`;
}
