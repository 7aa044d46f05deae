import { randomUUID } from "node:crypto";
import type { z } from "zod";
import type { ExperimentId, LoggedModel, LoggedModelStatus, RunId } from "../../core/model/run.ts";
import { RegistryError } from "../../core/refusals/refusal.ts";
import type { RunLogLine } from "../../core/runs/run-log-line.ts";
import type { Run } from "../../core/runs/run.ts";
import { runLogFiles } from "../../storage/runs/run-log-files.ts";
import type { Registry } from "../registry.ts";
import { logToRun } from "./log-to-run.ts";
import { readRun } from "./read-run.ts";
import { searchRuns } from "./search-runs.ts";

/** A logged model with the run that logged it. */
export interface FoundModel {
  readonly model: LoggedModel;
  readonly run: Run;
}

export interface LoggedModelCreation {
  readonly run: RunId;
  /** `m-` and 32 hexadecimal digits if absent, as MLflow's. */
  readonly id?: string | undefined;
  readonly name?: string | undefined;
  readonly type?: string | undefined;
  readonly parameters?: Readonly<Record<string, string>> | undefined;
  readonly tags?: Readonly<Record<string, string>> | undefined;
}

/**
 * Makes a logged model, in the state `pending`. Its files are logged by `logArtifacts` with `model`.
 *
 * @throws RegistryError `unknown-run`, `invalid-request`, `read-only`
 */
export async function createLoggedModel(
  registry: Registry,
  request: LoggedModelCreation,
): Promise<FoundModel> {
  const { run, id = `m-${randomUUID().replaceAll("-", "")}`, name, type } = request;
  const line: RunLogLine = {
    kind: "model",
    at: Date.now(),
    id,
    status: "pending",
    ...(name !== undefined && { name }),
    ...(type !== undefined && { type }),
    ...(request.parameters && { parameters: request.parameters }),
    ...(request.tags && { tags: request.tags }),
  };
  await logToRun(registry, { run, lines: [line] });
  return readLoggedModel(registry, { id });
}

export interface LoggedModelChange {
  readonly id: string;
  readonly status?: z.infer<typeof LoggedModelStatus> | undefined;
  readonly statusMessage?: string | undefined;
  /** Those that it has keep their values. */
  readonly parameters?: Readonly<Record<string, string>> | undefined;
  /** `null` removes a tag. */
  readonly tags?: Readonly<Record<string, string | null>> | undefined;
}

/**
 * Changes a logged model: its state, further parameters, tags.
 *
 * @throws RegistryError `unknown-artifact` if there is none, `unknown-run`, `read-only`
 */
export async function changeLoggedModel(
  registry: Registry,
  { id, ...change }: LoggedModelChange,
): Promise<FoundModel> {
  const { run } = await readLoggedModel(registry, { id });
  const { status, statusMessage, parameters, tags } = change;
  const line: RunLogLine = {
    kind: "model",
    at: Date.now(),
    id,
    ...(status && { status }),
    ...(statusMessage !== undefined && { statusMessage }),
    ...(parameters && { parameters }),
    ...(tags && { tags }),
  };
  await logToRun(registry, { run: run.id, lines: [line] });
  return readLoggedModel(registry, { id });
}

/**
 * Removes a logged model and its files.
 *
 * @throws RegistryError `unknown-artifact`, `unknown-run`, `read-only`
 */
export async function removeLoggedModel(
  registry: Registry,
  { id }: { readonly id: string },
): Promise<void> {
  const { run } = await readLoggedModel(registry, { id });
  const line: RunLogLine = { kind: "model-removed", at: Date.now(), id };
  await logToRun(registry, { run: run.id, lines: [line] });
}

/**
 * Returns a logged model and its run.
 *
 * @throws RegistryError `unknown-artifact` if there is none
 */
export async function readLoggedModel(
  registry: Registry,
  { id }: { readonly id: string },
): Promise<FoundModel> {
  const known = registry.runLogs.runOfModel(id);
  const recorded = known ?? (await registry.read(({ runs }) => runs.runOfModel(id)));
  const candidates =
    recorded === undefined ? (await runLogFiles(registry.paths)).keys() : [recorded];
  for (const candidate of candidates) {
    const run = await readRun(registry, { run: candidate }).catch((error: unknown) => {
      if (error instanceof RegistryError && error.refusal.code === "unknown-run") return undefined;
      throw error;
    });
    const model = run?.state.models.get(id);
    if (run && model) return { model, run };
  }
  throw new RegistryError({ code: "unknown-artifact", reason: "run-model-unknown", model: id });
}

/** Returns the logged models of experiments, the newest first. */
export async function listLoggedModels(
  registry: Registry,
  { experiments }: { readonly experiments: readonly ExperimentId[] },
): Promise<readonly FoundModel[]> {
  const { runs } = await searchRuns(registry, { experiments, limit: Number.MAX_SAFE_INTEGER });
  return runs
    .flatMap((run) => [...run.state.models.values()].map((model) => ({ model, run })))
    .toSorted((a, b) => b.model.created - a.model.created);
}
