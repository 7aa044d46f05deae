import { l10n } from "vscode";
import type { RetentionAnswer } from "../../../webview/retention/protocol.ts";
import type { ModelName, Stage, VersionId } from "../../core/model/ids.ts";
import { RegistryError } from "../../core/refusals/refusal.ts";
import { messageOf } from "../../core/refusals/words.ts";
import { versionTitle, type VersionOutline } from "../../core/state/version.ts";
import { commandText } from "../../core/text/command-text.ts";
import { formatBytes } from "../../core/text/format.ts";
import { formatNumber } from "../../core/text/language.ts";
import type {
  RetentionArchival,
  RetentionDeletion,
} from "../../registry/retention/apply-retention.ts";
import { confirmStep, showInformationMessage, showWarningMessage } from "../messages.ts";
import { sentencesOf } from "../refusals/refusal-words.ts";
import type { FolderRegistry } from "../registries.ts";
import { runCommand } from "../run-command.ts";
import { runWithProgress } from "../run-with-progress.ts";
import { askToAllow, hooksAhead, hooksNote } from "./permit-hooks.ts";
import { listOfVersions, spaceText } from "./several-versions.ts";

/**
 * Deletes the versions that are due for deletion, after the user has confirmed their number and
 * size.
 *
 * @returns undefined if the user declines
 * @throws RegistryError
 */
export async function deleteRetired(
  { registry }: FolderRegistry,
  model: ModelName | undefined,
): Promise<RetentionAnswer | undefined> {
  const preview = await registry.call("retentionPreview", {
    ...(model !== undefined && { model }),
  });
  const { entries, freed, obstacle } = preview;
  const going = entries.flatMap(({ action, version }) => (action === "delete" ? [version] : []));
  if (going.length === 0) throw nothingDue("delete");
  if (obstacle) throw new RegistryError(obstacle);
  const n = going.length;
  const detail = [
    spaceText(freed),
    listOfVersions(going),
    l10n.t("Their history is kept, and their numbers are never used again."),
  ].join("\n\n");
  const safe = n === 1 ? l10n.t("Keep Version") : l10n.t("Keep Versions");
  const verb = l10n.t("Delete");
  const question =
    n === 1 ? l10n.t("Delete 1 version?") : l10n.t("Delete {0} versions?", formatNumber(n));
  const answer = await confirmStep(question, { detail, verb, safe });
  if (answer !== verb) return undefined;
  const request = { versions: idsOf(going) };
  const done = await runWithProgress(
    n === 1 ? l10n.t("Deleting 1 version") : l10n.t("Deleting {0} versions", formatNumber(n)),
    (task) => registry.call("deleteByRetention", request, task),
  );
  return tellOfDeletion(done, going.length);
}

/** Archives what retention archives now, likewise; the bytes stay. */
export async function archiveRetired(
  folder: FolderRegistry,
  model: ModelName | undefined,
): Promise<RetentionAnswer | undefined> {
  const { registry } = folder;
  const { entries } = await registry.call("retentionPreview", {
    ...(model !== undefined && { model }),
  });
  const going = entries.filter((entry) => entry.action === "archive");
  const [first] = going;
  if (!first) throw nothingDue("archive");
  const archiving = going.map(({ version }) => version);
  if (!(await confirmArchival(folder, archiving, first.to))) return undefined;
  const request = { versions: idsOf(archiving) };
  const n = going.length;
  const done = await runWithProgress(
    n === 1 ? l10n.t("Archiving 1 version") : l10n.t("Archiving {0} versions", formatNumber(n)),
    (task) => registry.call("archiveByRetention", request, task),
  );
  return tellOfArchival(done);
}

async function confirmArchival(
  folder: FolderRegistry,
  versions: readonly VersionOutline[],
  to: Stage,
): Promise<boolean> {
  const bytes = versions.reduce((sum, { size }) => sum + size, 0);
  const n = versions.length;
  const about = [
    l10n.t(
      "To {0}, each through what the policy demands there. Their {1} stay stored.",
      to,
      formatBytes(bytes),
    ),
    listOfVersions(versions),
  ].join("\n\n");
  const hooks = await hooksAhead(folder, to);
  if (hooks.mustBeAllowed) {
    const question =
      n === 1
        ? l10n.t("Allow these programs and archive 1 version?")
        : l10n.t("Allow these programs and archive {0} versions?", formatNumber(n));
    const allow = l10n.t("Allow and Archive");
    return (await askToAllow(folder, hooks, { question, about, allow })) === allow;
  }
  const detail = [about, ...hooksNote(hooks)].join("\n");
  const verb = l10n.t("Archive");
  const question =
    n === 1 ? l10n.t("Archive 1 version?") : l10n.t("Archive {0} versions?", formatNumber(n));
  return (await confirmStep(question, { detail, verb })) === verb;
}

function tellOfDeletion(
  { deleted, freed, notFreed }: RetentionDeletion,
  wanted: number,
): RetentionAnswer {
  const kept = wanted - deleted.length;
  const notes = [
    ...(kept > 0 ? [keptText(kept)] : []),
    ...(notFreed ? [l10n.t("The bytes were not all freed: {0}", messageOf(notFreed))] : []),
  ];
  const bytes = formatBytes(freed.bytes);
  const said =
    deleted.length === 1
      ? l10n.t("1 version deleted, {0} freed.", bytes)
      : l10n.t("{0} versions deleted, {1} freed.", formatNumber(deleted.length), bytes);
  if (notFreed) {
    void showWarningMessage([said, ...notes].join(" "), l10n.t("Free Space…")).then(
      (choice) => choice && runCommand("freeSpace"),
    );
  } else void showInformationMessage([said, ...notes].join(" "));
  return {
    action: "delete",
    versions: deleted.length,
    freed: freed.bytes,
    notes,
  };
}

function keptText(n: number): string {
  return n === 1
    ? l10n.t("1 version came into use in the meantime and stayed.")
    : l10n.t("{0} versions came into use in the meantime and stayed.", formatNumber(n));
}

function tellOfArchival({
  archived,
  refused,
  failedHooks,
  stopped,
}: RetentionArchival): RetentionAnswer {
  const notes = [
    ...(stopped ? [sentencesOf(stopped)] : []),
    ...refused.map(({ refusal }) => sentencesOf(refusal)),
    ...failedHooks.map(({ version, hook: { command, problem } }) =>
      problem === undefined
        ? l10n.t(
            "After {0} was archived, the hook {1} failed.",
            versionTitle(version),
            commandText(command),
          )
        : l10n.t(
            "After {0} was archived, the hook {1} {2}.",
            versionTitle(version),
            commandText(command),
            problem,
          ),
    ),
  ];
  const [first] = notes;
  const said =
    archived.length === 1
      ? l10n.t("1 version archived.")
      : l10n.t("{0} versions archived.", formatNumber(archived.length));
  if (first === undefined) void showInformationMessage(said);
  else {
    const more = notes.length > 1 ? [l10n.t("And {0} more on the page.", notes.length - 1)] : [];
    void showWarningMessage([said, first, ...more].join(" "));
  }
  return { action: "archive", versions: archived.length, freed: 0, notes };
}

function idsOf(versions: readonly VersionOutline[]): VersionId[] {
  return versions.map(({ id }) => id);
}

/** Returns the error for versions that the page showed as due and that no longer are. */
function nothingDue(action: "archive" | "delete"): RegistryError {
  return new RegistryError({ code: "invalid-request", reason: "nothing-due", action });
}
