import "../ui/strict-csp.ts";
import { storedState } from "../ui/host.ts";
import { startPage } from "../ui/page.ts";
import { host } from "./host.ts";
import { InspectPageState } from "./state.ts";
import { inspectView } from "./view.ts";

const stored = storedState(InspectPageState, InspectPageState.parse({}));
let state = stored.read();

const page = startPage("inspect", host, (snapshot) =>
  inspectView(snapshot, state, (change) => {
    state = { ...state, ...change };
    stored.write(state);
    page.update();
  }),
);
