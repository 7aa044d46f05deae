import { count, formatBytes } from "../../core/text/format.ts";
import type { Finding, Verification } from "../../registry/audit/verify.ts";
import { log } from "../log.ts";
import { showErrorMessage, showInformationMessage } from "../messages.ts";
import type { FolderRegistry, Registries } from "../registries.ts";
import { runCommand } from "../run-command.ts";
import { runWithProgress } from "../run-with-progress.ts";

const repairLabel = "Repair Ledger…";

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
  const result = await runWithProgress(`Verifying ${folder.name}`, (task) =>
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
  const scope = `${count(events, "event")}, ${count(artifacts, "artifact")}, ${formatBytes(bytes)}`;
  const [first] = findings;
  for (const { where, problem } of findings) log().error(`${name}: ${where}: ${problem}`);
  for (const { where, problem } of notes) log().info(`${name}: ${where}: ${problem}`);
  if (!first) {
    await tellSound(`${name} is as recorded: ${scope}.`, notes);
    return;
  }
  const more = findings.length > 1 ? ` And ${findings.length - 1} more.` : "";
  const choice = await showErrorMessage(
    `${name} is not as recorded. ${first.where}: ${first.problem}.${more} Restore what is named from a backup.`,
    "Show All",
    ...(isOfLedger(findings) ? [repairLabel] : []),
  );
  if (choice === repairLabel) {
    await runCommand("repair", { folder: found.folder.uri.toString() });
  } else if (choice) log().show();
}

/** Returns true if lines of the ledger are damaged or missing: only those can be repaired. */
function isOfLedger(findings: readonly Finding[]): boolean {
  return findings.some(({ where }) => where === "ledger" || /^ledger\/.*\.jsonl/.test(where));
}

async function tellSound(message: string, notes: readonly Finding[]): Promise<void> {
  const [note] = notes;
  if (!note) {
    void showInformationMessage(message);
    return;
  }
  const more = notes.length > 1 ? ` And ${count(notes.length - 1, "more note")}.` : "";
  const text = `${message} Note: ${note.where}: ${note.problem}.${more}`;
  if (await showInformationMessage(text, "Show All")) log().show();
}
