import { l10n, type QuickPickItem } from "vscode";
import type { Stage } from "../../../core/model/ids.ts";
import { gateCheckText } from "../../../core/model/policy/gate-check.ts";
import { RegistryError } from "../../../core/refusals/refusal.ts";
import { versionTitle, type Version } from "../../../core/state/version.ts";
import { formatAgo } from "../../../core/text/format.ts";
import type { Rollback, RollbackPreview } from "../../../registry/lifecycle/roll-back.ts";
import type { PreparedRollback } from "../../../registry/lifecycle/rollback-targets.ts";
import { askToAllow, hooksOf, hooksNote, warnOfFailedHook } from "../../actions/permit-hooks.ts";
import type { CommandArguments } from "../../command-arguments.ts";
import { confirmStep, showInformationMessage } from "../../messages.ts";
import { mainMetricBeside, mainMetricText } from "../../nodes/main-metric.ts";
import { stageIcon } from "../../nodes/stage-icon.ts";
import { askForReason } from "../../pickers/ask-for-reason.ts";
import { askForOne, type Step, type Unanswered } from "../../pickers/ask.ts";
import { multiStepInput } from "../../pickers/multi-step-input.ts";
import { targetModel } from "../../pickers/target.ts";
import type { FolderRegistry, Registries } from "../../registries.ts";
import { runCommand } from "../../run-command.ts";
import { runWithProgress } from "../../run-with-progress.ts";

interface Draft {
  readonly version: Version | undefined;
  readonly preview: RollbackPreview | undefined;
  readonly reason: string;
}

/** “Roll Back…”: which version, why, confirmed; its bytes are verified before anything changes. */
export async function rollBack(registries: Registries, args: CommandArguments): Promise<unknown> {
  const target = await targetModel(
    registries,
    args,
    l10n.t("Roll Back"),
    ({ production, model }) => production !== undefined || model.versionCount > 1,
  );
  if (!target) return undefined;
  const model = target.overview.model.name;
  const { registry } = target.in;
  const prepared = await registry.call("prepareRollback", { model });
  const { stage, current } = prepared;
  const draft = await multiStepInput<Draft>(
    l10n.t("Roll back {0}", model),
    { version: undefined, preview: undefined, reason: "" },
    [
      (answers, place) => askForVersion(target.in, prepared, answers, place),
      async (answers, place) => {
        // A reason is asked for only if the version can be brought back.
        const preview =
          answers.version && (await requirePossible(target.in, stage, answers.version));
        return askForReason({ ...answers, preview }, place, {
          prompt: l10n.t(
            "Reason, recorded in the history; for example an incident's number or link",
          ),
          missing: l10n.t("A rollback needs a reason."),
        });
      },
    ],
  );
  if (!draft?.version || !draft.preview) return undefined;
  const { version, preview, reason } = draft;
  const request = { model, stage, version: version.id, reason };
  if (!(await isConfirmed(target.in, prepared, version, preview))) return undefined;
  const event = await runWithProgress(l10n.t("Rolling back {0}", model), (task) =>
    registry.call("rollBack", request, task),
  );
  void tell(target.in, stage, version, current, event);
  return event;
}

async function askForVersion(
  { folder }: FolderRegistry,
  { policy, stage, current, candidates }: PreparedRollback,
  draft: Draft,
  place: Step,
): Promise<Draft | Unanswered> {
  // A second rollback goes further back: what was rolled back itself comes last.
  const sorted = candidates.toSorted((a, b) => wasRolledBack(a) - wasRolledBack(b));
  const items = sorted.map((version, index): QuickPickItem & { version: Version } => {
    const metric = mainMetricText(version, current, folder.uri);
    return {
      label: versionTitle(version),
      description: [
        version.rolledBackAt === undefined
          ? index === 0
            ? l10n.t("previous version")
            : undefined
          : l10n.t("rolled back {0}", formatAgo(version.rolledBackAt, Date.now())),
        metric,
        version.rolledBackAt === undefined
          ? l10n.t("left {0}", formatAgo(version.stageSince, Date.now()))
          : undefined,
      ]
        .filter((fact) => fact !== undefined)
        .join(" · "),
      iconPath: stageIcon(version.stage, policy),
      version,
    };
  });
  const answer = await askForOne({
    ...place,
    placeholder: l10n.t("Choose the version to restore to {0}", stage),
    items,
    active: items.find((item) => item.version.id === draft.version?.id),
  });
  return typeof answer === "symbol" ? answer : { ...draft, version: answer.version };
}

/** @throws RegistryError the obstacle of a rollback to this version, if there is one */
async function requirePossible(
  { registry }: FolderRegistry,
  stage: Stage,
  { model, id }: Version,
): Promise<RollbackPreview> {
  const request = { model, stage, version: id };
  const preview = await registry.call("previewRollback", request);
  if (preview.obstacle) throw new RegistryError(preview.obstacle);
  return preview;
}

function wasRolledBack({ rolledBackAt }: Version): number {
  return rolledBackAt === undefined ? 0 : 1;
}

function wayText(from: Stage, to: Stage, metric: string | undefined): string {
  return metric === undefined
    ? l10n.t("From {0} to {1}, after its bytes have been verified.", from, to)
    : l10n.t("From {0} to {1} ({2}), after its bytes have been verified.", from, to, metric);
}

function replacedText(title: string, metric: string | undefined): string {
  return metric === undefined
    ? l10n.t("{0} will be archived.", title)
    : l10n.t("{0} ({1}) will be archived.", title, metric);
}

/** Asks for confirmation in one dialog, also when hooks must be allowed for it. */
async function isConfirmed(
  folder: FolderRegistry,
  { stage, current, hooks: status }: PreparedRollback,
  version: Version,
  { checks }: RollbackPreview,
): Promise<boolean> {
  const metricOf = (each: Version, other: Version | undefined): string | undefined =>
    mainMetricBeside(each, other ?? each, folder.folder.uri);
  const skipped = checks.filter((check) => check.skipped && !check.passed);
  const about = [
    [
      wayText(version.stage, stage, metricOf(version, current)),
      ...(current ? [replacedText(versionTitle(current), metricOf(current, version))] : []),
    ].join(" "),
    ...(skipped.length > 0
      ? ["", l10n.t("These checks fail and are skipped:"), ...skipped.map(gateCheckText)]
      : []),
  ].join("\n");
  const hooks = hooksOf(status, stage, ["post"]);
  if (hooks.mustBeAllowed) {
    const allow = l10n.t("Allow and Roll Back");
    const question = l10n.t("Allow these programs and roll back to {0}?", versionTitle(version));
    return (await askToAllow(folder, hooks, { question, about, allow })) === allow;
  }
  const answer = await confirmStep(l10n.t("Roll back to {0}?", versionTitle(version)), {
    detail: [about, ...hooksNote(hooks)].join("\n"),
    verb: l10n.t("Roll Back"),
    // Checks that are skipped are an override.
    ...(skipped.length > 0 && { safe: l10n.t("Don't Roll Back") }),
  });
  return answer === l10n.t("Roll Back");
}

async function tell(
  { folder }: FolderRegistry,
  stage: Stage,
  version: Version,
  replaced: Version | undefined,
  { hooks }: Rollback,
): Promise<void> {
  const title = versionTitle(version);
  const done = replaced
    ? l10n.t(
        "{0} is in {1} again, verified; {2} was archived.",
        title,
        stage,
        versionTitle(replaced),
      )
    : l10n.t("{0} is in {1} again, verified.", title, stage);
  if (warnOfFailedHook(done, hooks)) return;
  const choice = await showInformationMessage(
    done,
    l10n.t("Show"),
    l10n.t("Save Incident Report…"),
  );
  if (!choice) return;
  const restored = { folder: folder.uri.toString(), version: version.id };
  await runCommand(
    choice === l10n.t("Save Incident Report…") ? "saveIncidentReport" : "showVersion",
    restored,
  );
}
