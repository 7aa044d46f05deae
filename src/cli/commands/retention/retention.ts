import type { Command } from "commander";
import {
  missingTransitionText,
  missingTransitionWayOut,
} from "../../../core/model/policy/missing-transition.ts";
import { messageOf } from "../../../core/refusals/words.ts";
import { retentionRuleText, retentionText } from "../../../core/retention/retention-text.ts";
import type { RetentionEntry } from "../../../core/retention/retention.ts";
import { versionTitle, type Version } from "../../../core/state/version.ts";
import { commandText } from "../../../core/text/command-text.ts";
import { count, formatBytes } from "../../../core/text/format.ts";
import {
  archiveByRetention,
  deleteByRetention,
} from "../../../registry/retention/apply-retention.ts";
import { retentionPreview } from "../../../registry/retention/retention-preview.ts";
import { exitCodeOf, exitCodes } from "../../failure.ts";
import { addHelp } from "../../options.ts";
import { reportedRefusal } from "../../refusals/reported-refusal.ts";
import { versionDocument } from "../../report/documents.ts";
import { freeingDocument, freeingNotes } from "../../report/freeing-report.ts";
import { run, type Session } from "../../run.ts";
import { tableLines } from "../../terminal/table.ts";

/** Defines `model-registry retention`. */
export function defineRetention(command: Command): void {
  addHelp(command, {
    more: "Nothing is changed without --apply.",
    examples: ["retention", "retention --all", "retention --apply"],
  })
    .option("--all", "show also the versions that are kept, and why", false)
    .option("--apply", "delete and archive what is shown", false)
    .action((options: { readonly all: boolean; readonly apply: boolean }, command: Command) =>
      run(command, async (session) => {
        if (options.apply) await apply(session);
        else await preview(session, options.all);
      }),
    );
}

async function preview({ registry, output }: Session, all: boolean): Promise<void> {
  const { rule, entries, freed, missing, obstacle } = await retentionPreview(registry, {});
  const shown = entries.filter(({ action }) => all || action !== "keep");
  output.answer(
    {
      rule: rule ?? null,
      versions: await registry.read((state) =>
        shown.flatMap((entry) => {
          const version = state.version(entry.version.id);
          return version ? [entryDocument(entry, version)] : [];
        }),
      ),
      wouldFree: freed,
      missingTransitions: missing,
    },
    shown.length > 0 ? entryLines(shown) : [],
  );
  if (!rule) {
    output.note(
      "The policy has no retention: everything is kept. Write “retention: { keepLast: 5, deleteAfterDays: 90 }”, for example, into .model-registry/policy.yaml.",
    );
    return;
  }
  const going = (wanted: RetentionEntry["action"]): number =>
    entries.filter(({ action }) => action === wanted).length;
  output.note(
    `The policy says: ${retentionRuleText(rule)} By that, ${count(going("archive"), "version")} would be archived, ` +
      `${count(going("delete"), "version")} deleted and ${formatBytes(freed)} freed. Nothing was changed.`,
  );
  if (missing.length > 0) {
    output.note(`${missingTransitionText(missing)} ${missingTransitionWayOut(missing)}`);
  }
  if (obstacle && going("delete") > 0) {
    const { message, wayOut } = reportedRefusal(obstacle);
    output.note(`${message} ${wayOut}`);
  }
}

async function apply({ registry, output, task }: Session): Promise<void> {
  // What is deleted first does not hold back what it was made from.
  const deletion = await deleteByRetention(registry, {}, task);
  const { archived, refused, failedHooks, stopped } = await archiveByRetention(registry, {}, task);
  const { deleted, freed } = deletion;
  output.done(
    {
      deleted: deleted.map(versionDocument),
      archived: archived.map(versionDocument),
      refused: refused.map(({ version, refusal }) => ({
        ...versionDocument(version),
        code: refusal.code,
        message: messageOf(refusal),
      })),
      failedHooks: failedHooks.map(({ version, hook: { command, problem } }) => ({
        ...versionDocument(version),
        command,
        problem,
      })),
      ...(stopped && { stopped: reportedRefusal(stopped) }),
      ...freeingDocument(deletion),
    },
    [
      ...deleted.map((version) => `${versionTitle(version)} deleted`),
      ...archived.map((version) => `${versionTitle(version)} archived`),
      `${count(deleted.length, "version")} deleted, ${formatBytes(freed.bytes)} freed, ${count(archived.length, "version")} archived`,
    ],
  );
  for (const note of freeingNotes(deletion)) output.note(note);
  for (const { refusal } of refused) output.note(messageOf(refusal));
  for (const { version, hook } of failedHooks) {
    const { command, problem = "failed" } = hook;
    output.note(`After ${versionTitle(version)} the hook ${commandText(command)} ${problem}.`);
  }
  if (stopped) {
    const reported = reportedRefusal(stopped);
    output.note(`${reported.message} ${reported.wayOut}`);
    process.exitCode = exitCodeOf(reported);
  } else if (refused.length > 0) process.exitCode = exitCodes.refused;
}

function entryDocument(entry: RetentionEntry, version: Version): unknown {
  const { action } = entry;
  const kept = action === "keep" ? entry.kept.kind : null;
  return { ...versionDocument(version), action, kept, why: retentionText(entry) };
}

function entryLines(entries: readonly RetentionEntry[]): readonly string[] {
  return tableLines(
    [
      { title: "VERSION" },
      { title: "STAGE" },
      { title: "SIZE", align: "right" },
      { title: "WOULD BE" },
      { title: "BECAUSE" },
    ],
    entries.map((entry) => [
      versionTitle(entry.version),
      entry.version.stage,
      formatBytes(entry.version.size),
      { archive: "archived", delete: "deleted", keep: "kept" }[entry.action],
      retentionText(entry),
    ]),
  );
}
