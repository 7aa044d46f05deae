import "../ui/strict-csp.ts";
import "./compare.css";
import { storedState } from "../ui/host.ts";
import { startPage } from "../ui/page.ts";
import { ComparisonCharts } from "./charts.ts";
import { host } from "./host.ts";
import { chooseBaseline } from "./order-versions.ts";
import { ComparePageState } from "./state.ts";
import { compareView } from "./view.ts";

const stored = storedState(ComparePageState, ComparePageState.parse({}));
let state = stored.read();

const charts = new ComparisonCharts(() => {
  page.update();
});

const page = startPage("compare", host, (snapshot) => {
  const { versions } = snapshot;
  const ids = versions.map(({ id }) => id);
  const baseline = chooseBaseline(versions, state.baseline);
  if (ids.join() !== state.versions.join() || baseline !== state.baseline) {
    state = { ...state, versions: ids, baseline };
    stored.write(state);
  }
  return compareView(snapshot, state, charts, (change) => {
    state = ComparePageState.parse({ ...state, ...change });
    stored.write(state);
    page.update();
  });
});

let width = window.innerWidth;
window.addEventListener("resize", () => {
  // Columns fit the width; a height that changes costs nothing.
  if (window.innerWidth === width) return;
  width = window.innerWidth;
  page.update();
});
