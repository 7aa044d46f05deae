import "../ui/strict-csp.ts";
import "./audit.css";
import { count } from "../../src/core/format.ts";
import { Stage, type Timestamp } from "../../src/core/ids.ts";
import type { AuditQuery, AuditSnapshot, PageAnswer } from "../protocol.ts";
import { announce } from "../ui/announce.ts";
import { send, storedState } from "../ui/host.ts";
import { startPage } from "../ui/page.ts";
import { summary } from "./events.ts";
import { AuditPageState, auditQuery, chosenStage, dayInQuestion, endOfDay, step } from "./state.ts";
import { auditView, type Answers } from "./view.ts";

/** A person who types is asked to finish a word before the registry is asked. */
const typingMs = 250;

const stored = storedState(AuditPageState, AuditPageState.parse({}));
let state = stored.read();
let answers: Answers = {};
let asked = "";
/** Of which snapshot, moment and stage the versions were asked for last. */
let stagesOf: {
  readonly snapshot?: AuditSnapshot;
  readonly at?: Timestamp;
  readonly stage?: Stage;
} = {};
let typing: ReturnType<typeof setTimeout> | undefined;

const page = startPage(
  "audit",
  (snapshot) => {
    // What is in a stage today may be other after a change, and today may be over.
    askForStages(snapshot);
    return auditView(snapshot, state, answers, change);
  },
  {
    query: () => {
      const query = auditQuery(state);
      asked = JSON.stringify(query);
      return query;
    },
    news: summary,
    onAnswer: receive,
  },
);
askForEvent();

function change(part: Parameters<Parameters<typeof auditView>[3]>[0]): void {
  const before = state;
  const next = AuditPageState.safeParse({ ...state, ...part });
  if (!next.success) return;
  state = next.data;
  // Another question begins at its first page.
  const question = ({ filter, order }: AuditQuery): string => JSON.stringify([filter, order]);
  if (question(auditQuery(state)) !== question(auditQuery(before))) {
    state = { ...state, limit: step };
  }
  stored.write(state);
  page.update();
  clearTimeout(typing);
  typing = setTimeout(() => {
    if (JSON.stringify(auditQuery(state)) !== asked) page.refresh();
  }, typingMs);
  if (state.selected !== before.selected) askForEvent();
}

function askForEvent(): void {
  if (state.selected !== undefined) send({ type: "show-event", event: state.selected });
}

/** Asks which versions are in the stage, unless that has been asked of this snapshot already. */
function askForStages(of: AuditSnapshot): void {
  const stage = Stage.safeParse(chosenStage(state)).data;
  if (!stage) return;
  const at = endOfDay(dayInQuestion(state));
  if (of === stagesOf.snapshot && at === stagesOf.at && stage === stagesOf.stage) return;
  stagesOf = { snapshot: of, at, stage };
  send({ type: "show-stages", at, stage });
}

function receive(answer: PageAnswer): void {
  switch (answer.type) {
    case "event":
      answers = { ...answers, event: answer };
      announce("Event details shown");
      break;
    case "stages": {
      const { at, stage } = answers.stages ?? answer;
      // Only to who has asked for another day or stage.
      if (at !== answer.at || stage !== answer.stage) {
        announce(`${count(answer.placements.length + answer.omitted, "version")} found`);
      }
      answers = { ...answers, stages: answer };
      break;
    }
    case "verification":
      answers = { ...answers, verification: answer };
      announce("Verified");
      break;
    case "retention-done":
    case "progress":
      return;
  }
  page.update();
}
