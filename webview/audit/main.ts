import "../ui/strict-csp.ts";
import "./audit.css";
import * as l10n from "@vscode/l10n";
import { Stage, type Timestamp } from "../../src/core/model/ids.ts";
import { formatNumber } from "../../src/core/text/language.ts";
import { announce } from "../ui/announce.ts";
import { storedState } from "../ui/host.ts";
import { startPage } from "../ui/page.ts";
import { summary } from "./events.ts";
import { host } from "./host.ts";
import type { AuditQuery, AuditSnapshot, VerificationAnswer } from "./protocol.ts";
import {
  AuditPageState,
  auditQuery,
  chosenStage,
  dayInQuestion,
  endOfDay,
  step,
  type ChangeState,
} from "./state.ts";
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
  host,
  (snapshot) => {
    // What is in a stage today may be other after a change, and today may be over.
    askForStages(snapshot);
    return auditView(snapshot, state, answers, { change, verify });
  },
  {
    query: () => {
      const query = auditQuery(state);
      asked = JSON.stringify(query);
      return query;
    },
    news: summary,
  },
);
// Who looks at another tab meanwhile comes back to a page that VS Code has started anew.
host.onLateReply("verify", showVerification);
askForEvent();

function change(part: Parameters<ChangeState>[0]): void {
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

/** Asks what was recorded of the selected event. */
function askForEvent(): void {
  const { selected } = state;
  if (selected === undefined) return;
  void host.ask({ type: "show-event", event: selected }).then((event) => {
    // Another one may have been selected meanwhile.
    if (!event || state.selected !== selected) return;
    announce(l10n.t("Event details shown"));
    show({ event });
  });
}

/** Asks which versions are in the stage, unless that has been asked of this snapshot already. */
function askForStages(of: AuditSnapshot): void {
  const stage = Stage.safeParse(chosenStage(state)).data;
  if (!stage) return;
  const at = endOfDay(dayInQuestion(state));
  if (of === stagesOf.snapshot && at === stagesOf.at && stage === stagesOf.stage) return;
  const question = { snapshot: of, at, stage };
  stagesOf = question;
  void host.ask({ type: "show-stages", at, stage }).then((stages) => {
    if (!stages || question !== stagesOf) return;
    // Only to who has asked for another day or stage.
    if (answers.stages && (answers.stages.at !== at || answers.stages.stage !== stage)) {
      const found = stages.placements.length + stages.omitted;
      announce(
        found === 1 ? l10n.t("1 version found") : l10n.t("{0} versions found", formatNumber(found)),
      );
    }
    show({ stages });
  });
}

function verify(): void {
  void host.ask({ type: "verify" }).then((verification) => {
    if (verification) showVerification(verification);
  });
}

function showVerification(verification: VerificationAnswer): void {
  announce(l10n.t("Verified"));
  show({ verification });
}

function show(answer: Answers): void {
  answers = { ...answers, ...answer };
  page.update();
}
