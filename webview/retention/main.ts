import "../ui/strict-csp.ts";
import "./retention.css";
import { announce } from "../ui/announce.ts";
import { storedState } from "../ui/host.ts";
import { startPage } from "../ui/page.ts";
import { host } from "./host.ts";
import type { RetentionAnswer } from "./protocol.ts";
import { resultText } from "./result.ts";
import { RetentionPageState } from "./state.ts";
import { summaryText } from "./summary.ts";
import { retentionView } from "./view.ts";

const stored = storedState(RetentionPageState, RetentionPageState.parse({}));
let state = stored.read();
let result: RetentionAnswer | undefined;

const page = startPage(
  "retention",
  host,
  (snapshot) => retentionView(snapshot, state, result, { change, apply }),
  { news: summaryText },
);
// Who looks at another tab meanwhile comes back to a page that VS Code has started anew.
host.onLateReply("apply-retention", showResult);

function change(part: Partial<RetentionPageState>): void {
  state = { ...state, ...part };
  stored.write(state);
  page.update();
}

function apply(action: RetentionAnswer["action"]): void {
  void host.ask({ type: "apply-retention", action }).then((answer) => {
    if (answer) showResult(answer);
  });
}

function showResult(answer: RetentionAnswer): void {
  result = answer;
  announce(resultText(answer));
  page.update();
}
