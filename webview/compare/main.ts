import "../ui/strict-csp.ts";
import "./compare.css";
import { storedState } from "../ui/host.ts";
import { startPage } from "../ui/page.ts";
import { host } from "./host.ts";
import { ComparePageState } from "./state.ts";
import { compareView } from "./view.ts";

const stored = storedState(ComparePageState, ComparePageState.parse({}));
let state = stored.read();

const page = startPage("compare", host, ({ versions }) => {
  const ids = versions.map(({ id }) => id);
  if (ids.join() !== state.versions.join()) {
    state = { ...state, versions: ids };
    stored.write(state);
  }
  return compareView(versions, state, (change) => {
    state = ComparePageState.parse({ ...state, ...change });
    stored.write(state);
    page.update();
  });
});
