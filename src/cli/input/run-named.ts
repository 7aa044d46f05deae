import type { RunId } from "../../core/model/run.ts";
import { RegistryError } from "../../core/refusals/refusal.ts";
import type { RegisterRequest } from "../../registry/registration/register.ts";
import type { Registry } from "../../registry/registry.ts";
import { findRun } from "../../registry/runs/find-run.ts";
import { readRun } from "../../registry/runs/read-run.ts";
import { withRun } from "../../registry/runs/with-run.ts";
import { CliError } from "../failure.ts";
import type { Session } from "../run.ts";

/** Variable that names the run to which the programs of this environment log. */
export const runVariable = "MODEL_REGISTRY_RUN";

/** Returns the error for a command line of `run` that can't be understood. */
export function runUsage(problem: string): CliError {
  return new CliError({ reason: "run-not-understood", problem });
}

/**
 * Returns the run that is named, else the one that the environment names.
 *
 * @throws CliError `usage` if none is; RegistryError `unknown-run`
 */
export function runNamed({ registry }: Pick<Session, "registry">, named?: string): Promise<RunId> {
  const text = named ?? process.env[runVariable] ?? "";
  if (text === "") throw runUsage("No run is named.");
  return findRun(registry, { text });
}

/**
 * Adds what the named run logged, else the one that the environment names, to a request to register.
 * The id of a run of another tool is recorded as it is.
 *
 * @throws RegistryError `invalid-request` if it may be several
 */
export async function withNamedRun(
  registry: Registry,
  request: RegisterRequest,
  named: string | undefined,
): Promise<RegisterRequest> {
  const text = named ?? process.env[runVariable] ?? "";
  if (text === "") return request;
  const run = await findRun(registry, { text }).catch((error: unknown) => {
    // Of another tool, or of another registry.
    if (error instanceof RegistryError && error.refusal.code === "unknown-run") return undefined;
    throw error;
  });
  if (run === undefined) return request;
  const { run: given, ...rest } = request;
  const whole = await withRun(
    registry,
    { ...rest, ...(given && { run: { ...given, id: run } }) },
    run,
  );
  const { state } = await readRun(registry, { run });
  return state.inputs.size > 0 ? withoutFoundData(whole) : whole;
}

/** The data that a run logged is what it took, also where it can't be found again; files nearby are a guess. */
function withoutFoundData(request: RegisterRequest): RegisterRequest {
  const { datasets, found = [] } = request;
  return { ...request, datasets: datasets.filter((path) => !found.includes(path)) };
}
