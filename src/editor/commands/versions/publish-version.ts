import { l10n, type SecretStorage, workspace } from "vscode";
import { RegistryError, restricted } from "../../../core/refusals/refusal.ts";
import { versionTitle } from "../../../core/state/version.ts";
import { formatBytes } from "../../../core/text/format.ts";
import { formatNumber } from "../../../core/text/language.ts";
import type { AnswerOf } from "../../../registry/worker/use-cases.ts";
import { askForServer } from "../../actions/ask-for-server.ts";
import type { CommandArguments } from "../../command-arguments.ts";
import { confirmStep, showInformationMessage } from "../../messages.ts";
import { targetVersion } from "../../pickers/target.ts";
import type { Registries } from "../../registries.ts";
import { runWithProgress } from "../../run-with-progress.ts";

/** “Publish to MLflow Server…”: shows what would be made there, and does it once it is confirmed. */
export async function publishToServer(
  registries: Registries,
  secrets: SecretStorage,
  args: CommandArguments,
): Promise<undefined> {
  if (!workspace.isTrusted) throw new RegistryError(restricted);
  const title = l10n.t("Publish to MLflow Server");
  const target = await targetVersion(registries, args, title);
  if (!target) return;
  const server = await askForServer(title, secrets);
  if (!server) return;
  const { registry } = target.in;
  const request = { reference: target.version.id, server };
  const name = versionTitle(target.version);
  const plan = await runWithProgress(l10n.t("Asking {0}", server.url), (task) =>
    registry.call("previewMlflowPublication", request, task),
  );
  const verb = l10n.t("Publish");
  const answer = await confirmStep(l10n.t("Publish {0} to {1}?", name, server.url), {
    detail: planText(plan),
    verb,
    safe: l10n.t("Don't Publish"),
  });
  if (answer !== verb) return;
  const { published } = await runWithProgress(l10n.t("Publishing {0}", name), (task) =>
    registry.call("publishToMlflow", request, task),
  );
  void showInformationMessage(
    l10n.t(
      "{0} is version {1} of {2} at {3}.",
      name,
      published?.number ?? "",
      plan.name,
      plan.server,
    ),
  );
}

function planText(plan: AnswerOf<"previewMlflowPublication">): string {
  const { name, isNewModel, published, uploads, stage, aliases } = plan;
  const bytes = uploads.reduce((sum, { size }) => sum + size, 0);
  const made = published
    ? l10n.t("It is version {0} of {1} there already.", published.number, name)
    : isNewModel
      ? l10n.t("The model {0} is made there, with a run that has its files.", name)
      : l10n.t("A version of {0} is made there, with a run that has its files.", name);
  return [
    made,
    ...(uploads.length > 0
      ? [l10n.t("Files to upload: {0} ({1}).", formatNumber(uploads.length), formatBytes(bytes))]
      : []),
    ...(stage === undefined ? [] : [l10n.t("Its stage there will be {0}.", stage)]),
    ...(aliases.length > 0 ? [l10n.t("Its aliases there will be {0}.", aliases.join(", "))] : []),
  ].join(" ");
}
