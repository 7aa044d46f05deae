import type { Command } from "commander";
import { EndStatus } from "../../core/model/run.ts";
import { deleteRun, restoreRun } from "../../registry/runs/delete-run.ts";
import { finishRun } from "../../registry/runs/finish-run.ts";
import { logToRun } from "../../registry/runs/log-to-run.ts";
import { readRun } from "../../registry/runs/read-run.ts";
import { logArtifacts } from "../../registry/runs/run-artifacts.ts";
import { recordRunContext } from "../../registry/runs/run-context.ts";
import { startRun } from "../../registry/runs/start-run.ts";
import { attachToRun } from "../attach-to-run.ts";
import { givenArtifacts, givenEntries, type EntryOptions } from "../given-entries.ts";
import { addHelp, pairs, repeated, type GivenPair } from "../options.ts";
import { runDocument, runLines } from "../run-lines.ts";
import { runNamed, runUsage, runVariable } from "../run-named.ts";
import { run, type Session } from "../run.ts";
import { wrapCommand } from "../wrap-command.ts";

export interface RunOptions extends EntryOptions {
  readonly experiment?: string;
  readonly name?: string;
  readonly status?: string;
  readonly reason?: string;
  readonly history: readonly string[];
  readonly context: boolean;
}

const none: readonly string[] = [];
const noPairs: readonly GivenPair[] = [];

/** Defines `model-registry run`. */
export function defineRun(command: Command): void {
  addHelp(command, {
    more:
      "With a command line behind --, runs it as a training run: records the command, its start, end and " +
      "outcome, the commit, the packages and the machine, and takes over dvclive/, trainer_state.json and " +
      `logs with a step as they grow, at the end metrics.json. The command sees the run as ${runVariable}, so that what it ` +
      "starts can log to it and register belongs to it. The exit code is that of the command.\n\n" +
      "Scripts can do it in steps: “run start” prints the id of a new run, “run log” logs to it, “run " +
      "finish” ends it; “run show”, “run delete” and “run restore” take an id, the beginning of an id or a " +
      `name. Without one they mean the run that ${runVariable} names. “run attach” reads entries as JSON ` +
      "lines from standard input for as long as a program runs.",
    examples: [
      "run --experiment churn -- python train.py --depth 6",
      "run --experiment churn --name nightly --history logs/ -- make train",
      "run start --experiment churn",
      "run log 3f2a --step 10 --metric loss=0.31 --metric auc=0.9 --artifact plots/roc.png",
      "run finish 3f2a --status failed",
      "run show 3f2a --json",
    ],
  })
    .argument(
      "[action-or-command...]",
      "start, log, finish, show, delete, restore or attach and a run; or a command line",
    )
    .option("--experiment <name>", "experiment of the run; made if it is not there")
    .option("--name <name>", "name of the run")
    .option("--metric <name=number>", "a metric; may be repeated", pairs(), noPairs)
    .option("--step <n>", "step of the metrics (default: 0)")
    .option("--param <name=value>", "a hyperparameter; may be repeated", pairs(), noPairs)
    .option("--tag <key=value>", "a tag; may be repeated", pairs(true), noPairs)
    .option("--dataset <path-or-uri>", "data that it reads; may be repeated", repeated, none)
    .option("--artifact <path>", "file or folder to keep with it; may be repeated", repeated, none)
    .option(
      "--history <path>",
      "metrics by step that the command writes: a log or a dvclive folder; may be repeated",
      repeated,
      none,
    )
    .option("--status <status>", "how it ended: finished, failed or killed")
    .option("--reason <text>", "reason for deleting or restoring it")
    .option("--no-context", "don't record commit, packages and machine")
    .action((words: readonly string[], options: RunOptions, command: Command) =>
      run(command, (session) => act(session, words, options), { needsRegistry: false }),
    );
}

type Action = (session: Session, options: RunOptions, id: string | undefined) => Promise<void>;

const actions = new Map<string, Action>([
  ["start", start],
  ["log", log],
  ["finish", finish],
  ["show", show],
  ["delete", (session, options, id) => changeDeletion(session, options, id, true)],
  ["restore", (session, options, id) => changeDeletion(session, options, id, false)],
  ["attach", attachToRun],
]);

async function act(session: Session, words: readonly string[], options: RunOptions): Promise<void> {
  const [first, id, ...more] = words;
  const action = first === undefined || isBehindDashes(first) ? undefined : actions.get(first);
  if (action) {
    if (more.length > 0) throw runUsage(`“run ${first ?? ""}” takes one run.`);
    return action(session, options, id);
  }
  if (first === undefined) throw runUsage("“run” needs an action or a command line.");
  return wrapCommand(session, words, options);
}

/** Returns whether a word stands behind `--`, where a program may be called like an action. */
function isBehindDashes(word: string): boolean {
  const dashes = process.argv.indexOf("--");
  return dashes >= 0 && process.argv.indexOf(word) > dashes;
}

async function start({ registry, output }: Session, options: RunOptions): Promise<void> {
  const { experiment, name, context } = options;
  const { id } = await startRun(registry, {
    ...(experiment !== undefined && { experiment: { name: experiment } }),
    ...(name !== undefined && { name }),
    lines: await givenEntries(options),
  });
  if (context) await recordRunContext(registry, { run: id });
  output.done({ run: id }, [id]);
}

async function log(session: Session, options: RunOptions, id?: string): Promise<void> {
  const { registry, output, task } = session;
  const found = await runNamed(session, id);
  const lines = await givenEntries(options);
  if (lines.length > 0) await logToRun(registry, { run: found, lines });
  const files = await givenArtifacts(options.artifact);
  if (files.length > 0) await logArtifacts(registry, { run: found, files }, task);
  if (lines.length + files.length === 0) throw runUsage("“run log” needs something to log.");
  output.done({ run: found }, []);
}

async function finish(session: Session, options: RunOptions, id?: string): Promise<void> {
  const { registry, output } = session;
  const status = EndStatus.safeParse(options.status ?? "finished");
  if (!status.success) throw runUsage("--status is finished, failed or killed.");
  const found = await runNamed(session, id);
  const ended = await finishRun(registry, { run: found, status: status.data });
  output.done({ run: runDocument(ended) }, [`${ended.state.name ?? found} ${ended.status}`]);
}

async function show(session: Session, _options: RunOptions, id?: string): Promise<void> {
  const { registry, output } = session;
  const found = await readRun(registry, { run: await runNamed(session, id) });
  output.answer(runDocument(found), runLines(found, Date.now()));
}

async function changeDeletion(
  session: Session,
  { reason }: RunOptions,
  id: string | undefined,
  isDeletion: boolean,
): Promise<void> {
  const { registry, output } = session;
  const found = await runNamed(session, id);
  await (isDeletion ? deleteRun : restoreRun)(registry, { run: found, reason });
  output.done({ run: found }, [`${isDeletion ? "Deleted" : "Restored"} the run ${found}.`]);
}
