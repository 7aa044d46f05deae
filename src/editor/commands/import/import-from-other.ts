import { l10n, type QuickPickItem, type SecretStorage, workspace } from "vscode";
import { RegistryError, restricted } from "../../../core/refusals/refusal.ts";
import { messageOf } from "../../../core/refusals/words.ts";
import { runCount, versionCount } from "../../../core/text/counts.ts";
import { formatNumber } from "../../../core/text/language.ts";
import type { OtherModel, OtherRegistry } from "../../../registry/interchange/import-other.ts";
import type { AnswerOf } from "../../../registry/worker/use-cases.ts";
import { askForHub } from "../../actions/ask-for-hub.ts";
import { askForServer } from "../../actions/ask-for-server.ts";
import { showInformationMessage, showOpenDialog, showWarningMessage } from "../../messages.ts";
import { askForMany, askForOne } from "../../pickers/ask.ts";
import { pickFolder } from "../../pickers/pick-folder.ts";
import { nothingToChoose } from "../../pickers/pick-version.ts";
import type { FolderRegistry, Registries } from "../../registries.ts";
import { runWithProgress } from "../../run-with-progress.ts";

/**
 * “Import from Another Tool…”: looks at another registry, asks which of its models are imported, and
 * imports them with progress. What was imported before is passed over, so that a cancelled one goes on.
 */
export async function importFromOther(
  registries: Registries,
  secrets: SecretStorage,
): Promise<undefined> {
  if (!workspace.isTrusted) throw new RegistryError(restricted);
  const title = l10n.t("Import from Another Tool");
  const found = await pickFolder(registries, title);
  const from = found && (await askForOther(title, found, secrets));
  if (!from) return;
  const preview = await runWithProgress(l10n.t("Reading what can be imported"), (task) =>
    found.registry.call("previewOther", { from }, task),
  );
  const chosen = await chooseModels(title, preview);
  if (!chosen) return;
  const summary = await runWithProgress(title, (task) =>
    found.registry.call("importOther", { from, ...chosen }, task),
  );
  tellOutcome(summary);
}

async function askForOther(
  title: string,
  { folder }: FolderRegistry,
  secrets: SecretStorage,
): Promise<OtherRegistry | undefined> {
  const items = [
    {
      place: "mlflow-server" as const,
      label: l10n.t("MLflow server…"),
      detail: l10n.t("By its address, over the network"),
    },
    {
      place: "mlflow-folder" as const,
      label: l10n.t("MLflow folder…"),
      detail: l10n.t("The folder mlruns, with its files beside it"),
    },
    {
      place: "mlflow-database" as const,
      label: l10n.t("MLflow database…"),
      detail: l10n.t("The file mlflow.db, with its files beside it"),
    },
    {
      place: "wandb" as const,
      label: l10n.t("Runs of Weights & Biases…"),
      detail: l10n.t("The folder wandb, or that of one run"),
    },
    {
      place: "dvc" as const,
      label: l10n.t("Stages of DVC…"),
      detail: l10n.t("The file dvc.lock of a pipeline"),
    },
    {
      place: "dvclive" as const,
      label: l10n.t("Run of DVCLive…"),
      detail: l10n.t("The folder that DVCLive writes, without a pipeline"),
    },
    {
      place: "hub" as const,
      label: l10n.t("Model on the Hugging Face Hub…"),
      detail: l10n.t("By its name, over the network or from the Hub's cache on this machine"),
    },
    {
      place: "gto" as const,
      label: l10n.t("Git tags of GTO"),
      detail: l10n.t("In the repository of {0}", folder.name),
    },
  ];
  const answer = await askForOne({
    title,
    placeholder: l10n.t("Choose where the models are"),
    items,
  });
  if (typeof answer === "symbol") return undefined;
  if (answer.place === "gto") return { kind: "gto" };
  if (answer.place === "mlflow-server") {
    const server = await askForServer(title, secrets);
    return server && { kind: "mlflow-server", server };
  }
  if (answer.place === "hub") {
    const texts = {
      repository: l10n.t("Enter the model, for example organization/name or organization/name@v2"),
      token: l10n.t(
        "Enter your token of the Hub, or nothing for a public model. It is kept in VS Code's secret storage.",
      ),
    };
    const place = await askForHub(title, texts, secrets);
    return place && { kind: "hub", ...place };
  }
  const isFolder = folderPlaces.has(answer.place);
  const [place] =
    (await showOpenDialog({
      title: `${title}: ${answer.detail}`,
      openLabel: l10n.t("Preview Import"),
      canSelectFiles: !isFolder,
      canSelectFolders: isFolder,
      defaultUri: folder.uri,
    })) ?? [];
  const isStore = answer.place === "mlflow-folder" || answer.place === "mlflow-database";
  return place && { kind: isStore ? "mlflow-store" : "runs", path: place.fsPath };
}

const folderPlaces: ReadonlySet<string> = new Set(["mlflow-folder", "wandb", "dvclive"]);

interface Chosen {
  readonly models: readonly string[];
  readonly withRuns: boolean;
}

async function chooseModels(
  title: string,
  { models, runs }: AnswerOf<"previewOther">,
): Promise<Chosen | undefined> {
  const items = [
    ...models.map(modelItem),
    ...(runs > 0
      ? [
          {
            label: runCount(runs),
            description: l10n.t("with their metrics by step and files"),
            picked: true,
            model: undefined,
          },
        ]
      : []),
  ];
  if (!items.some(({ picked }) => picked)) {
    const [problem] = models.flatMap(({ problems }) => problems);
    nothingToChoose(title, problem ?? l10n.t("There is nothing that was not imported before."));
    return undefined;
  }
  const answer = await askForMany({
    title,
    placeholder: l10n.t("Choose what to import; nothing is registered yet"),
    items,
    atLeast: 1,
  });
  if (typeof answer === "symbol") return undefined;
  return {
    models: answer.flatMap(({ model }) => model ?? []),
    withRuns: answer.some(({ model }) => model === undefined),
  };
}

function modelItem({
  name,
  wanted,
  known,
  problems,
}: OtherModel): QuickPickItem & { readonly model: string | undefined } {
  const facts = [
    versionCount(wanted),
    ...(known > 0 ? [l10n.t("{0} imported before", formatNumber(known))] : []),
    ...(problems.length > 0
      ? [l10n.t("{0} can't be imported", formatNumber(problems.length))]
      : []),
  ];
  const [problem] = problems;
  return {
    label: name,
    description: facts.join(" · "),
    ...(problem !== undefined && { detail: problem }),
    picked: wanted > 0,
    model: name,
  };
}

function tellOutcome({ versions, runs, failedRuns }: AnswerOf<"importOther">): void {
  const made = versions.filter(({ version, isKnown }) => version && !isKnown).length;
  const done = l10n.t("Imported: {0}, {1}.", versionCount(made), runCount(runs));
  const refusals = [
    ...versions.flatMap(({ from, refusal }) => (refusal ? [`${from}: ${messageOf(refusal)}`] : [])),
    ...failedRuns,
  ];
  const [first] = refusals;
  if (first === undefined) void showInformationMessage(done);
  else {
    const rest = l10n.t("{0} could not be imported: {1}", formatNumber(refusals.length), first);
    void showWarningMessage(`${done} ${rest}`);
  }
}
