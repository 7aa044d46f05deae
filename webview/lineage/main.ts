import "../ui/strict-csp.ts";
import "./lineage.css";
import { startPage } from "../ui/page.ts";
import { host } from "./host.ts";
import { startLayoutThread } from "./layout/layout-thread.ts";
import { createLineagePage } from "./lineage-page.ts";
import { revealSelectedRow } from "./panels/outline.ts";
import { pageLayout, zoomStep } from "./panels/page-layout.ts";
import { arrowDirection, listenToShortcuts } from "./shortcuts.ts";

const lineage = createLineagePage(
  () => {
    page.update();
    revealSelectedRow();
  },
  () => {
    page.refresh();
  },
  startLayoutThread(),
);
const { graph } = lineage;
const page = startPage(
  "lineage",
  host,
  (snapshot) => pageLayout(lineage.accept(snapshot), lineage),
  { query: () => ({ limit: lineage.limit(), read: lineage.read() }) },
);

graph.element.addEventListener("keydown", (event) => {
  if (event.altKey || event.ctrlKey || event.metaKey) return;
  const direction = arrowDirection(event.key);
  if (direction) lineage.walk(direction);
  else if (event.key === "Enter") lineage.openSelected();
  else if (event.key === " ") {
    // With Shift it compares, as a click does.
    const { target, shiftKey } = event;
    target?.dispatchEvent(new MouseEvent("click", { bubbles: true, shiftKey }));
  } else return;
  event.preventDefault();
});

listenToShortcuts({
  search: () => {
    const field = document.querySelector(".search-field");
    if (field instanceof HTMLElement) field.focus();
  },
  fit: graph.fit,
  zoomIn: () => {
    graph.zoomBy(zoomStep);
  },
  zoomOut: () => {
    graph.zoomBy(1 / zoomStep);
  },
  toggleOnly: lineage.toggleOnly,
  expand: () => {
    lineage.expand();
  },
  clear: lineage.clear,
});
