import "../ui/strict-csp.ts";
import "./version.css";
import * as l10n from "@vscode/l10n";
import { storedState } from "../ui/host.ts";
import { startPage } from "../ui/page.ts";
import { host } from "./host.ts";
import type { VersionSnapshot } from "./protocol.ts";
import { spokenRequest } from "./request-words.ts";
import { VersionPageState } from "./state.ts";
import { versionView } from "./view.ts";

const stored = storedState(VersionPageState, VersionPageState.parse({}));
let state = stored.read();

/** Text of the requests for approval that were shown last. */
let shownRequests = "";

function requestNews({ requests }: VersionSnapshot): string {
  const now = requests.map(spokenRequest).join(" ");
  if (now === shownRequests) return l10n.t("Updated");
  return now === "" ? l10n.t("No request for approval is open any more") : now;
}

const page = startPage(
  "version",
  host,
  (snapshot) => {
    shownRequests = snapshot.requests.map(spokenRequest).join(" ");
    if (state.version !== snapshot.version.id) {
      state = { ...state, version: snapshot.version.id };
      stored.write(state);
    }
    return versionView(snapshot, state, (change) => {
      state = { ...state, ...change };
      stored.write(state);
      page.update();
    });
  },
  { news: requestNews },
);
