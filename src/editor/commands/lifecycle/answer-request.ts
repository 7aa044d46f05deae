import { l10n } from "vscode";
import { movePhases, type HookPhase } from "../../../core/events/hook-phase.ts";
import { versionTitle } from "../../../core/state/version.ts";
import type { Denial } from "../../../registry/lifecycle/answer-request.ts";
import type { ApprovalOutcome } from "../../../registry/lifecycle/approve.ts";
import type { Task } from "../../../registry/task.ts";
import {
  askToAllow,
  hooksAhead,
  warnOfFailedHook,
  type HooksAhead,
} from "../../actions/permit-hooks.ts";
import type { CommandArguments } from "../../command-arguments.ts";
import { hookOutput } from "../../hook-output.ts";
import { showInformationMessage, showWarningMessage } from "../../messages.ts";
import { askForText, required } from "../../pickers/ask.ts";
import { targetRequest, type LocatedRequest } from "../../pickers/pick-request.ts";
import { requireWritable, requireTrust } from "../../pickers/require-writable.ts";
import { sentencesOf } from "../../refusals/refusal-words.ts";
import type { Registries } from "../../registries.ts";
import { runWithProgress } from "../../run-with-progress.ts";

/** “Approve…”: with a comment, if there is one to make. */
export async function approve(registries: Registries, args: CommandArguments): Promise<unknown> {
  await requireWritable(registries, args);
  const target = await targetRequest(
    registries,
    args,
    l10n.t("Approve"),
    ({ awaitsMe }) => awaitsMe,
  );
  if (!target) return undefined;
  const { request, version, counted, required: needed } = target.pending;
  const title = versionTitle(version);
  const goesOn = request.promote && counted + 1 >= needed;
  const phases: readonly HookPhase[] = ["approve", ...(goesOn ? movePhases : [])];
  const hooks = await hooksAhead(target.in, request.to, phases);
  const reason = await askForText({
    title: l10n.t("Approve {0} for {1}", title, request.to),
    prompt: [
      `${request.requestedBy.name}: “${request.reason}”.`,
      ...(goesOn ? [l10n.t("{0} then goes to {1}.", title, request.to)] : []),
      l10n.t("Comment (optional); press Enter to approve"),
    ].join(" "),
  });
  if (typeof reason === "symbol") return undefined;
  if (hooks.mustBeAllowed && !(await mayApprove(target, hooks, goesOn))) return undefined;
  const answer = { request: request.id, ...(reason.trim() && { reason: reason.trim() }) };
  const give = (task?: Task): Promise<ApprovalOutcome> =>
    target.in.registry.call("approve", answer, task);
  const action = goesOn
    ? l10n.t("Moving {0} to {1}", title, request.to)
    : l10n.t("Approving {0}", title);
  const outcome = await (hooks.ofStage ? runWithProgress(action, give) : give());
  tellApproved(target, outcome);
  return outcome.approval;
}

/** Reports what an approval led to: a promotion, the reason why there is none yet, failed hooks. */
function tellApproved(
  { pending: { request, version, counted, required: needed } }: LocatedRequest,
  { approval, promotion, notPromoted }: ApprovalOutcome,
): void {
  const title = versionTitle(version);
  const approved = l10n.t("{0} is approved for {1}.", title, request.to);
  const hasFailed = warnOfFailedHook(approved, approval.hooks);
  if (promotion) {
    const isThere = l10n.t("{0} is approved for {1}, and was promoted.", title, request.to);
    if (!warnOfFailedHook(isThere, promotion.hooks)) void showInformationMessage(isThere);
  } else if (notPromoted) {
    const text = [
      l10n.t("{0} is approved for {1}, but was not promoted.", title, request.to),
      sentencesOf(notPromoted),
    ].join(" ");
    const output = notPromoted.code === "hook-failed" ? [l10n.t("Show Output")] : [];
    void showWarningMessage(text, ...output).then((choice) => {
      if (choice) hookOutput().show();
    });
  } else if (!hasFailed) {
    void showInformationMessage(approvedText(title, request.to, needed - counted - 1));
  }
}

function approvedText(title: string, stage: string, missing: number): string {
  if (missing <= 0) return l10n.t("You approved {0} for {1}.", title, stage);
  return missing === 1
    ? l10n.t("You approved {0} for {1}; 1 more approval needed.", title, stage)
    : l10n.t("You approved {0} for {1}; {2} more approvals needed.", title, stage, missing);
}

/**
 * Asks for permission if programs run after the approval, or with the promotion that the last
 * approval starts. A user who doesn't allow the latter can approve all the same; the version then
 * waits for someone who allows them.
 */
async function mayApprove(
  target: LocatedRequest,
  hooks: HooksAhead,
  goesOn: boolean,
): Promise<boolean> {
  const { request, version } = target.pending;
  const isNeeded = (hooks.ofStage?.hooks.approve.length ?? 0) > 0;
  const choice = await askToAllow(target.in, hooks, {
    question: l10n.t(
      "Allow these programs and approve {0} for {1}?",
      versionTitle(version),
      request.to,
    ),
    ...(goesOn && { about: l10n.t("With this approval it goes to {0}.", request.to) }),
    allow: l10n.t("Allow and Approve"),
    ...(!isNeeded && { instead: l10n.t("Approve Only") }),
  });
  return choice !== undefined;
}

/** “Deny…”: closes a request, for a reason. */
export async function deny(registries: Registries, args: CommandArguments): Promise<unknown> {
  await requireWritable(registries, args);
  const target = await targetRequest(registries, args, l10n.t("Deny"), ({ isOwn }) => !isOwn);
  if (!target) return undefined;
  const { request, version } = target.pending;
  const title = versionTitle(version);
  const hooks = await hooksAhead(target.in, request.to, ["deny"]);
  const reason = await askForText({
    title: l10n.t("Deny {0} for {1}", title, request.to),
    prompt: l10n.t(
      "Reason, shown to {0} and recorded in the history. This closes the request",
      request.requestedBy.name,
    ),
    problem: required(l10n.t("A denial needs a reason.")),
  });
  if (typeof reason === "symbol") return undefined;
  if (hooks.mustBeAllowed) {
    const question = l10n.t("Allow these programs and deny {0} for {1}?", title, request.to);
    if (
      (await askToAllow(target.in, hooks, { question, allow: l10n.t("Allow and Deny") })) ===
      undefined
    ) {
      return undefined;
    }
  }
  const give = (task?: Task): Promise<Denial> =>
    target.in.registry.call("denyApproval", { request: request.id, reason }, task);
  const event = await (hooks.ofStage
    ? runWithProgress(l10n.t("Denying {0}", title), give)
    : give());
  const denied = l10n.t("{0} is denied for {1}.", title, request.to);
  if (!warnOfFailedHook(denied, event.hooks)) void showInformationMessage(denied);
  return event;
}

/** “Withdraw Request…”: withdraws the user's own request. */
export async function withdrawRequest(
  registries: Registries,
  args: CommandArguments,
): Promise<unknown> {
  requireTrust();
  const target = await targetRequest(
    registries,
    args,
    l10n.t("Withdraw Request"),
    ({ isOwn }) => isOwn,
  );
  if (!target) return undefined;
  const { request, version } = target.pending;
  const title = versionTitle(version);
  const reason = await askForText({
    title: l10n.t("Withdraw the request of {0} for {1}", title, request.to),
    prompt: l10n.t(
      "Reason (optional), recorded in the history. Press Enter to withdraw the request",
    ),
  });
  if (typeof reason === "symbol") return undefined;
  const event = await target.in.registry.call("withdrawApproval", {
    request: request.id,
    ...(reason.trim() && { reason: reason.trim() }),
  });
  void showInformationMessage(
    l10n.t("The request of {0} for {1} is withdrawn.", title, request.to),
  );
  return event;
}
