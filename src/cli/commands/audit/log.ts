import { Option, type Command } from "commander";
import type { LogEntry } from "../../../core/audit/log-entry.ts";
import { eventKinds, isEventKind } from "../../../core/events/event-kinds.ts";
import type { Timestamp } from "../../../core/model/ids.ts";
import { markedName } from "../../../core/model/recipe/identity.ts";
import { csvLine } from "../../../core/text/csv.ts";
import { count } from "../../../core/text/format.ts";
import { readLog } from "../../../registry/audit/read-log.ts";
import { CliError } from "../../failure.ts";
import { givenMoment } from "../../input/given-moment.ts";
import { addHelp, positiveInteger } from "../../options.ts";
import { historySubject } from "../../references.ts";
import { remedyCommand } from "../../report/conflict-remedy.ts";
import { conflictDocument } from "../../report/documents.ts";
import { run } from "../../run.ts";
import type { Output } from "../../terminal/output.ts";
import { tableLines } from "../../terminal/table.ts";

interface LogOptions {
  readonly actor?: string;
  readonly kind?: string;
  readonly since?: Timestamp;
  readonly until?: Timestamp;
  readonly conflicts: boolean;
  readonly limit: number;
  readonly csv: boolean;
}

/** Defines `model-registry log`. */
export function defineLog(command: Command): void {
  addHelp(command, {
    examples: [
      "log fraud-detection",
      "log fraud-detection@5 --kind approval",
      "log --conflicts",
      "log --actor ada@example.org --since 2026-11-01 --csv > audit.csv",
    ],
  })
    .argument("[subject]", "only of this model (name) or version (reference with @)")
    .option("--actor <text>", "only by people with this in their name or e-mail address")
    .option(
      "--kind <type>",
      `only events of this kind or type: ${eventKinds().join(", ")}, version.registered…`,
    )
    .option(
      "--conflicts",
      "only events that met another state than their clone knew, with the command that changes the outcome",
      false,
    )
    .option("--since <time>", "from this day or moment (ISO 8601, UTC) on", moment)
    .option("--until <time>", "before this day or moment", moment)
    .option("--limit <n>", "at most so many", positiveInteger, 100)
    .addOption(
      new Option("--csv", "answer with CSV, a line an event").default(false).conflicts("json"),
    )
    .action((subject: string | undefined, options: LogOptions, command: Command) =>
      run(command, async ({ registry, output }) => {
        const { csv, limit, ...filter } = options;
        const named =
          subject === undefined ? {} : await historySubject({ registry, output }, subject);
        const found = await readLog(registry, {
          ...named,
          ...(filter.actor !== undefined && { actor: filter.actor }),
          ...(filter.kind !== undefined && { kind: filter.kind }),
          ...(filter.conflicts && { conflicts: true }),
          ...(filter.since !== undefined && { since: filter.since }),
          ...(filter.until !== undefined && { until: filter.until }),
          limit: limit + 1,
        });
        if (found.length === 0 && filter.kind !== undefined) requireKind(filter.kind);
        const entries = found.slice(0, limit);
        const more = found.length > entries.length;
        output.answer(
          { events: entries.map(logDocument), more },
          csv ? csvLines(entries) : entries.length > 0 ? logLines(entries) : [],
        );
        noteWhatElse(output, entries, filter.conflicts);
        if (more) output.note(`${count(entries.length, "event")} shown; more with --limit.`);
      }),
    );
}

function noteWhatElse(output: Output, entries: readonly LogEntry[], isOfConflicts: boolean): void {
  if (entries.length === 0) output.note(isOfConflicts ? "No conflicts." : "No events.");
  if (!isOfConflicts) return;
  for (const remedy of remedies(entries)) output.note(`To change it: ${remedy}`);
}

/** @throws RegistryError `invalid-request` if there are no events of this kind */
function requireKind(kind: string): void {
  if (isEventKind(kind)) return;
  throw new CliError({ reason: "event-kind-unknown", kind, kinds: eventKinds() });
}

function moment(text: string): Timestamp {
  return givenMoment(text, "start");
}

function logDocument({
  id,
  at,
  actor,
  type,
  model,
  version,
  title,
  reason,
  conflicts,
  isUnshared,
  data,
}: LogEntry): unknown {
  return {
    id,
    at,
    actor,
    type,
    model: model ?? null,
    version: version ?? null,
    title,
    reason: reason ?? null,
    conflicts: (conflicts ?? []).map(conflictDocument),
    ...(isUnshared && { unshared: true }),
    data,
  };
}

/** Returns the commands that change what merging settled, each once. */
function remedies(entries: readonly LogEntry[]): ReadonlySet<string> {
  const commands = entries.flatMap(({ conflicts = [] }) => conflicts);
  return new Set(commands.flatMap(({ remedy }) => (remedy ? remedyCommand(remedy) : [])));
}

function logLines(entries: readonly LogEntry[]): readonly string[] {
  return tableLines(
    [{ title: "TIME" }, { title: "WHO" }, { title: "WHAT" }, { title: "" }],
    entries.map(({ at, actor, subject, title, reason, isUnshared }) => [
      `${at.slice(0, 16).replace("T", " ")} UTC`,
      markedName(actor),
      subject,
      [
        title,
        ...(reason === undefined ? [] : [`“${reason}”`]),
        ...(isUnshared ? ["not shared yet"] : []),
      ].join(" · "),
    ]),
  );
}

function csvLines(entries: readonly LogEntry[]): readonly string[] {
  const columns = ["id", "at", "name", "email", "type", "model", "subject", "what", "reason"];
  return [
    [...columns, "source"],
    ...entries.map(({ id, at, actor, type, model, subject, title, reason }) => [
      ...[id, at, actor.name, actor.email ?? "", type],
      ...[model ?? "", subject, title, reason ?? "", actor.source ?? ""],
    ]),
  ].map(csvLine);
}
