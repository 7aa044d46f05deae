import cytoscape, { type Core, type EventObject, type SingularElementReturnValue } from "cytoscape";
import dagre from "cytoscape-dagre";
import type { LineageGraph } from "../../src/core/lineage/lineage-node.ts";
import { arcDirection, relativeTo, routeEdges, type Box } from "./edge-routes.ts";
import { edgeElements, edgeId, nodeElements } from "./graph-elements.ts";
import { isLarge, placeNodes } from "./graph-layout.ts";
import { graphStyle, nodeHeight } from "./graph-style.ts";
import { readTheme } from "./graph-theme.ts";
import { graphViewport, type GraphViewport } from "./graph-viewport.ts";
import type { LineageIndex, LineagePath } from "./lineage-index.ts";
import type { Viewport } from "./view-state.ts";
import { graphShape } from "./visible-graph.ts";
import type { Walkable } from "./walk.ts";

cytoscape.use(dagre);

/** Nodes and edges to highlight in the graph. */
interface Emphasis {
  readonly selected: string | undefined;
  readonly path: LineagePath | undefined;
  /** Undefined when nothing is searched for. */
  readonly hits: ReadonlySet<string> | undefined;
}

/** Events of the graph. */
export interface GraphEvents {
  readonly select: (id: string | undefined) => void;
  readonly open: (id: string) => void;
  /** The user has moved to another part; undefined when the whole graph is shown again. */
  readonly moved: (viewport: Viewport | undefined) => void;
}

/** The drawn graph, in an element of its own. */
export interface GraphView extends GraphViewport {
  readonly element: HTMLElement;
  /** Draws a graph; one of the same nodes and edges is only brought up to date, in its place. */
  readonly draw: (index: LineageIndex, graph: LineageGraph) => void;
  readonly emphasise: (emphasis: Emphasis) => void;
  /** Takes over the colours and fonts of the editor's theme. */
  readonly retheme: () => void;
  readonly walkable: () => Walkable;
}

/** Creates an empty graph. */
export function createGraphView(events: GraphEvents): GraphView {
  const element = document.createElement("div");
  element.className = "graph-canvas";
  element.tabIndex = 0;
  element.setAttribute("role", "application");
  element.setAttribute("aria-label", "Lineage graph");
  element.setAttribute(
    "aria-description",
    "Arrow keys walk along the edges, Enter opens. The button “Outline” shows the same as a list.",
  );
  const cy = createCytoscape(element);
  const viewport = graphViewport(cy, element, events.moved);
  let drawn: { index: LineageIndex; graph: LineageGraph; shape: string } | undefined;
  let emphasis: Emphasis | undefined;

  const refreshLook = (): void => {
    if (!drawn) return;
    const large = isLarge(drawn.graph);
    const theme = readTheme(large);
    const nodes = nodeElements(drawn.index, drawn.graph, theme);
    cy.batch(() => {
      for (const node of nodes) cy.getElementById(node.id).data(node);
    });
    cy.style(graphStyle(theme, large));
  };

  const emphasise = (next: Emphasis): void => {
    emphasis = next;
    cy.batch(() => {
      applyEmphasis(cy, next);
    });
  };

  report(cy, element, events, (id) => drawn?.index.name(id) ?? "");

  return {
    ...viewport,
    element,
    emphasise,
    retheme: refreshLook,
    draw: (index, graph) => {
      if (drawn?.index === index && drawn.graph === graph) return;
      const shape = graphShape(graph);
      const sameShape = drawn?.shape === shape;
      drawn = { index, graph, shape };
      if (sameShape) {
        refreshLook();
        return;
      }
      const large = isLarge(graph);
      const theme = readTheme(large);
      const nodes = nodeElements(index, graph, theme);
      const kept = viewport.anchor();
      cy.elements().remove();
      // Before the elements, which would otherwise be styled twice.
      cy.style(graphStyle(theme, large));
      cy.add(nodes.map((data) => ({ group: "nodes", data: { ...data } })));
      cy.add(edgeElements(index, graph));
      placeNodes(cy, graph, nodes);
      if (!large) routeDrawnEdges(cy);
      if (emphasis) emphasise(emphasis);
      kept();
    },
    walkable: () => ({
      positions: new Map(cy.nodes().map((node) => [node.id(), node.position()])),
      edges: drawn?.graph.edges ?? [],
    }),
  };
}

function createCytoscape(container: HTMLElement): Core {
  // Cytoscape adds an inline style element, which the page's policy forbids, unless it finds an
  // element of this id. The style's only rule is in page.css.
  const standIn = document.createElement("meta");
  standIn.id = "__________cytoscape_stylesheet";
  document.head.append(standIn);
  return cytoscape({
    container,
    style: [],
    layout: { name: "preset" },
    minZoom: 0.02,
    maxZoom: 2.5,
    autoungrabify: true,
    autounselectify: true,
    boxSelectionEnabled: false,
    hideEdgesOnViewport: false,
  });
}

/** Gives each edge its way between the nodes; of a large graph they are straight lines. */
function routeDrawnEdges(cy: Core): void {
  const boxes = new Map<string, Box>();
  cy.nodes().forEach((node) => {
    const width = Number(node.data("width"));
    boxes.set(node.id(), { ...node.position(), width, height: nodeHeight });
  });
  const edges = cy.edges().map((edge) => {
    const from = boxes.get(edge.source().id());
    const to = boxes.get(edge.target().id());
    return from && to ? { edge, from, to } : undefined;
  });
  const routed = edges.filter((edge) => edge !== undefined);
  const routes = routeEdges([...boxes.values()], routed);
  cy.batch(() => {
    for (const [route, points] of routes) {
      route.edge.data({ ...relativeTo(route, points), arc: arcDirection(route) });
    }
  });
}

function applyEmphasis(cy: Core, { selected, path, hits }: Emphasis): void {
  const searching = hits !== undefined;
  cy.nodes().forEach((node) => {
    const id = node.id();
    const hit = hits?.has(id) ?? false;
    const onPath = path?.nodes.has(id) ?? false;
    node.toggleClass("selected", id === selected);
    node.toggleClass("hit", hit);
    node.toggleClass("faded", (searching || path !== undefined) && !hit && !onPath);
  });
  const edges = path && new Set([...path.edges].map(edgeId));
  cy.edges().forEach((edge) => {
    const onPath = edges?.has(edge.id()) ?? false;
    edge.toggleClass("path", onPath);
    edge.toggleClass("faded", (searching || edges !== undefined) && !onPath);
  });
}

function report(
  cy: Core,
  element: HTMLElement,
  events: GraphEvents,
  name: (id: string) => string,
): void {
  cy.on("tap", (event) => {
    // Cytoscape keeps the press from doing so.
    element.focus({ preventScroll: true });
    if (event.target === cy) events.select(undefined);
  });
  cy.on("tap", "node", (event) => {
    events.select(targetOf(event).id());
  });
  cy.on("dbltap", "node", (event) => {
    events.open(targetOf(event).id());
  });
  cy.on("mouseover", "node, edge", (event) => {
    const target = targetOf(event);
    target.addClass("hovered");
    if (!target.isNode()) return;
    element.classList.add("over-node");
    // The whole name, where the drawn one is shortened.
    element.title = name(target.id());
  });
  cy.on("mouseout", "node, edge", (event) => {
    targetOf(event).removeClass("hovered");
    element.classList.remove("over-node");
    element.title = "";
  });
}

/** The element that an event delegated to elements is about. */
function targetOf(event: EventObject): SingularElementReturnValue {
  return event.target as SingularElementReturnValue;
}
