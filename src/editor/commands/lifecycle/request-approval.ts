import { commands, l10n } from "vscode";
import type { Stage } from "../../../core/model/ids.ts";
import { approvedTargets, stageRule, type Policy } from "../../../core/model/policy.ts";
import { RegistryError } from "../../../core/refusals/refusal.ts";
import { versionTitle } from "../../../core/state/version.ts";
import type { PreparedMove } from "../../../registry/lifecycle/prepare-move.ts";
import type { RequestedApproval } from "../../../registry/lifecycle/request-approval.ts";
import type { Task } from "../../../registry/task.ts";
import { askToAllow, hooksOf, warnOfFailedHook } from "../../actions/permit-hooks.ts";
import type { CommandArguments } from "../../command-arguments.ts";
import { showInformationMessage } from "../../messages.ts";
import { stageIcon } from "../../nodes/stage-icon.ts";
import { askForReason } from "../../pickers/ask-for-reason.ts";
import { askForOne, type Step, type Unanswered } from "../../pickers/ask.ts";
import { multiStepInput } from "../../pickers/multi-step-input.ts";
import type { Located } from "../../pickers/pick-version.ts";
import { requireWritable } from "../../pickers/require-writable.ts";
import { targetVersion } from "../../pickers/target.ts";
import type { Registries } from "../../registries.ts";
import { runWithProgress } from "../../run-with-progress.ts";

/** Policy and hooks by which a request is shown. */
type MoveContext = Pick<PreparedMove, "policy" | "hooks">;

interface Draft {
  readonly reason: string;
  readonly promote: boolean;
}

/** “Request Approval…”: for a stage that a version can go to and whose gates ask for approvals. */
export async function requestApproval(
  registries: Registries,
  args: CommandArguments,
): Promise<unknown> {
  await requireWritable(registries, args);
  const target = await targetVersion(
    registries,
    args,
    l10n.t("Request Approval"),
    (version, { policy }) => approvedTargets(policy, version.stage).length > 0,
  );
  if (!target) return undefined;
  const prepared = await target.in.registry.call("prepareMove", { version: target.version.id });
  const to = await askForStage(target, prepared);
  return to && requestApprovalFor(target, to, prepared);
}

/** Asks for a reason and the action after the last approval, then requests the approval. */
export async function requestApprovalFor(
  { in: folder, version }: Located,
  to: Stage,
  { policy, hooks: status }: MoveContext,
): Promise<unknown> {
  const { registry } = folder;
  const title = l10n.t("Request approval of {0} for {1}", versionTitle(version), to);
  const draft = await multiStepInput<Draft>(title, { reason: "", promote: true }, [
    (answers, place) =>
      askForReason(answers, place, {
        prompt: l10n.t("Reason (shown to approvers)"),
        missing: l10n.t("A request needs a reason."),
      }),
    (answers, place) => askForContinuation(answers, place, to),
  ]);
  if (!draft) return undefined;
  const hooks = hooksOf(status, to, ["request"]);
  if (hooks.mustBeAllowed) {
    const question = l10n.t(
      "Allow these programs and request approval of {0}?",
      versionTitle(version),
    );
    const answer = await askToAllow(folder, hooks, {
      question,
      allow: l10n.t("Allow and Request"),
    });
    if (answer === undefined) return undefined;
  }
  const ask = (task?: Task): Promise<RequestedApproval> =>
    registry.call("requestApproval", { version: version.id, to, ...draft }, task);
  const event = await (hooks.ofStage ? runWithProgress(title, ask) : ask());
  const done = l10n.t("Approval of {0} for {1} is requested.", versionTitle(version), to);
  if (warnOfFailedHook(done, event.hooks)) return event;
  void showInformationMessage(
    l10n.t(
      "Approval of {0} for {1} requested. It can be approved by {2}.",
      versionTitle(version),
      to,
      approvers(policy, to),
    ),
    l10n.t("Show in Sidebar"),
  ).then((choice) => choice && commands.executeCommand("modelRegistry.models.focus"));
  return event;
}

/** Returns who may approve for a stage: `grace@example.org or ada@example.org`. */
function approvers(policy: Policy, to: Stage): string {
  const { by, count: needed = 1, self = false } = stageRule(policy, to)?.gates?.approvals ?? {};
  const who = by ? by.join(" or ") : self ? l10n.t("anybody, you too") : l10n.t("anybody but you");
  return needed > 1 ? l10n.t("{0} approvals by {1}", needed, who) : who;
}

async function askForStage(
  { version }: Located,
  { policy, moves }: PreparedMove,
): Promise<Stage | undefined> {
  const stages = approvedTargets(policy, version.stage);
  const [only] = stages;
  if (only === undefined) {
    throw new RegistryError({
      code: "invalid-request",
      reason: "approval-nowhere-asked",
      title: versionTitle(version),
      from: version.stage,
      moves,
    });
  }
  if (stages.length === 1) return only;
  const answer = await askForOne({
    title: l10n.t("Request approval of {0}", versionTitle(version)),
    placeholder: l10n.t("Choose the target stage"),
    items: stages.map((stage) => ({ label: stage, iconPath: stageIcon(stage, policy), stage })),
  });
  return typeof answer === "symbol" ? undefined : answer.stage;
}

async function askForContinuation(
  draft: Draft,
  place: Step,
  to: Stage,
): Promise<Draft | Unanswered> {
  const items = [
    {
      label: l10n.t("Promote automatically"),
      description: l10n.t("it goes to {0} with the last approval if all checks pass", to),
      promote: true,
    },
    {
      label: l10n.t("Promote manually"),
      description: l10n.t("you promote it once it is approved"),
      promote: false,
    },
  ];
  const answer = await askForOne({
    ...place,
    placeholder: l10n.t("What happens when it is approved?"),
    items,
    active: items.find(({ promote }) => promote === draft.promote),
  });
  return typeof answer === "symbol" ? answer : { ...draft, promote: answer.promote };
}
