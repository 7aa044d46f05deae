import "../ui/strict-csp.ts";
import "./retention.css";
import { announce } from "../ui/announce.ts";
import { storedState } from "../ui/host.ts";
import { startPage } from "../ui/page.ts";
import type { RetentionAnswer } from "./messages.ts";
import { resultText } from "./result.ts";
import { RetentionPageState } from "./state.ts";
import { summaryText } from "./summary.ts";
import { retentionView } from "./view.ts";

const stored = storedState(RetentionPageState, RetentionPageState.parse({}));
let state = stored.read();
let result: RetentionAnswer | undefined;

const page = startPage(
  "retention",
  (snapshot) =>
    retentionView(snapshot, state, result, (change) => {
      state = { ...state, ...change };
      stored.write(state);
      page.update();
    }),
  {
    news: summaryText,
    onAnswer: (answer) => {
      if (answer.type !== "retention-done") return;
      result = answer;
      announce(resultText(answer));
      page.update();
    },
  },
);
