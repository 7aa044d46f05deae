import { env, l10n, workspace } from "vscode";
import { RegistryError, restricted } from "../../../core/refusals/refusal.ts";
import type { RunArgument } from "../../command-arguments.ts";
import { confirmStep, showStatusBarMessage } from "../../messages.ts";
import { isMoreRuns } from "../../nodes/run-nodes.ts";
import { mostComparedRuns } from "../../panels/page-subject.ts";
import type { Pages } from "../../panels/pages.ts";
import type { FolderRegistry, Registries } from "../../registries.ts";
import type { ModelsTree } from "../../tree/models-tree.ts";
import type { RunsTree } from "../../tree/runs-tree.ts";
import { registerModel } from "../versions/register-model.ts";

/** “Show Run” and “Compare Runs”: the page of a run, or of several of one folder beside each other. */
export function showRuns(pages: Pages, runs: readonly RunArgument[]): Promise<undefined> {
  const [first] = runs;
  if (!first) return Promise.resolve(undefined);
  const { folder } = first;
  const ids = runs.filter((run) => run.folder === folder).map(({ run }) => run);
  pages.show({ page: "run", folder, runs: ids.slice(0, mostComparedRuns) });
  return Promise.resolve(undefined);
}

/** “Register Model from Run…”: asks for the model's files; the rest is taken from the run. */
export async function registerFromRun(
  registries: Registries,
  tree: ModelsTree,
  [run]: readonly RunArgument[],
): Promise<unknown> {
  requireTrust();
  return run && registerModel(registries, tree, undefined, run.run);
}

/** “End Run…”: ends a run whose program doesn't, as killed, once it is confirmed. */
export async function finishRun(
  registries: Registries,
  [run]: readonly RunArgument[],
): Promise<unknown> {
  requireTrust();
  const found = run && folderOf(registries, run);
  if (!found) return undefined;
  const answer = await confirmStep(l10n.t("End the run {0}?", run.run.slice(0, 8)), {
    detail: l10n.t(
      "Its log is sealed, and it counts as killed. Its program is not stopped; what that logs later is still kept.",
    ),
    verb: l10n.t("End Run"),
    safe: l10n.t("Keep Running"),
  });
  if (answer !== l10n.t("End Run")) return undefined;
  return found.registry.call("finishRun", { run: run.run, status: "killed" });
}

/** “Delete Run…”: deletes runs, once it is confirmed. */
export async function deleteRuns(
  registries: Registries,
  runs: readonly RunArgument[],
): Promise<unknown> {
  requireTrust();
  const [first] = runs;
  if (!first) return undefined;
  const question =
    runs.length === 1
      ? l10n.t("Delete the run {0}?", first.run.slice(0, 8))
      : l10n.t("Delete {0} runs?", runs.length);
  const answer = await confirmStep(question, {
    detail: l10n.t(
      "Versions that were registered from it stay. It can be restored on the command line for a week.",
    ),
    verb: l10n.t("Delete"),
    safe: l10n.t("Keep"),
  });
  if (answer !== l10n.t("Delete")) return undefined;
  for (const run of runs) {
    await folderOf(registries, run)?.registry.call("deleteRun", { run: run.run });
  }
  return runs;
}

/** “Copy Run ID”. */
export async function copyRunId([run]: readonly RunArgument[]): Promise<string | undefined> {
  if (!run) return undefined;
  await env.clipboard.writeText(run.run);
  showStatusBarMessage(l10n.t("Copied {0}", run.run), 3000);
  return run.run;
}

/** “Show more…” at the end of a list of runs. */
export async function showMoreRuns(tree: RunsTree, [row]: readonly unknown[]): Promise<undefined> {
  if (isMoreRuns(row)) await tree.showMore(row);
  return undefined;
}

/** @throws RegistryError `read-only`, before anything is asked */
function requireTrust(): void {
  if (!workspace.isTrusted) throw new RegistryError(restricted);
}

function folderOf(registries: Registries, { folder }: RunArgument): FolderRegistry | undefined {
  return registries.at(folder);
}
