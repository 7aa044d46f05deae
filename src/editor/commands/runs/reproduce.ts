import { l10n, window, workspace } from "vscode";
import type { RunCommand } from "../../../core/model/recipe.ts";
import { RegistryError } from "../../../core/refusals/refusal.ts";
import { judgeReproduction } from "../../../core/reproduction/judge-reproduction.ts";
import type { CommandSource } from "../../../core/reproduction/reproduction-events.ts";
import { reproductionTitle } from "../../../core/reproduction/reproduction-text.ts";
import { versionTitle } from "../../../core/state/version.ts";
import { shellText, visibleLines } from "../../../core/text/command-text.ts";
import type { AnswerOf } from "../../../registry/worker/use-cases.ts";
import { runInTerminal } from "../../actions/run-in-terminal.ts";
import type { CommandArguments } from "../../command-arguments.ts";
import { confirmStep, showInformationMessage, showWarningMessage } from "../../messages.ts";
import { askForMany, askForText, required } from "../../pickers/ask.ts";
import { pickFolder } from "../../pickers/pick-folder.ts";
import type { Located } from "../../pickers/pick-version.ts";
import { requireTrust } from "../../pickers/require-writable.ts";
import { targetVersion } from "../../pickers/target.ts";
import type { Registries } from "../../registries.ts";
import { runCommand } from "../../run-command.ts";
import { runWithProgress } from "../../run-with-progress.ts";

type Prepared = AnswerOf<"prepareReproduction">;

interface Chosen {
  readonly command: RunCommand;
  readonly commandSource: CommandSource;
}

/** Longest command (characters) that a dialog shows whole. */
const dialogLength = 1500;

/**
 * “Reproduce Version…”: lays the version out in a work tree of its own, shows the command that made
 * it, runs that in a terminal once it was confirmed, and compares what it gives.
 */
export async function reproduce(registries: Registries, args: CommandArguments): Promise<unknown> {
  requireTrust();
  const target = await targetVersion(registries, args, l10n.t("Reproduce Version"));
  if (!target) return undefined;
  const { registry } = target.in;
  const title = versionTitle(target.version);
  const prepared = await runWithProgress(l10n.t("Laying out {0}", title), (task) =>
    registry.call("prepareReproduction", { reference: target.version.id }, task),
  );
  const chosen = await chooseCommand(prepared, title);
  if (!chosen || !(await confirm(prepared, chosen, title))) {
    void offerToRemove(
      target,
      prepared,
      l10n.t("The work tree of {0} is in {1}.", title, prepared.workspace),
    );
    return undefined;
  }
  const { workspace: folder, variables } = await registry.call("startReproduction", {
    id: prepared.id,
  });
  const start = Date.now();
  const code = await runWithProgress(l10n.t("Reproducing {0}", title), ({ signal }) =>
    runInTerminal(l10n.t("Reproduce {0}", title), chosen.command, { folder, variables, signal }),
  );
  if (code !== 0) {
    throw new RegistryError({
      code: "command-failed",
      reason: "reproduction-failed",
      title,
      end: code === undefined ? { kind: "early" } : { kind: "exit", exitCode: code },
      folder,
    });
  }
  const event = await runWithProgress(l10n.t("Comparing {0}", title), (task) =>
    registry.call(
      "finishReproduction",
      { id: prepared.id, ...chosen, start, end: Date.now() },
      task,
    ),
  );
  const isDifferent = judgeReproduction(event.data) === "different";
  void offerToRemove(target, prepared, `${title}: ${reproductionTitle(event.data)}.`, isDifferent);
  return event;
}

async function chooseCommand(
  { command, commandSource }: Prepared,
  title: string,
): Promise<Chosen | undefined> {
  if (command && commandSource) return { command, commandSource };
  const line = await askForText({
    title: l10n.t("Reproduce {0}", title),
    prompt: l10n.t(
      "No command was recorded. Command that makes it, run in the folder of the workspace",
    ),
    placeholder: "python train.py",
    problem: required(l10n.t("Enter the command line.")),
  });
  return typeof line === "symbol"
    ? undefined
    : { command: { line: line.trim() }, commandSource: "given" };
}

function sourceText(source: CommandSource): string {
  switch (source) {
    case "version":
      return l10n.t("This command was recorded with the version, perhaps by somebody else:");
    case "run":
      return l10n.t(
        "This command was recorded with the run of the version, perhaps by somebody else:",
      );
    case "dvc":
      return l10n.t("This is the command of the stage of DVC in the checked out commit:");
    case "given":
      return l10n.t("This is the command that you entered:");
  }
}

/** Shows what will run, and what is not as it was recorded. Returns true if it may run. */
async function confirm(prepared: Prepared, chosen: Chosen, title: string): Promise<boolean> {
  const { command, commandSource } = chosen;
  const lines = visibleLines(command.line).join("\n");
  const isLong = lines.length > dialogLength;
  if (isLong) {
    const document = await workspace.openTextDocument({ content: lines, language: "shellscript" });
    await window.showTextDocument(document, { preview: true });
  }
  const detail = [
    sourceText(commandSource),
    "",
    isLong ? l10n.t("It is long; the editor behind this dialog shows all of it.") : lines,
    "",
    command.folder === undefined
      ? l10n.t("It runs in {0}.", prepared.workspace)
      : l10n.t("It runs in {0}, folder {1}.", prepared.workspace, command.folder),
    ...section(l10n.t("Not as it was recorded:"), [
      ...prepared.deviations,
      ...prepared.inputs.flatMap(({ name, state, remedy }) =>
        state === "changed" || state === "missing"
          ? [
              [
                state === "missing"
                  ? l10n.t("{0} is missing.", name)
                  : l10n.t("{0} differs.", name),
                ...(remedy === undefined ? [] : [remedy]),
              ].join(" "),
            ]
          : [],
      ),
    ]),
    ...section(l10n.t("To make the environment first, run in a terminal there:"), wayOf(prepared)),
  ].join("\n");
  const openTerminal = l10n.t("Open Terminal");
  const answer = await confirmStep(l10n.t("Run the command that made {0}?", title), {
    detail,
    verb: l10n.t("Run Command"),
    safe: l10n.t("Don't Run"),
    instead: openTerminal,
  });
  if (answer === openTerminal) {
    const terminal = window.createTerminal({
      name: l10n.t("Reproduce {0}", title).slice(0, 100),
      cwd: prepared.workspace,
    });
    terminal.show();
  }
  return answer === l10n.t("Run Command");
}

function wayOf({ environment }: Prepared): readonly string[] {
  return (environment.ways[0]?.commands ?? []).map((words) =>
    shellText(words, { isWindows: process.platform === "win32" }),
  );
}

function section(title: string, lines: readonly string[]): readonly string[] {
  return lines.length === 0 ? [] : ["", title, ...lines.map((line) => `• ${line}`)];
}

async function offerToRemove(
  { in: { folder, registry }, version }: Located,
  { id }: Prepared,
  message: string,
  isWarning = false,
): Promise<void> {
  const [show, remove] = [l10n.t("Show Version"), l10n.t("Remove Work Tree")];
  const tell = isWarning ? showWarningMessage : showInformationMessage;
  const choice = await tell(message, show, remove);
  if (choice === show) {
    await runCommand("showVersion", { folder: folder.uri.toString(), version: version.id });
  }
  if (choice === remove) await registry.call("removeReproductions", { id });
}

/** “Remove Reproductions…”: removes work trees; what was recorded stays. */
export async function removeReproductions(registries: Registries): Promise<unknown> {
  requireTrust();
  const found = await pickFolder(registries, l10n.t("Remove Reproductions"));
  if (!found) return undefined;
  const { registry } = found;
  const listed = await registry.call("listReproductions", {});
  if (listed.length === 0) {
    void showInformationMessage(l10n.t("There is no work tree of a reproduction."));
    return undefined;
  }
  const chosen = await askForMany({
    title: l10n.t("Remove Reproductions"),
    placeholder: l10n.t("Work trees to remove with all their files; what was recorded stays"),
    items: listed.map(({ id, version, checkout }) => ({
      id,
      label: version ? versionTitle(version) : l10n.t("A deleted version"),
      detail: checkout,
      picked: true,
    })),
    atLeast: 1,
  });
  if (typeof chosen === "symbol") return undefined;
  await runWithProgress(l10n.t("Removing work trees"), async (task) => {
    for (const { id } of chosen) await registry.call("removeReproductions", { id }, task);
  });
  void showInformationMessage(
    chosen.length === 1
      ? l10n.t("1 work tree removed.")
      : l10n.t("{0} work trees removed.", chosen.length),
  );
  return chosen.length;
}
