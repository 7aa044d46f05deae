import type { Command } from "commander";
import type { RunCommand } from "../../../core/model/recipe.ts";
import { RegistryError, throwIfCancelled } from "../../../core/refusals/refusal.ts";
import { judgeReproduction } from "../../../core/reproduction/judge-reproduction.ts";
import type { CommandSource } from "../../../core/reproduction/reproduction-events.ts";
import { reproductionTitle } from "../../../core/reproduction/reproduction-text.ts";
import { versionReference, versionTitle, type Version } from "../../../core/state/version.ts";
import { count } from "../../../core/text/format.ts";
import {
  finishReproduction,
  startReproduction,
} from "../../../registry/reproduction/finish-reproduction.ts";
import {
  latestReproduction,
  prepareReproduction,
} from "../../../registry/reproduction/prepare-reproduction.ts";
import {
  listReproductions,
  removeReproductions,
} from "../../../registry/reproduction/remove-reproductions.ts";
import type { Reproduction } from "../../../registry/reproduction/reproduction-folder.ts";
import { runCommandLine } from "../../../registry/reproduction/run-command-line.ts";
import { CliError, exitCodes } from "../../failure.ts";
import { addHelp, referenceHelp } from "../../options.ts";
import { versionOf } from "../../references.ts";
import { eventDocument, versionDocument } from "../../report/documents.ts";
import {
  commandLines,
  outcomeDocument,
  outcomeLines,
  preparedDocument,
  preparedLines,
} from "../../report/reproduction-report.ts";
import { run, type Session } from "../../run.ts";
import { confirm } from "../../terminal/confirm.ts";
import { plain } from "../../terminal/plain.ts";
import { alignedLines } from "../../terminal/table.ts";
import { givenPath } from "../../workspace-folder.ts";

interface ReproduceOptions {
  readonly command?: string;
  readonly into?: string;
  readonly run: boolean;
  readonly yes: boolean;
  readonly compare: boolean;
  readonly list: boolean;
  readonly remove: boolean;
}

/** Defines `model-registry reproduce`. */
export function defineReproduce(command: Command): void {
  addHelp(command, {
    more:
      "Lays out the recorded commit with the uncommitted changes, checks data and parameters by their " +
      "digests and writes the environment. --run then runs the command that made the version, " +
      "after it was shown and confirmed, compares files, tensors and metrics, and records the outcome.",
    examples: [
      "reproduce fraud@5",
      "reproduce fraud@5 --run",
      'reproduce fraud@5 --run --yes --command "python train.py"',
      "reproduce fraud@5 --compare",
      "reproduce fraud@5 --remove",
    ],
  })
    .argument("[reference]", referenceHelp)
    .option("--command <line>", "run this command line instead of the recorded one")
    .option("--into <folder>", "folder for the work tree (default: the cache folder)")
    .option("--run", "run the command once it was confirmed, compare and record", false)
    .option("--yes", "with --run: don't ask, for scripts that know the command", false)
    .option("--compare", "compare and record what a command that was run by hand produced", false)
    .option("--list", "list the work trees that are there", false)
    .option("--remove", "remove the work trees of the version; what was recorded stays", false)
    .action((reference: string | undefined, options: ReproduceOptions, command: Command) =>
      run(command, async (session) => {
        requireSense(reference, options);
        if (options.list) await list(session, reference);
        else if (reference === undefined) throw missingReference();
        else if (options.compare) await compareByHand(session, reference, options);
        else if (options.run) await runAndCompare(session, reference, options);
        else if (options.remove) await remove(session, reference);
        else await prepare(session, reference, options);
      }),
    );
}

/** @throws CliError `usage` */
function requireSense(reference: string | undefined, options: ReproduceOptions): void {
  const { run: runs, compare, list: lists, remove: removes, yes } = options;
  const modes = [runs, compare, lists].filter(Boolean).length;
  if (modes > 1 || (lists && removes)) {
    throw new CliError({ reason: "reproduce-several-ways" });
  }
  if (yes && !runs) throw new CliError({ reason: "yes-without-run" });
  if (reference === undefined && !lists) throw missingReference();
}

function missingReference(): CliError {
  return new CliError({ reason: "no-version-named" });
}

async function prepare(
  { registry, output, task }: Session,
  reference: string,
  { command, into }: ReproduceOptions,
): Promise<void> {
  const prepared = await prepareReproduction(
    registry,
    {
      reference,
      ...(command !== undefined && { command }),
      ...(into !== undefined && { into: await givenPath(into) }),
    },
    task,
  );
  const name = versionReference(prepared.version);
  const chosen = prepared.command && prepared.commandSource;
  output.answer(preparedDocument(prepared), [
    ...preparedLines(prepared),
    ...(prepared.command && prepared.commandSource
      ? commandLines(prepared.command, prepared.commandSource)
      : ["", "No command was recorded; give one with --command."]),
    "",
    `To run it and compare: model-registry reproduce ${name} --run${chosen ? "" : ' --command "…"'}`,
    `After running it by hand: model-registry reproduce ${name} --compare`,
    `To remove the work tree: model-registry reproduce ${name} --remove`,
  ]);
}

/** Returns the newest work tree of a version; prepares one if there is none. */
async function prepared(
  session: Session,
  version: Version,
  { command, into }: ReproduceOptions,
): Promise<{ readonly reproduction: Reproduction; readonly document: unknown }> {
  const { registry, output, task } = session;
  const known = into === undefined ? await latestReproduction(registry, version) : undefined;
  if (known) {
    output.note(`Using the work tree ${known.workspace}`);
    return { reproduction: known, document: null };
  }
  const laidOut = await prepareReproduction(
    registry,
    {
      reference: version.id,
      ...(command !== undefined && { command }),
      ...(into !== undefined && { into: await givenPath(into) }),
    },
    task,
  );
  for (const line of preparedLines(laidOut)) output.note(line);
  const reproduction = await latestReproduction(registry, version);
  if (!reproduction) throw new Error(`the work tree of ${laidOut.id} is not there`);
  return { reproduction, document: preparedDocument(laidOut) };
}

interface Chosen {
  readonly command: RunCommand;
  readonly commandSource: CommandSource;
}

/** @throws RegistryError `invalid-request` if no command is known */
function chosenCommand(
  version: Version,
  reproduction: Reproduction,
  given: string | undefined,
): Chosen {
  if (given !== undefined) return { command: { line: given.trim() }, commandSource: "given" };
  const { command, commandSource } = reproduction;
  if (command && commandSource) return { command, commandSource };
  throw new CliError({ reason: "command-unknown", title: versionTitle(version) });
}

async function runAndCompare(
  session: Session,
  reference: string,
  options: ReproduceOptions,
): Promise<void> {
  const { registry, output, task } = session;
  const version = await versionOf(session, reference);
  const { reproduction, document } = await prepared(session, version, options);
  const chosen = chosenCommand(version, reproduction, options.command);
  for (const line of commandLines(chosen.command, chosen.commandSource)) output.note(line);
  await requireConsent(session, options, reproduction);
  const { workspace, id } = await startReproduction(registry, { id: reproduction.id });
  const end = await runCommandLine(workspace, chosen.command, task.signal);
  if (end.problem !== undefined) {
    throw new RegistryError({
      code: "command-failed",
      reason: "reproduction-failed",
      title: versionTitle(version),
      end: { kind: "other", problem: end.problem },
      folder: workspace,
    });
  }
  await finish(session, version, { id, ...chosen, start: end.start, end: end.end }, document);
  if (options.remove) await removeReproductions(registry, { id }, task);
}

/** @throws CliError `usage` without a terminal and without --yes, `cancelled` */
async function requireConsent(
  { output, task }: Session,
  { yes }: ReproduceOptions,
  { workspace }: Reproduction,
): Promise<void> {
  if (yes) return;
  if (!process.stdin.isTTY || !process.stderr.isTTY) {
    throw new CliError({ reason: "nobody-to-confirm" });
  }
  output.clearProgress();
  if (await confirm(plain(`\nRun it in ${workspace}?`), task.signal)) return;
  throwIfCancelled(task.signal);
  throw new CliError({ reason: "command-not-run", folder: workspace });
}

async function compareByHand(
  session: Session,
  reference: string,
  options: ReproduceOptions,
): Promise<void> {
  const { registry } = session;
  const version = await versionOf(session, reference);
  const reproduction = await latestReproduction(registry, version);
  if (!reproduction) {
    throw new CliError({
      reason: "no-work-tree",
      title: versionTitle(version),
      reference: versionReference(version),
    });
  }
  const chosen = chosenCommand(version, reproduction, options.command);
  const { prepared: start, id } = reproduction;
  await finish(session, version, { id, ...chosen, start, end: Date.now() }, null);
  if (options.remove) await removeReproductions(registry, { id }, session.task);
}

async function finish(
  { registry, output, task }: Session,
  version: Version,
  request: Parameters<typeof finishReproduction>[1],
  document: unknown,
): Promise<void> {
  const event = await finishReproduction(registry, request, task);
  const { data } = event;
  output.answer(
    {
      version: versionDocument(version),
      prepared: document,
      ...outcomeDocument(data),
      event: eventDocument(event),
    },
    [
      `${versionTitle(version)}: ${reproductionTitle(data)}`,
      ...outcomeLines(data, version.metrics),
    ],
  );
  if (judgeReproduction(data) === "different") process.exitCode = exitCodes.different;
}

async function list({ registry, output }: Session, reference: string | undefined): Promise<void> {
  const listed = await listReproductions(registry, reference === undefined ? {} : { reference });
  output.answer(
    {
      reproductions: listed.map(({ id, version, checkout }) => ({
        id,
        version: version ? versionDocument(version) : null,
        checkout,
      })),
    },
    listed.length === 0
      ? ["There is no work tree of a reproduction."]
      : alignedLines(
          listed.map(({ version, checkout }) => [
            version ? versionTitle(version) : "a deleted version",
            checkout,
          ]),
        ),
  );
}

async function remove({ registry, output, task }: Session, reference: string): Promise<void> {
  const removed = await removeReproductions(registry, { reference }, task);
  output.done({ removed: removed.map(({ id, checkout }) => ({ id, checkout })) }, [
    removed.length === 0
      ? "There was no work tree to remove."
      : `${count(removed.length, "work tree")} removed`,
  ]);
}
