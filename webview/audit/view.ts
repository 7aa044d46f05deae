import * as l10n from "@vscode/l10n";
import { html, type TemplateResult } from "lit";
import type { ActionButton } from "../ui/button.ts";
import { pageHeader } from "../ui/header.ts";
import { emptyNote, section } from "../ui/section.ts";
import { eventDetails } from "./details.ts";
import { eventTable, showMore, summary } from "./events.ts";
import { host } from "./host.ts";
import type { AuditSnapshot, EventAnswer, StagesAnswer, VerificationAnswer } from "./protocol.ts";
import { stagesSection } from "./stages.ts";
import { auditFilter, type AuditPageState, type ChangeState } from "./state.ts";
import { toolbar } from "./toolbar.ts";
import { verificationSection } from "./verification.ts";

/** Answers to what the page asked for beside the events. */
export interface Answers {
  readonly event?: EventAnswer;
  readonly stages?: StagesAnswer;
  readonly verification?: VerificationAnswer;
}

/** Things that the page can be asked to do. */
export interface AuditActions {
  readonly change: ChangeState;
  /** Verifies the registry, and shows the result. */
  readonly verify: () => void;
}

/** The audit page: everything that happened in a registry, and who did it. */
export function auditView(
  snapshot: AuditSnapshot,
  state: AuditPageState,
  answers: Answers,
  { change, verify }: AuditActions,
): TemplateResult {
  return html`${pageHeader(
    l10n.t("Audit Trail"),
    html`<span class="muted">${snapshot.folder}</span>`,
    actions(snapshot, state, verify),
  )}
  ${verificationSection(answers.verification)}
  ${section(
    l10n.t("Events"),
    html`${toolbar(snapshot, state, change)}
      <div class="audit-columns ${state.selected === undefined ? "" : "with-details"}">
        <div>
          ${
            snapshot.lines.length > 0
              ? eventTable(snapshot, state, change)
              : emptyNote(
                  snapshot.total === 0
                    ? l10n.t("Nothing has happened yet. Register a model, and it is recorded here.")
                    : l10n.t("No event matches. Clear a filter to see more."),
                )
          }
          ${showMore(snapshot, state, change)}
        </div>
        ${eventDetails(state, answers.event, change, snapshot.canExport)}
      </div>`,
    html`<p class="muted">${summary(snapshot)}</p>`,
  )}
  ${stagesSection(snapshot, state, answers.stages, change)}`;
}

function actions(
  { canExport }: AuditSnapshot,
  state: AuditPageState,
  verify: () => void,
): readonly ActionButton[] {
  const verifyButton: ActionButton = {
    label: l10n.t("Verify"),
    icon: "verified",
    title: l10n.t("Verify every byte of the ledger and the artifacts"),
    run: verify,
  };
  if (!canExport) return [verifyButton];
  const exportAs = (format: "json" | "csv"): ActionButton => ({
    label: l10n.t("Export as {0}…", format.toUpperCase()),
    icon: "export",
    title: l10n.t("Save the events that the filter lets through"),
    run: () => {
      host.send({ type: "export-log", filter: auditFilter(state), format });
    },
  });
  return [verifyButton, exportAs("json"), exportAs("csv")];
}
