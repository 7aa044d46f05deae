import type { Refusal } from "../../core/refusals/refusal.ts";
import { messageOf } from "../../core/refusals/words.ts";
import type { HttpServer } from "../../interchange/http/http-client.ts";
import type { HubAddress } from "../../interchange/huggingface/hub-reads.ts";
import { fileProblem } from "../../provenance/files/file-problem.ts";
import type { Registry } from "../registry.ts";
import type { Task } from "../task.ts";
import { previewSource, type ForeignSource } from "./foreign-source.ts";
import type { ForeignOutcome } from "./foreign-version.ts";
import { hubCache } from "./hub-server.ts";
import { importGto } from "./import-gto.ts";
import { importMlflow } from "./import-mlflow.ts";
import { importSource, type SourceSummary } from "./import-source.ts";
import { openGto } from "./open-gto.ts";
import { openHub } from "./open-hub.ts";
import { openMlflowServer } from "./open-mlflow-server.ts";
import { openMlflow, type OpenMlflow } from "./open-mlflow.ts";
import { openRunFiles } from "./open-run-files.ts";
import { previewGto } from "./preview-gto.ts";
import { previewMlflow } from "./preview-mlflow.ts";

/** Another registry, of which models are imported. */
export type OtherRegistry =
  | { readonly kind: "mlflow-server"; readonly server: HttpServer }
  /** Folder or database of MLflow, absolute. */
  | { readonly kind: "mlflow-store"; readonly path: string }
  /** Tags of GTO in the repository of the workspace folder. */
  | { readonly kind: "gto" }
  /** A model on a hub; without a server only the cache of the Hub's own library is asked. */
  | { readonly kind: "hub"; readonly address: HubAddress; readonly server?: HttpServer | undefined }
  /** Runs of W&B (a folder) or DVC (`dvc.lock`, or the folder of DVCLive), absolute. */
  | { readonly kind: "runs"; readonly path: string };

/** A model of another registry, and what an import of it would do. */
export interface OtherModel {
  readonly name: string;
  /** Number of versions that would be registered. */
  readonly wanted: number;
  /** Number of versions that were imported before. */
  readonly known: number;
  /** Reason why versions can't be imported, in words. */
  readonly problems: readonly string[];
}

export interface OtherPreview {
  readonly models: readonly OtherModel[];
  /** Number of runs that would be made. */
  readonly runs: number;
}

export interface OtherImport {
  readonly from: OtherRegistry;
  /** Names of the models there that are imported. */
  readonly models: readonly string[];
  /** Runs are imported, too, not only those of the versions. */
  readonly withRuns: boolean;
}

export interface OtherSummary {
  readonly versions: readonly ForeignOutcome[];
  readonly runs: number;
  /** Reasons why runs were not imported, in words. */
  readonly failedRuns: readonly string[];
}

/**
 * Returns what an import from another registry would do. Stores nothing.
 *
 * @throws RegistryError `file-problem`, `server-problem`, `read-only`, `cancelled`
 */
export async function previewOther(
  registry: Registry,
  { from }: { readonly from: OtherRegistry },
  task: Task = {},
): Promise<OtherPreview> {
  registry.requireTrust();
  if (from.kind === "gto") {
    const { artifacts } = await previewGto(registry, await openGto(registry.folder), task);
    return { models: artifacts.map(({ name, versions }) => summaryOf(name, versions)), runs: 0 };
  }
  if (from.kind === "runs" || from.kind === "hub") {
    const { models, runs } = await previewSource(
      registry,
      await openSource(registry, from, task),
      task,
    );
    return {
      models: models.map(({ from: name, versions }) => summaryOf(name, versions)),
      runs: runs.filter(({ isKnown }) => !isKnown).length,
    };
  }
  return withMlflow(registry, from, task, async (opened) => {
    const { models, runs } = await previewMlflow(registry, opened, {}, task);
    return {
      models: models.map(({ from: name, versions }) => summaryOf(name, versions)),
      runs: runs.filter(({ isKnown }) => !isKnown).length,
    };
  });
}

function summaryOf(
  name: string,
  versions: readonly { readonly imported?: unknown; readonly problem?: Refusal }[],
): OtherModel {
  const problems = versions.flatMap(({ problem }) => (problem ? [messageOf(problem)] : []));
  const known = versions.filter(({ imported }) => imported !== undefined).length;
  return { name, wanted: versions.length - known - problems.length, known, problems };
}

/**
 * Imports models of another registry that were chosen, and runs. What an earlier import made is passed
 * over.
 *
 * @throws RegistryError as above, and `busy`
 */
export async function importOther(
  registry: Registry,
  { from, models: names, withRuns }: OtherImport,
  task: Task = {},
): Promise<OtherSummary> {
  const chosen = new Set(names);
  const options = { acceptDanger: false };
  if (from.kind === "gto") {
    const opened = await openGto(registry.folder);
    const { artifacts } = await previewGto(registry, opened, task);
    const wanted = { artifacts: artifacts.filter(({ name }) => chosen.has(name)) };
    const versions = await importGto(registry, opened, wanted, options, task);
    return { versions, runs: 0, failedRuns: [] };
  }
  if (from.kind === "runs" || from.kind === "hub") {
    const preview = await previewSource(registry, await openSource(registry, from, task), task);
    const models = preview.models.filter((model) => chosen.has(model.from));
    const runs = withRuns ? preview.runs : [];
    return toldSummary(await importSource(registry, { ...preview, models, runs }, options, task));
  }
  return withMlflow(registry, from, task, async (opened) => {
    const preview = await previewMlflow(registry, opened, {}, task);
    const models = preview.models.filter((model) => chosen.has(model.from));
    const runs = withRuns ? preview.runs : [];
    return toldSummary(
      await importMlflow(registry, opened, { ...preview, models, runs }, options, task),
    );
  });
}

function toldSummary(done: SourceSummary): OtherSummary {
  return { ...done, failedRuns: done.failedRuns.map(({ refusal }) => messageOf(refusal)) };
}

async function openSource(
  registry: Registry,
  from: Extract<OtherRegistry, { kind: "runs" | "hub" }>,
  task: Task,
): Promise<ForeignSource> {
  if (from.kind === "hub") {
    const { address, server } = from;
    return openHub(registry, address, { server, cache: hubCache(process.env) }, task);
  }
  const { path } = from;
  const source = await openRunFiles(registry, path, task);
  if (source) return source;
  throw fileProblem({ file: path, fault: { kind: "no-runs" }, advice: "choose-other" });
}

async function withMlflow<T>(
  registry: Registry,
  from: Exclude<OtherRegistry, { kind: "gto" | "runs" | "hub" }>,
  task: Task,
  use: (opened: OpenMlflow) => Promise<T>,
): Promise<T> {
  const opened =
    from.kind === "mlflow-server"
      ? await openMlflowServer(registry, from.server, task)
      : await openMlflow(registry, from.path);
  if (!opened) {
    const file = from.kind === "mlflow-store" ? from.path : "";
    throw fileProblem({ file, fault: { kind: "no-database" }, advice: "choose-other" });
  }
  try {
    return await use(opened);
  } finally {
    opened.close();
  }
}
