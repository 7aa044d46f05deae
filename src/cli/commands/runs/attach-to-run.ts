import * as z from "zod";
import { ParameterValue } from "../../../core/model/recipe.ts";
import {
  EndStatus,
  LoggedNumber,
  RunKey,
  RunTagValue,
  type RunId,
} from "../../../core/model/run.ts";
import { RegistryError } from "../../../core/refusals/refusal.ts";
import type { RunLogLine } from "../../../core/runs/run-log-line.ts";
import { findRun } from "../../../registry/runs/find-run.ts";
import { finishRun, resumeRun } from "../../../registry/runs/finish-run.ts";
import { describeInputs } from "../../../registry/runs/given-entries.ts";
import { logToRun } from "../../../registry/runs/log-to-run.ts";
import { readRun } from "../../../registry/runs/read-run.ts";
import { logArtifacts } from "../../../registry/runs/run-artifacts.ts";
import { recordRunContext } from "../../../registry/runs/run-context.ts";
import { startRun } from "../../../registry/runs/start-run.ts";
import { arrivingLines } from "../../input/arriving-lines.ts";
import { givenArtifacts, givenEntries } from "../../input/given-entries.ts";
import { runVariable } from "../../input/run-named.ts";
import { reportedRefusal } from "../../refusals/reported-refusal.ts";
import type { Session } from "../../run.ts";
import type { RunOptions } from "./run.ts";

/** A line that a program writes to `run attach`; one with an id is answered. */
const Entry = z.object({
  id: z.int().optional(),
  /** Milliseconds since the epoch. */
  at: z.int().min(0).optional(),
  step: z.int().optional(),
  metrics: z.record(RunKey, LoggedNumber).optional(),
  params: z.record(RunKey, ParameterValue).optional(),
  tags: z.record(RunKey, RunTagValue.nullable()).optional(),
  datasets: z.array(z.string().min(1)).optional(),
  /** Files and folders, absolute. */
  artifacts: z.array(z.string().min(1)).optional(),
  /** Folder among the artifacts of the run. */
  under: z.string().optional(),
  end: EndStatus.optional(),
});
type Entry = z.infer<typeof Entry>;

/** Lines that are logged at once. */
const maxBatch = 1000;

/**
 * Logs what a program writes to standard input, a JSON document a line, until it ends the run or
 * goes away: then the run counts as interrupted, unless somebody else had started it. Answers on
 * stdout, a document a line: first the id of the run, then one for each line with an `id`.
 */
export async function attachToRun(
  session: Session,
  options: RunOptions,
  id: string | undefined,
): Promise<void> {
  const { registry } = session;
  // Ctrl+C is for the program, which says how the run ends.
  process.on("SIGINT", () => undefined);
  const { run, isOwn } = await attach(session, options, id);
  const answer = (document: unknown): void => {
    process.stdout.write(`${JSON.stringify(document)}\n`);
  };
  answer({ run, own: isOwn, folder: registry.folder });
  if (isOwn && options.context) await recordRunContext(registry, { run });
  for await (const entries of arrivingLines(maxBatch)) {
    const isEnded = await take(session, run, entries, answer);
    if (isEnded) return;
  }
}

async function attach(
  { registry }: Session,
  options: RunOptions,
  id: string | undefined,
): Promise<{ readonly run: RunId; readonly isOwn: boolean }> {
  const given = id ?? process.env[runVariable] ?? "";
  const writer = { pid: process.ppid };
  if (given === "") {
    const { experiment, name } = options;
    const { id: run } = await startRun(registry, {
      ...(experiment !== undefined && { experiment: { name: experiment } }),
      ...(name !== undefined && { name }),
      process: writer,
      lines: await givenEntries(options),
    });
    return { run, isOwn: true };
  }
  const run = await findRun(registry, { text: given });
  const { status } = await readRun(registry, { run });
  // One that is running is somebody else's, who ends it.
  if (status === "running") return { run, isOwn: false };
  await resumeRun(registry, { run, process: writer });
  return { run, isOwn: true };
}

type Answer = (document: unknown) => void;

/** Logs some lines; returns whether the run has ended with them. */
async function take(
  session: Session,
  run: RunId,
  texts: readonly string[],
  answer: Answer,
): Promise<boolean> {
  let pending: Entry[] = [];
  const flush = async (): Promise<void> => {
    const entries = pending;
    pending = [];
    await logAll(session, run, entries, answer);
  };
  for (const text of texts) {
    if (text.trim() === "") continue;
    const entry = parse(text);
    if ("problem" in entry) {
      answer({ error: { code: "invalid-request", message: entry.problem } });
      continue;
    }
    pending.push(entry);
    if (entry.artifacts ?? entry.datasets) await flush();
    if (!entry.end) continue;
    await flush();
    const ended = await finishRun(session.registry, { run, status: entry.end });
    answer({ ...(entry.id !== undefined && { id: entry.id }), status: ended.status });
    return true;
  }
  await flush();
  return false;
}

function parse(text: string): Entry | { readonly problem: string } {
  try {
    const parsed = Entry.safeParse(JSON.parse(text));
    if (parsed.success) return parsed.data;
    const [issue] = parsed.error.issues;
    return { problem: `${issue?.path.join(".") ?? ""}: ${issue?.message ?? "it is no entry"}` };
  } catch {
    return { problem: "the line is not JSON" };
  }
}

/** Logs entries in one append; if that is refused one by one, so that each gets its own answer. */
async function logAll(
  session: Session,
  run: RunId,
  entries: readonly Entry[],
  answer: Answer,
): Promise<void> {
  if (entries.length === 0) return;
  try {
    await logEntries(session, run, entries);
  } catch (error) {
    if (!(error instanceof RegistryError)) throw error;
    if (entries.length === 1) {
      const [entry] = entries;
      const { code, message, wayOut } = reportedRefusal(error.refusal);
      answer({
        ...(entry?.id !== undefined && { id: entry.id }),
        error: { code, message, wayOut },
      });
      return;
    }
    for (const entry of entries) await logAll(session, run, [entry], answer);
    return;
  }
  for (const { id, end } of entries) if (id !== undefined && !end) answer({ id });
}

async function logEntries(
  { registry, task }: Session,
  run: RunId,
  entries: readonly Entry[],
): Promise<void> {
  const lines: RunLogLine[] = [];
  for (const { at = Date.now(), step = 0, metrics, params, tags, datasets } of entries) {
    if (metrics) lines.push({ kind: "metrics", at, step, values: metrics });
    if (params) lines.push({ kind: "parameters", at, values: params });
    if (tags) lines.push({ kind: "tags", at, values: tags });
    if (datasets) lines.push({ kind: "inputs", at, inputs: await describeInputs(datasets) });
  }
  if (lines.length > 0) await logToRun(registry, { run, lines });
  for (const { artifacts, under } of entries) {
    if (!artifacts) continue;
    const prefix = under === undefined || under === "" ? "" : `${under}/`;
    const files = (await givenArtifacts(artifacts)).map(({ path, source }) => ({
      path: `${prefix}${path}`,
      source,
    }));
    if (files.length > 0) await logArtifacts(registry, { run, files }, task);
  }
}
