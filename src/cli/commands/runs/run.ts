import { relative } from "node:path";
import type { Command } from "commander";
import { EndStatus } from "../../../core/model/run.ts";
import { runPlace } from "../../../core/runs/run-artifact-place.ts";
import { count } from "../../../core/text/format.ts";
import { deleteRun, restoreRun } from "../../../registry/runs/delete-run.ts";
import { finishRun } from "../../../registry/runs/finish-run.ts";
import { logToRun } from "../../../registry/runs/log-to-run.ts";
import { readRun } from "../../../registry/runs/read-run.ts";
import { logArtifacts } from "../../../registry/runs/run-artifacts.ts";
import { recordRunContext } from "../../../registry/runs/run-context.ts";
import { startRun } from "../../../registry/runs/start-run.ts";
import { exportRunArtifacts, openRunArtifact } from "../../../registry/runs/use-run-artifacts.ts";
import { givenArtifacts, givenEntries, type EntryOptions } from "../../input/given-entries.ts";
import { runNamed, runUsage, runVariable } from "../../input/run-named.ts";
import { addHelp, pairs, repeated, type GivenPair } from "../../options.ts";
import { runDocument, runLines } from "../../report/run-lines.ts";
import { run, type Session } from "../../run.ts";
import { openFile } from "../../terminal/open-file.ts";
import { givenPath } from "../../workspace-folder.ts";
import { attachToRun } from "./attach-to-run.ts";
import { wrapCommand } from "./wrap-command.ts";

export interface RunOptions extends EntryOptions {
  readonly experiment?: string;
  readonly name?: string;
  readonly status?: string;
  readonly reason?: string;
  readonly out?: string;
  readonly force: boolean;
  readonly print: boolean;
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
      "finish” ends it; “run show”, “run export”, “run open”, “run delete” and “run restore” take an id, the beginning of an id or a " +
      `name. Without one they mean the run that ${runVariable} names. “run attach” reads entries as JSON ` +
      "lines from standard input for as long as a program runs.",
    examples: [
      "run --experiment churn -- python train.py --depth 6",
      "run --experiment churn --name nightly --history logs/ -- make train",
      "run start --experiment churn",
      "run log 3f2a --step 10 --metric loss=0.31 --metric auc=0.9 --artifact plots/roc.png",
      "run finish 3f2a --status failed",
      "run show 3f2a --json",
      "run export 3f2a --out plots/ --artifact plots",
      "run open 3f2a --artifact plots/roc.png",
    ],
  })
    .argument(
      "[action-or-command...]",
      "start, log, finish, show, export, open, delete, restore or attach and a run; or a command line",
    )
    .option("--experiment <name>", "experiment of the run; made if it is not there")
    .option("--name <name>", "name of the run")
    .option("--metric <name=number>", "a metric; may be repeated", pairs(), noPairs)
    .option("--step <n>", "step of the metrics (default: 0)")
    .option("--param <name=value>", "a hyperparameter; may be repeated", pairs(), noPairs)
    .option("--tag <key=value>", "a tag; may be repeated", pairs(true), noPairs)
    .option("--dataset <path-or-uri>", "data that it reads; may be repeated", repeated, none)
    .option(
      "--artifact <path>",
      "file or folder to keep with it, or to export or open; may be repeated",
      repeated,
      none,
    )
    .option(
      "--history <path>",
      "metrics by step that the command writes: a log or a dvclive folder; may be repeated",
      repeated,
      none,
    )
    .option("--status <status>", "how it ended: finished, failed or killed")
    .option("--out <path>", "folder to export artifacts to; of a single one also the file")
    .option("--force", "replace files that have other content", false)
    .option("--print", "with “run open”: only print the path of the verified copy", false)
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
  ["export", exportArtifacts],
  ["open", openArtifact],
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

async function exportArtifacts(session: Session, options: RunOptions, id?: string): Promise<void> {
  const { registry, output, task } = session;
  const { out, artifact, force } = options;
  if (out === undefined) throw runUsage("“run export” needs --out, the folder to copy into.");
  const found = await runNamed(session, id);
  const destination = await givenPath(out);
  const files = await exportRunArtifacts(
    registry,
    {
      run: found,
      destination,
      replace: force,
      ...(artifact.length > 0 && { artifacts: artifact }),
    },
    task,
  );
  const isFile = files.includes(destination);
  output.done({ run: found, destination, files }, [
    `${count(files.length, "verified file")} ${isFile ? "at" : "in"} ${destination}`,
    ...(isFile ? [] : files.map((file) => `  ${relative(destination, file)}`)),
  ]);
}

async function openArtifact(session: Session, options: RunOptions, id?: string): Promise<void> {
  const { registry, output, task } = session;
  const [path, ...more] = options.artifact;
  if (path === undefined || more.length > 0) throw runUsage("“run open” takes one --artifact.");
  const found = await runNamed(session, id);
  const run = await readRun(registry, { run: found });
  // Those of models that it logged are called by both.
  const artifact = [...run.state.artifacts.values()].find((each) => runPlace(each) === path);
  const file = await openRunArtifact(
    registry,
    { run: found, path: artifact?.path ?? path, model: artifact?.model },
    task,
  );
  const problem = options.print ? undefined : await openFile(file);
  if (problem !== undefined) output.note(problem);
  output.done({ run: found, path: file }, [file]);
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
