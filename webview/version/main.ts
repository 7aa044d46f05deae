import "../ui/strict-csp.ts";
import "./version.css";
import { storedState } from "../ui/host.ts";
import { startPage } from "../ui/page.ts";
import { VersionPageState } from "./state.ts";
import { versionView } from "./view.ts";

const stored = storedState(VersionPageState, VersionPageState.parse({}));
let state = stored.read();

const page = startPage("version", (snapshot) => {
  if (state.version !== snapshot.version.id) {
    state = { ...state, version: snapshot.version.id };
    stored.write(state);
  }
  return versionView(snapshot, state, (change) => {
    state = { ...state, ...change };
    stored.write(state);
    page.update();
  });
});
