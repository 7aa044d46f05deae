import { join } from "node:path";
import * as l10n from "@vscode/l10n";
import type { Stamped } from "../../core/events/event.ts";
import { decideReproduction } from "../../core/lifecycle/decide-reproduction.ts";
import { isHeld } from "../../core/model/artifact.ts";
import { Sha256, Timestamp } from "../../core/model/ids.ts";
import { RunCommand } from "../../core/model/recipe.ts";
import { RegistryError, throwIfCancelled } from "../../core/refusals/refusal.ts";
import { recordedMessage } from "../../core/refusals/words.ts";
import type {
  CommandSource,
  ReproducedFile,
  VersionReproduced,
} from "../../core/reproduction/reproduction-events.ts";
import { versionTitle, type VersionDetail } from "../../core/state/version.ts";
import { hashFile } from "../../provenance/data/hash-file.ts";
import { isInside } from "../../provenance/files/slash-relative.ts";
import { readMetricsFile } from "../../provenance/values/metrics-file.ts";
import { artifactPath } from "../../storage/files/registry-paths.ts";
import type { Registry } from "../registry.ts";
import type { Task } from "../task.ts";
import { requireDetail } from "../versions/describe-version.ts";
import { compareTensors } from "./compare-tensors.ts";
import { reproductionEnvironment } from "./environment-facts.ts";
import { expectedPlaces, findProduced, resetOutputs, wasWritten } from "./output-files.ts";
import { reproductions, saveReproduction, type Reproduction } from "./reproduction-folder.ts";
import { commandVariables } from "./run-command-line.ts";

/** Maximum number of inputs that are recorded. */
const maxInputs = 2000;

export interface FinishRequest {
  readonly id: string;
  readonly command: RunCommand;
  readonly commandSource: CommandSource;
  /** Milliseconds since the epoch: the time in which the command ran. */
  readonly start: number;
  readonly end: number;
}

/** A reproduction whose command may run now. */
export interface StartedReproduction {
  readonly id: string;
  /** The workspace folder in the checkout, absolute. */
  readonly workspace: string;
  readonly variables: Readonly<Record<string, string>>;
}

/**
 * Makes a prepared reproduction ready for its command: what an earlier run of it wrote does not
 * count any more. Returns where the command runs, and with which variables beside the usual ones.
 *
 * @throws RegistryError `invalid-request`, `read-only`
 */
export async function startReproduction(
  registry: Registry,
  { id }: { readonly id: string },
): Promise<StartedReproduction> {
  registry.requireTrust();
  const found = await requireReproduction(registry, id);
  const detail = await registry.read((state) => requireDetail(state, found.version));
  const started = { ...found, marks: await resetOutputs(found.workspace, detail) };
  await saveReproduction(registry, started);
  const { workspace } = found;
  return { id, workspace, variables: await commandVariables(workspace) };
}

/**
 * Compares what the command of a reproduction produced with the version: files by their digests,
 * and by tensors where those differ, and the metrics. Records the outcome.
 *
 * @throws RegistryError `invalid-request` if there is no such reproduction, `read-only`, `cancelled`
 */
export async function finishReproduction(
  registry: Registry,
  { id, command, commandSource, start, end }: FinishRequest,
  task: Task = {},
): Promise<Stamped<VersionReproduced>> {
  registry.requireTrust();
  const reproduction = await requireReproduction(registry, id);
  const { version, workspace } = reproduction;
  const detail = await registry.read((state) => requireDetail(state, version));
  const { recipe } = detail.registration;
  const { git } = recipe;
  if (!git) throw new Error(`${id} was prepared without a commit`);
  const files = await compareFiles(registry, detail, reproduction, start, task);
  const [first, ...others] = files;
  if (!first) {
    throw new RegistryError({
      code: "invalid-request",
      reason: "no-digests-to-compare",
      title: versionTitle(detail),
    });
  }
  const { metrics, problems } = await producedMetrics(detail, reproduction);
  const deviations = [...reproduction.deviations, ...problems].slice(0, 100);
  const outcome = {
    command: RunCommand.parse(command),
    commandSource,
    commit: git.commit,
    start: Timestamp.parse(new Date(start).toISOString()),
    end: Timestamp.parse(new Date(end).toISOString()),
    files: [first, ...others],
    metrics,
    inputs: reproduction.inputs.slice(0, maxInputs),
    environment: await reproductionEnvironment(workspace, recipe.environment),
    ...(deviations.length > 0 && { deviations }),
  };
  throwIfCancelled(task.signal);
  return registry.commit((state) => decideReproduction(state, { version, outcome }));
}

/** @throws RegistryError `invalid-request` */
export async function requireReproduction(registry: Registry, id: string): Promise<Reproduction> {
  const found = (await reproductions(registry)).find((each) => each.id === id);
  if (found) return found;
  throw new RegistryError({ code: "invalid-request", reason: "reproduction-unknown", id });
}

async function compareFiles(
  registry: Registry,
  detail: VersionDetail,
  { workspace, marks }: Reproduction,
  start: number,
  task: Task,
): Promise<readonly ReproducedFile[]> {
  const places = expectedPlaces(detail);
  const files: ReproducedFile[] = [];
  for (const artifact of detail.artifacts) {
    throwIfCancelled(task.signal);
    const { path } = artifact;
    const recorded = isHeld(artifact) ? artifact.sha256 : artifact.digests.sha256;
    if (recorded === undefined) continue;
    task.report?.({ message: l10n.t("Comparing {0}", path) });
    const place = await findProduced(workspace, path, places.get(path), start);
    if (place === undefined) {
      files.push({ path, recorded });
      continue;
    }
    const absolute = join(workspace, place);
    const produced = Sha256.parse((await hashFile(absolute, path, { signal: task.signal })).sha256);
    const isUntouched = !(await wasWritten(absolute, marks[place]));
    const needsTensors = produced !== recorded && isHeld(artifact);
    files.push({
      path,
      recorded,
      produced,
      ...(isUntouched && { untouched: true as const }),
      ...(needsTensors && {
        tensors: await compareTensors(artifactPath(registry.paths, recorded), absolute, path, task),
      }),
    });
  }
  return files;
}

/** Reads the metrics files that the command has written. */
async function producedMetrics(
  { registration }: VersionDetail,
  { workspace, marks }: Reproduction,
): Promise<{ readonly metrics: Readonly<Record<string, number>>; readonly problems: string[] }> {
  const metrics = new Map<string, number>();
  const problems: string[] = [];
  for (const place of registration.recipe.sources.metrics) {
    const path = join(workspace, place);
    if (!isInside(place) || !(await wasWritten(path, marks[place]))) {
      problems.push(`${place} was not written by the command`.slice(0, 500));
      continue;
    }
    try {
      const read = await readMetricsFile(path);
      for (const [name, value] of Object.entries(read.metrics)) metrics.set(name, value);
    } catch (error) {
      if (!(error instanceof RegistryError)) throw error;
      problems.push(`${place} has no metrics: ${recordedMessage(error.refusal)}`.slice(0, 500));
    }
  }
  return { metrics: Object.fromEntries(metrics), problems };
}
