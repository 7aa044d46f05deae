import * as l10n from "@vscode/l10n";
import { html, type TemplateResult } from "lit";
import { formatNumber } from "../../src/core/text/language.ts";
import { actionButton, type ActionButton } from "../ui/button.ts";
import { pageHeader } from "../ui/header.ts";
import { icon } from "../ui/icon.ts";
import { host } from "./host.ts";
import type { RetentionAnswer, RetentionSnapshot } from "./protocol.ts";
import { resultSection } from "./result.ts";
import type { ChangeState, RetentionPageState } from "./state.ts";
import { summary } from "./summary.ts";
import { versionSection } from "./table.ts";

/** Things that the page can be asked to do. */
export interface RetentionPageActions {
  readonly change: ChangeState;
  /** Applies the rule, and shows the result. */
  readonly apply: (action: RetentionAnswer["action"]) => void;
}

/** The page of a policy's retention: what it would do now, and why. */
export function retentionView(
  snapshot: RetentionSnapshot,
  state: RetentionPageState,
  result: RetentionAnswer | undefined,
  { change, apply }: RetentionPageActions,
): TemplateResult {
  const { folder, model, rule, problem } = snapshot;
  const of = html`<span class="muted">${model ?? folder}</span>`;
  if (problem || rule === undefined) {
    return html`${pageHeader(l10n.t("Retention"), of, [])}${withoutRule(snapshot)}`;
  }
  return html`${pageHeader(l10n.t("Retention"), of, actions(snapshot, apply))} ${summary(snapshot)}
  ${resultSection(result)} ${versionSection(snapshot, state, change)}`;
}

function actions(
  { counts, obstacle, canApply }: RetentionSnapshot,
  apply: RetentionPageActions["apply"],
): readonly ActionButton[] {
  const button = (action: "archive" | "delete", icon: string, label: string): ActionButton => ({
    label,
    icon,
    run: () => {
      apply(action);
    },
  });
  return [
    ...(canApply && counts.archive > 0
      ? [button("archive", "archive", archiveText(counts.archive))]
      : []),
    ...(canApply && counts.delete > 0 && !obstacle
      ? [button("delete", "trash", deleteText(counts.delete))]
      : []),
    policyButton("open", l10n.t("Open policy")),
  ];
}

function archiveText(n: number): string {
  return n === 1 ? l10n.t("Archive 1 version…") : l10n.t("Archive {0} versions…", formatNumber(n));
}

function deleteText(n: number): string {
  return n === 1 ? l10n.t("Delete 1 version…") : l10n.t("Delete {0} versions…", formatNumber(n));
}

/** Renders the reason why retention does nothing, with a button for what can be done about it. */
function withoutRule({ problem, hasPolicy, canApply }: RetentionSnapshot): TemplateResult {
  if (problem) {
    return state(
      "warning",
      problem.message,
      problem.wayOut,
      policyButton("open", l10n.t("Open policy")),
    );
  }
  const what = l10n.t(
    "Retention sets how many versions of a model are kept, and after how many days archived ones are deleted. Versions in use are always kept, and nothing changes until you apply it.",
  );
  const [message, button] = hasPolicy
    ? ([
        l10n.t("The policy has no retention: everything is kept."),
        policyButton("add-retention", l10n.t("Add retention to policy")),
      ] as const)
    : ([
        l10n.t("There is no policy yet: everything is kept."),
        policyButton("create", l10n.t("Create policy…")),
      ] as const);
  return canApply
    ? state("archive", message, what, { ...button, primary: true })
    : state("archive", message, `${what} ${l10n.t("Trust the workspace to write it.")}`);
}

function policyButton(step: "open" | "create" | "add-retention", label: string): ActionButton {
  return {
    label,
    icon: "law",
    run: () => {
      host.send({ type: "edit-policy", step });
    },
  };
}

function state(sign: string, message: string, what: string, button?: ActionButton): TemplateResult {
  return html`<div class="state">
    ${icon(sign, "state-icon")}
    <h2>${message}</h2>
    <p>${what}</p>
    ${button ? actionButton(button) : ""}
  </div>`;
}
