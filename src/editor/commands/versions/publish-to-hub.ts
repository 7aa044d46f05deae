import { l10n, type SecretStorage, workspace } from "vscode";
import { RegistryError, restricted } from "../../../core/refusals/refusal.ts";
import { versionTitle } from "../../../core/state/version.ts";
import { formatBytes } from "../../../core/text/format.ts";
import { formatNumber } from "../../../core/text/language.ts";
import type { AnswerOf } from "../../../registry/worker/use-cases.ts";
import { askForHub } from "../../actions/ask-for-hub.ts";
import type { CommandArguments } from "../../command-arguments.ts";
import { confirmStep, showInformationMessage, showWarningMessage } from "../../messages.ts";
import { targetVersion } from "../../pickers/target.ts";
import type { Registries } from "../../registries.ts";
import { runWithProgress } from "../../run-with-progress.ts";

type Plan = AnswerOf<"previewHubPublication">;

/** “Publish to Hugging Face Hub…”: shows what would be made there, and does it once it is confirmed. */
export async function publishToHub(
  registries: Registries,
  secrets: SecretStorage,
  args: CommandArguments,
): Promise<undefined> {
  if (!workspace.isTrusted) throw new RegistryError(restricted);
  const title = l10n.t("Publish to Hugging Face Hub");
  const target = await targetVersion(registries, args, title);
  if (!target) return;
  const texts = {
    repository: l10n.t("Enter the repository, for example organization/name"),
    token: l10n.t(
      "Enter a token of the Hub that may write there. It is kept in VS Code's secret storage.",
    ),
  };
  const place = await askForHub(title, texts, secrets);
  if (!place) return;
  const { server, address } = place;
  if (!server) {
    void showWarningMessage(
      l10n.t(
        "Nothing can be published while HF_HUB_OFFLINE is set. Unset it, and start VS Code again.",
      ),
    );
    return;
  }
  const { registry } = target.in;
  const request = { reference: target.version.id, server, to: address };
  const name = versionTitle(target.version);
  const plan = await runWithProgress(l10n.t("Asking {0}", server.url), (task) =>
    registry.call("previewHubPublication", request, task),
  );
  if (plan.uploads.length === 0) {
    void showInformationMessage(l10n.t("{0} is at {1} already.", name, plan.place));
    return;
  }
  const verb = l10n.t("Publish");
  const answer = await confirmStep(l10n.t("Publish {0} to {1}?", name, plan.place), {
    detail: planText(plan),
    verb,
    safe: l10n.t("Don't Publish"),
  });
  if (answer !== verb) return;
  const done = await runWithProgress(l10n.t("Publishing {0}", name), (task) =>
    registry.call("publishToHub", request, task),
  );
  const commit = (done.commit ?? "").slice(0, 7);
  void showInformationMessage(l10n.t("{0} is at {1}, commit {2}.", name, done.place, commit));
}

function planText({ isNew, branch, uploads, present }: Plan): string {
  const bytes = uploads.reduce((sum, { size }) => sum + size, 0);
  return [
    isNew
      ? l10n.t("The repository is created as private; you can make it public on its page.")
      : l10n.t("The files are committed to the branch {0}.", branch),
    l10n.t("Files to upload: {0} ({1}).", formatNumber(uploads.length), formatBytes(bytes)),
    ...(present > 0 ? [l10n.t("Files that are there already: {0}.", formatNumber(present))] : []),
  ].join(" ");
}
