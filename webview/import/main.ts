import "../ui/strict-csp.ts";
import "./import.css";
import * as l10n from "@vscode/l10n";
import { importReportText } from "../../src/core/import/import-report-text.ts";
import { storedState } from "../ui/host.ts";
import { startPage } from "../ui/page.ts";
import { host } from "./host.ts";
import { adopt, Plan } from "./plan.ts";
import { progressView, type ShownProgress } from "./progress.ts";
import type { ImportSnapshot } from "./protocol.ts";
import { ImportPageState } from "./state.ts";
import { importView } from "./view.ts";

const stored = storedState(ImportPageState, ImportPageState.parse({}));
let state = stored.read();
let adopted: ImportSnapshot["models"] | undefined;
let progress: ShownProgress | undefined;
let wasRunning = false;

const page = startPage(
  "import",
  host,
  (snapshot) => {
    if (snapshot.models !== adopted) {
      adopted = snapshot.models;
      change({ plan: adopt(state.plan, snapshot.models) });
    }
    // How far the search was is nothing that a run begins with.
    if (snapshot.isRunning !== wasRunning) progress = undefined;
    wasRunning = snapshot.isRunning;
    return importView(snapshot, state, progress, { change: changeAndShow, lookAgain, reset });
  },
  {
    news: ({ isRunning, report }) =>
      isRunning ? l10n.t("Importing") : report ? importReportText(report) : l10n.t("Updated"),
    loading: () => progressView(progress, l10n.t("Looking for versions"), cancel),
    onProgress: (step) => {
      progress = step;
      page.update();
    },
  },
);

function change(part: Partial<ImportPageState>): void {
  state = { ...state, ...part };
  stored.write(state);
}

function changeAndShow(part: Partial<ImportPageState>): void {
  change(part);
  page.update();
}

function cancel(): void {
  host.send({ type: "cancel-import" });
}

function lookAgain(): void {
  progress = undefined;
  host.send({ type: "look-again" });
  page.restart();
}

/** Back to what was proposed. */
function reset(): void {
  changeAndShow({ plan: adopt(Plan.parse([]), adopted ?? []) });
}
