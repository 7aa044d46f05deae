import type { RetentionAnswer } from "../../../webview/retention/protocol.ts";
import type { ModelName, Stage, VersionId } from "../../core/model/ids.ts";
import { RegistryError } from "../../core/refusals/refusal.ts";
import { messageOf } from "../../core/refusals/words.ts";
import { versionTitle, type VersionOutline } from "../../core/state/version.ts";
import { commandText } from "../../core/text/command-text.ts";
import { count, formatBytes } from "../../core/text/format.ts";
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
import { listOfVersions } from "./several-versions.ts";

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
  const versions = count(going.length, "version");
  const space =
    freed > 0
      ? `${formatBytes(freed)} that no other version has will be freed.`
      : "No space will be freed: other versions have the same bytes.";
  const detail = [
    `${space} This can't be undone.`,
    listOfVersions(going),
    "Their history is kept, and their numbers are never used again.",
  ].join("\n\n");
  const safe = going.length === 1 ? "Keep Version" : "Keep Versions";
  const answer = await confirmStep(`Delete ${versions}?`, { detail, verb: "Delete", safe });
  if (answer !== "Delete") return undefined;
  const request = { versions: idsOf(going) };
  const done = await runWithProgress(`Deleting ${versions}`, (task) =>
    registry.call("deleteByRetention", request, task),
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
  const done = await runWithProgress(`Archiving ${count(going.length, "version")}`, (task) =>
    registry.call("archiveByRetention", request, task),
  );
  return tellOfArchival(done);
}

async function confirmArchival(
  folder: FolderRegistry,
  versions: readonly VersionOutline[],
  to: Stage,
): Promise<boolean> {
  const bytes = versions.reduce((sum, { size }) => sum + size, 0);
  const verb = `Archive ${count(versions.length, "version")}`;
  const about = [
    `To ${to}, each through what the policy demands there. Their ${formatBytes(bytes)} stay stored.`,
    listOfVersions(versions),
  ].join("\n\n");
  const hooks = await hooksAhead(folder, to);
  if (hooks.mustBeAllowed) {
    const question = `Allow these programs and ${verb.toLowerCase()}?`;
    const allow = "Allow and Archive";
    return (await askToAllow(folder, hooks, { question, about, allow })) === allow;
  }
  const detail = [about, ...hooksNote(hooks)].join("\n");
  const answer = await confirmStep(`${verb}?`, { detail, verb: "Archive" });
  return answer === "Archive";
}

function tellOfDeletion(
  { deleted, freed, notFreed }: RetentionDeletion,
  wanted: number,
): RetentionAnswer {
  const kept = wanted - deleted.length;
  const notes = [
    ...(kept > 0 ? [`${count(kept, "version")} came into use in the meantime and stayed.`] : []),
    ...(notFreed ? [`The bytes were not all freed: ${messageOf(notFreed)}`] : []),
  ];
  const said = `${count(deleted.length, "version")} deleted, ${formatBytes(freed.bytes)} freed.`;
  if (notFreed) {
    void showWarningMessage([said, ...notes].join(" "), "Free Space…").then(
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

function tellOfArchival({
  archived,
  refused,
  failedHooks,
  stopped,
}: RetentionArchival): RetentionAnswer {
  const notes = [
    ...(stopped ? [sentencesOf(stopped)] : []),
    ...refused.map(({ refusal }) => sentencesOf(refusal)),
    ...failedHooks.map(
      ({ version, hook: { command, problem = "failed" } }) =>
        `After ${versionTitle(version)} was archived, the hook ${commandText(command)} ${problem}.`,
    ),
  ];
  const [first] = notes;
  const said = `${count(archived.length, "version")} archived.`;
  if (first === undefined) void showInformationMessage(said);
  else {
    const more = notes.length > 1 ? ` And ${notes.length - 1} more on the page.` : "";
    void showWarningMessage(`${said} ${first}${more}`);
  }
  return { action: "archive", versions: archived.length, freed: 0, notes };
}

function idsOf(versions: readonly VersionOutline[]): VersionId[] {
  return versions.map(({ id }) => id);
}

/** Returns the error for versions that the page showed as due and that no longer are. */
function nothingDue(action: "archive" | "delete"): RegistryError {
  return new RegistryError({
    code: "invalid-request",
    message: `There is nothing to ${action} any more.`,
    wayOut: "The page shows what has changed; nothing was done.",
  });
}
