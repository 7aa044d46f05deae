import { l10n } from "vscode";
import { addTo } from "../../core/add-to.ts";
import { RegistryError } from "../../core/refusals/refusal.ts";
import { messageOf } from "../../core/refusals/words.ts";
import { versionTitle, type VersionOutline } from "../../core/state/version.ts";
import { formatBytes } from "../../core/text/format.ts";
import { leftOutLine, type LeftOut } from "../../core/text/left-out-line.ts";
import type { Task } from "../../registry/task.ts";
import type { CommandArguments } from "../command-arguments.ts";
import { log } from "../log.ts";
import { showInformationMessage, showWarningMessage } from "../messages.ts";
import type { TreeNode } from "../nodes/tree-nodes.ts";
import type { Located } from "../pickers/pick-version.ts";
import { runWithProgress } from "../run-with-progress.ts";

/** Names in a dialog before the rest is only counted. */
const maxNamed = 12;

/** Versions of a selection of the tree. */
export interface VersionSelection {
  /** More than one row is selected. */
  readonly isSeveral: boolean;
  readonly versions: readonly Located[];
  readonly leftOut: readonly LeftOut[];
}

/** Returns the versions of a selection, and what else is selected, which is left out. */
export function selectedVersions({ rows: nodes }: CommandArguments): VersionSelection {
  return {
    isSeveral: nodes.length > 1,
    versions: nodes.filter((node) => node.kind === "version"),
    leftOut: nodes
      .filter((node) => node.kind !== "version")
      .map((node) => ({ title: nodeTitle(node), reason: l10n.t("It is not a version.") })),
  };
}

/** Returns how a message names a row. */
export function nodeTitle(node: TreeNode): string {
  switch (node.kind) {
    case "version":
      return versionTitle(node.version);
    case "model":
      return node.overview.model.name;
    case "artifact":
      return l10n.t("{0} of {1}", node.artifact.path, versionTitle(node.version));
    case "stage":
      return node.stage;
    case "model-group":
      return node.path;
    case "approval":
      return l10n.t("the request of {0}", versionTitle(node.pending.version));
    case "ab-test":
      return l10n.t("the A/B test {0}", node.outline.test.name);
    case "folder":
      return node.in.folder.name;
    case "search":
      return l10n.t("the search “{0}”", node.search.name);
    case "more":
      return l10n.t("Show more…");
    default:
      return "text" in node ? node.text : listTitle(node.kind);
  }
}

function listTitle(
  kind: "ab-tests" | "approvals" | "conflicts" | "nothing-found" | "searches",
): string {
  switch (kind) {
    case "ab-tests":
      return l10n.t("the list of A/B tests");
    case "approvals":
      return l10n.t("the list of requests");
    case "conflicts":
      return l10n.t("the list of conflicts");
    case "nothing-found":
      return l10n.t("an empty search");
    case "searches":
      return l10n.t("the list of saved searches");
  }
}

/** Lists versions by name, those of a model together: `fraud 1, 2, 3; churn 7.` */
export function listOfVersions(
  versions: readonly Pick<VersionOutline, "model" | "number">[],
): string {
  const numbers = new Map<string, number[]>();
  for (const { model, number } of versions.slice(0, maxNamed)) {
    addTo(numbers, model, number);
  }
  const names = [...numbers].map(([model, of]) => `${model} ${of.join(", ")}`).join("; ");
  const more = versions.length - maxNamed;
  return more > 0 ? l10n.t("{0} and {1} more.", names, more) : `${names}.`;
}

/** Returns how much space a deletion frees (bytes). */
export function spaceText(freed: number): string {
  return freed > 0
    ? l10n.t(
        "{0} that no other version has will be freed. This can't be undone.",
        formatBytes(freed),
      )
    : l10n.t("No space will be freed: other versions have the same bytes. This can't be undone.");
}

/** Work on the items of a selection, one after the other. */
export interface SeveralWork<T, R> {
  /** Title of the progress: `Archive 5 versions`. */
  readonly title: string;
  /** Sentence of the summary: `3 versions archived.` */
  readonly done: (n: number) => string;
  /** The same for those that a cancellation left: `Cancelled: 2 versions not archived.` */
  readonly notDone: (n: number) => string;
  readonly items: readonly T[];
  readonly nameOf: (item: T) => string;
  readonly leftOut: readonly LeftOut[];
  readonly act: (item: T, task: Task) => Promise<R>;
  /** Returns further sentences for the summary. */
  readonly note?: (results: readonly R[]) => string;
}

/**
 * Processes items one after another with progress, then reports which were done and which were not.
 * After a cancellation, the remaining items are left unchanged.
 */
export async function workThrough<T, R>(work: SeveralWork<T, R>): Promise<readonly R[]> {
  const { title, items, nameOf, act } = work;
  const results: R[] = [];
  const failed: LeftOut[] = [];
  let isCancelled = false;
  await runWithProgress(title, async (task) => {
    for (const [index, item] of items.entries()) {
      isCancelled ||= task.signal?.aborted === true;
      if (isCancelled) return;
      const name = nameOf(item);
      task.report?.({ message: name, done: index, total: items.length, unit: "items" });
      try {
        results.push(await act(item, { ...task, report: undefined }));
      } catch (error) {
        if (!(error instanceof RegistryError)) throw error;
        isCancelled = error.refusal.code === "cancelled";
        if (!isCancelled) failed.push({ title: name, reason: messageOf(error.refusal) });
      }
    }
  });
  summarise(work, results, failed);
  return results;
}

function summarise<T, R>(
  { done, notDone, items, leftOut, note }: SeveralWork<T, R>,
  results: readonly R[],
  failed: readonly LeftOut[],
): void {
  const rest = items.length - results.length - failed.length;
  const said = [
    done(results.length),
    note?.(results) ?? "",
    rest > 0 ? notDone(rest) : "",
    leftOutLine([...failed, ...leftOut]),
  ]
    .filter((sentence) => sentence !== "")
    .join(" ");
  for (const { title, reason } of failed) log().warn(`${title}: ${reason}`);
  if (failed.length > 0 || rest > 0) void showWarningMessage(said);
  else void showInformationMessage(said);
}
