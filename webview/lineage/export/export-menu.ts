import * as l10n from "@vscode/l10n";
import { html, type TemplateResult } from "lit";
import { mermaidGraph } from "../../../src/core/lineage/graph-languages.ts";
import type { LineageLayout } from "../../../src/core/lineage/layout-lineage.ts";
import type { LineageGraph } from "../../../src/core/lineage/lineage-node.ts";
import { lineageSvg } from "../../../src/core/lineage/lineage-svg.ts";
import { openLineageEvents } from "../../../src/core/lineage/open-lineage.ts";
import { announce } from "../../ui/announce.ts";
import { icon } from "../../ui/icon.ts";
import { host } from "../host.ts";
import type { LineageView } from "../lineage-view.ts";
import { outlinedIds, wholeGraph } from "../nodes/unread-versions.ts";
import type { SavedForm } from "../protocol.ts";
import { pictureTheme } from "./picture-theme.ts";
import { pngOf } from "./png.ts";

function forms(): readonly (readonly [form: SavedForm, label: string])[] {
  return [
    ["png", l10n.t("Picture (PNG)")],
    ["svg", l10n.t("Drawing (SVG)")],
    ["json", "OpenLineage (JSON)"],
    ["mermaid", "Mermaid"],
  ];
}

/** The button “Export” with its menu. */
export function exportMenu(view: LineageView): TemplateResult {
  return html`<details class="menu" @keydown=${closeOnEscape} @focusout=${closeOnLeave}>
    <summary class="menu-button" title=${l10n.t("Export what is drawn")}>
      ${icon("export")} ${l10n.t("Export")} ${icon("chevron-down")}
    </summary>
    <div class="menu-items">
      ${forms().map(
        ([form, label]) =>
          html`<button
            type="button"
            class="menu-item"
            @click=${(event: Event) => {
              closeMenu(event);
              void save(view, form);
            }}
          >
            ${label}
          </button>`,
      )}
    </div>
  </details>`;
}

async function save(view: LineageView, form: SavedForm): Promise<void> {
  const { layout, index, state } = view;
  if (!layout) return;
  const content = await contentOf(form, layout, async () =>
    drawnGraph(layout, await wholeGraph(index.graph, state.limit), outlinedIds(index.graph)),
  );
  if (content === undefined)
    announce(l10n.t("The picture is too large for this format. Export it as SVG."));
  else host.send({ type: "save", form, content });
}

/** Returns what is drawn as the content of a file; undefined if it is too large for the form. */
async function contentOf(
  form: SavedForm,
  layout: LineageLayout,
  drawn: () => Promise<LineageGraph>,
): Promise<string | undefined> {
  switch (form) {
    case "svg":
      return lineageSvg(layout, pictureTheme());
    case "png":
      return pngOf(layout, pictureTheme());
    case "json":
      return `${JSON.stringify(openLineageEvents(await drawn()), undefined, 2)}\n`;
    case "mermaid":
      return mermaidGraph(await drawn());
  }
}

/**
 * Returns the nodes of the drawing, those that are folded and those inside of cards too, and what
 * folded versions were made of that the drawing does not know.
 */
function drawnGraph(
  { cards }: LineageLayout,
  graph: LineageGraph,
  outlined: ReadonlySet<string>,
): LineageGraph {
  const drawn = new Set(
    cards.flatMap(({ id, folded, inside }) => [
      id,
      ...(folded ?? []),
      ...inside.map((each) => each.id),
    ]),
  );
  for (const { from, to, relation } of graph.edges) {
    if (
      outlined.has(to) &&
      drawn.has(to) &&
      relation !== "derived from" &&
      relation !== "followed by"
    )
      drawn.add(from);
  }
  return {
    nodes: graph.nodes.filter(({ id }) => drawn.has(id)),
    edges: graph.edges.filter(({ from, to }) => drawn.has(from) && drawn.has(to)),
  };
}

function menuOf(event: Event): HTMLDetailsElement | undefined {
  const found = event.target instanceof Element ? event.target.closest("details") : undefined;
  return found ?? undefined;
}

function closeMenu(event: Event): void {
  const menu = menuOf(event);
  menu?.removeAttribute("open");
  menu?.querySelector("summary")?.focus();
}

function closeOnEscape(event: KeyboardEvent): void {
  if (event.key !== "Escape" || menuOf(event)?.open !== true) return;
  event.stopPropagation();
  closeMenu(event);
}

function closeOnLeave(event: FocusEvent): void {
  const menu = menuOf(event);
  if (menu && !(event.relatedTarget instanceof Node && menu.contains(event.relatedTarget))) {
    menu.removeAttribute("open");
  }
}
