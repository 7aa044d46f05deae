import { l10n } from "vscode";
import { conflictRemedyText } from "../../core/state/merge-conflict.ts";
import { formatBytes } from "../../core/text/format.ts";
import { formatNumber } from "../../core/text/language.ts";
import type { Finding, Verification } from "../../registry/audit/verify.ts";
import { log } from "../log.ts";
import { showErrorMessage, showInformationMessage } from "../messages.ts";
import type { FolderRegistry, Registries } from "../registries.ts";
import { runCommand } from "../run-command.ts";
import { runWithProgress } from "../run-with-progress.ts";

/**
 * “Verify Registry”: verifies every ledger line and artifact, and reports those that differ from
 * what was recorded.
 */
export async function verifyRegistry(registries: Registries): Promise<readonly Verification[]> {
  const results: Verification[] = [];
  for (const each of registries.all()) results.push(await verifyFolder(each));
  return results;
}

/** The same for the registry of one folder. */
export async function verifyFolder(found: FolderRegistry): Promise<Verification> {
  const { folder, registry } = found;
  const result = await runWithProgress(l10n.t("Verifying {0}", folder.name), (task) =>
    registry.call("verify", {}, task),
  );
  void tell(found, result);
  return result;
}

async function tell(
  found: FolderRegistry,
  { events, artifacts, bytes, findings, notes }: Verification,
): Promise<void> {
  const { name } = found.folder;
  const scope = [eventCount(events), artifactCount(artifacts), formatBytes(bytes)].join(", ");
  const [first] = findings;
  for (const { where, problem } of findings) log().error(`${name}: ${where}: ${problem}`);
  for (const note of notes) log().info(`${name}: ${note.where}: ${noteText(note)}`);
  if (!first) {
    await tellSound(l10n.t("{0} is as recorded: {1}.", name, scope), notes);
    return;
  }
  const repairLabel = l10n.t("Repair Ledger…");
  const choice = await showErrorMessage(
    [
      l10n.t("{0} is not as recorded.", name),
      `${first.where}: ${first.problem}.`,
      ...(findings.length > 1 ? [l10n.t("And {0} more.", findings.length - 1)] : []),
      l10n.t("Restore what is named from a backup."),
    ].join(" "),
    l10n.t("Show All"),
    ...(isOfLedger(findings) ? [repairLabel] : []),
  );
  if (choice === repairLabel) {
    await runCommand("repair", { folder: found.folder.uri.toString() });
  } else if (choice) log().show();
}

function eventCount(n: number): string {
  return n === 1 ? l10n.t("1 event") : l10n.t("{0} events", formatNumber(n));
}

function artifactCount(n: number): string {
  return n === 1 ? l10n.t("1 artifact") : l10n.t("{0} artifacts", formatNumber(n));
}

/** Returns true if lines of the ledger are damaged or missing: only those can be repaired. */
function isOfLedger(findings: readonly Finding[]): boolean {
  return findings.some(({ where }) => where === "ledger" || /^ledger\/.*\.jsonl/.test(where));
}

/** Returns a note with what can be done about it. */
export function noteText({ problem, remedy }: Finding): string {
  return remedy ? `${problem}. ${conflictRemedyText(remedy)}` : problem;
}

async function tellSound(message: string, notes: readonly Finding[]): Promise<void> {
  const [note] = notes;
  if (!note) {
    void showInformationMessage(message);
    return;
  }
  const more = notes.length - 1;
  const text = [
    message,
    l10n.t("Note: {0}: {1}.", note.where, note.problem),
    ...(note.remedy ? [conflictRemedyText(note.remedy)] : []),
    ...(more === 1 ? [l10n.t("And 1 more note.")] : []),
    ...(more > 1 ? [l10n.t("And {0} more notes.", more)] : []),
  ].join(" ");
  if (await showInformationMessage(text, l10n.t("Show All"))) log().show();
}
