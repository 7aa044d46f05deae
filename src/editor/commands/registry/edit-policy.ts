import { FileSystemError, l10n, type QuickPickItem, type Uri, workspace } from "vscode";
import type { PolicyPreset } from "../../../core/policy/policy-presets.ts";
import { showInformationMessage } from "../../messages.ts";
import { askForOne } from "../../pickers/ask.ts";
import { pickFolder } from "../../pickers/pick-folder.ts";
import { requireTrust } from "../../pickers/require-writable.ts";
import { policyUri } from "../../policy/policy-file.ts";
import { showPolicy } from "../../policy/show-policy.ts";
import type { Registries } from "../../registries.ts";
import { runCommand } from "../../run-command.ts";

interface PresetItem extends QuickPickItem {
  readonly preset: PolicyPreset;
}

/** Presets of a policy, explained so that no other documentation is needed. */
function presets(): readonly PresetItem[] {
  return [
    {
      preset: "simple",
      label: l10n.t("Simple"),
      description: l10n.t("None → Staging → Production → Archived, and Rejected"),
      detail: l10n.t("The default lifecycle as a file. Nothing is checked."),
    },
    {
      preset: "guarded",
      label: l10n.t("Guarded"),
      description: l10n.t("the same stages, with gates"),
      detail: l10n.t(
        "Production requires good metrics, no regression, a clean commit and an approval by someone else.",
      ),
    },
    {
      preset: "development",
      label: l10n.t("Development"),
      description: l10n.t("Development → Staging → Production → Archived"),
      detail: l10n.t("Versions begin in Development. Nothing is checked."),
    },
    {
      preset: "mlflow",
      label: l10n.t("MLflow"),
      description: l10n.t("None, Staging, Production, Archived"),
      detail: l10n.t("Any stage leads to any other, as in MLflow. Nothing is checked."),
    },
  ];
}

/** “Create Policy…”: one to begin with, open for editing. One that is there is never replaced. */
export async function createPolicy(registries: Registries): Promise<undefined> {
  requireTrust();
  const found = await pickFolder(registries, l10n.t("Create Policy"));
  if (!found) return;
  if (await exists(await policyUri(found.folder))) {
    void showInformationMessage(l10n.t("There is a policy already."), l10n.t("Open Policy")).then(
      (choice) => (choice ? showPolicy(found.folder) : undefined),
    );
    return;
  }
  const answer = await askForOne<PresetItem>({
    title: l10n.t("Create Policy"),
    placeholder: l10n.t("Choose a template. You can edit the file afterwards"),
    items: presets(),
  });
  if (typeof answer === "symbol") return;
  await found.registry.call("startPolicy", { preset: answer.preset });
  await showPolicy(found.folder);
}

/** “Open Policy”: the file, at its first mistake if it has one; or word that there is none. */
export async function openPolicy(
  registries: Registries,
  folder: string | undefined,
): Promise<undefined> {
  const given = folder === undefined ? undefined : registries.at(folder);
  const found = given ?? (await pickFolder(registries, l10n.t("Open Policy")));
  if (!found) return;
  if (await exists(await policyUri(found.folder))) {
    const { problem } = await found.registry.call("policy", {});
    const line = problem?.reason === "policy-mistake" ? problem.line : undefined;
    await showPolicy(found.folder, line);
    return;
  }
  void showInformationMessage(
    l10n.t("There is no policy file; the default lifecycle applies."),
    l10n.t("Create Policy…"),
  ).then((choice) => choice && runCommand("createPolicy"));
}

async function exists(uri: Uri): Promise<boolean> {
  try {
    await workspace.fs.stat(uri);
    return true;
  } catch (error) {
    if (error instanceof FileSystemError && error.code === "FileNotFound") return false;
    throw error;
  }
}
