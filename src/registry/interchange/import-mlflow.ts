import * as l10n from "@vscode/l10n";
import {
  maxHistoryMetrics,
  maxMetricPoints,
  thinned,
  type MetricPoints,
} from "../../core/model/data/metric-history.ts";
import { Timestamp, type ModelName } from "../../core/model/ids.ts";
import type { Metrics, RunReference } from "../../core/model/recipe.ts";
import { throwIfCancelled, type Refusal } from "../../core/refusals/refusal.ts";
import { messageOf } from "../../core/refusals/words.ts";
import { isSecretParameter } from "../../core/registration/secrets.ts";
import type { Version } from "../../core/state/version.ts";
import type { MlflowPoint, MlflowRun } from "../../interchange/mlflow/store.ts";
import { collectValues } from "../../provenance/values/collect-values.ts";
import { typedText } from "../../provenance/values/given-values.ts";
import { readParameter } from "../../provenance/values/parameters-file.ts";
import { annotate } from "../annotations/annotate.ts";
import { markingsOf } from "../annotations/read-markings.ts";
import { setAlias } from "../annotations/set-alias.ts";
import { setTag } from "../annotations/set-tag.ts";
import type { DeclaredRecipe } from "../registration/declared-recipe.ts";
import { register, type RegisterRequest } from "../registration/register.ts";
import type { Registry } from "../registry.ts";
import type { Task } from "../task.ts";
import { moveToStage, unlessRefused, type ForeignOutcome } from "./foreign-version.ts";
import { importMlflowRun } from "./import-mlflow-run.ts";
import type { BroughtFiles, OpenMlflow } from "./open-mlflow.ts";
import {
  mlflowVersionKey,
  type MlflowModelPlan,
  type MlflowPreview,
  type MlflowVersionPlan,
} from "./preview-mlflow.ts";

export interface MlflowSummary {
  readonly versions: readonly ForeignOutcome[];
  /** Number of runs that were made. */
  readonly runs: number;
  readonly failedRuns: readonly { readonly run: string; readonly refusal: Refusal }[];
}

/**
 * Imports runs and versions from MLflow, by the rules of this registry: what its policy refuses, a
 * stage for example, is left out and reported. What an earlier import made is passed over, so that one
 * that was cancelled goes on where it stopped.
 *
 * @throws RegistryError `cancelled`, `read-only`, `busy`
 */
export async function importMlflow(
  registry: Registry,
  opened: OpenMlflow,
  preview: MlflowPreview,
  { acceptDanger }: { readonly acceptDanger: boolean },
  task: Task = {},
): Promise<MlflowSummary> {
  registry.requireTrust();
  const newRuns = preview.runs.filter(({ isKnown }) => !isKnown);
  const failedRuns: { readonly run: string; readonly refusal: Refusal }[] = [];
  for (const [index, { given }] of newRuns.entries()) {
    throwIfCancelled(task.signal);
    const title = given.name ?? given.id;
    task.report?.({ message: l10n.t("Run {0} ({1} of {2})", title, index + 1, newRuns.length) });
    await unlessRefused(
      () => importMlflowRun(registry, opened, given, { signal: task.signal }),
      (refusal) => failedRuns.push({ run: title, refusal }),
    );
  }
  const versions: ForeignOutcome[] = [];
  for (const model of preview.models) {
    for (const plan of model.versions) {
      throwIfCancelled(task.signal);
      const source = { opened, name: preview.source, acceptDanger };
      versions.push(await importVersion(registry, source, model, plan, task));
    }
    await markModel(registry, model);
  }
  return { versions, runs: newRuns.length - failedRuns.length, failedRuns };
}

interface ImportSource {
  readonly opened: OpenMlflow;
  /** The store, relative to the workspace folder. */
  readonly name: string;
  readonly acceptDanger: boolean;
}

async function importVersion(
  registry: Registry,
  source: ImportSource,
  model: MlflowModelPlan,
  plan: MlflowVersionPlan,
  task: Task,
): Promise<ForeignOutcome> {
  const { given, imported, path, problem } = plan;
  const from = `${model.from}/${given.number}`;
  if (imported) return { from, version: imported, isKnown: true, notes: [] };
  const name = model.model;
  if (problem) return { from, refusal: problem, notes: [] };
  // Both are there where there is no problem.
  if (path === undefined || name === undefined) return { from, notes: [] };
  let refused: Refusal | undefined;
  const version = await unlessRefused(
    async () => {
      const files = await source.opened.bring(path, task);
      try {
        const request = await requestOf(source, model.from, plan, { name, files });
        return await register(registry, request, task);
      } finally {
        await files.drop();
      }
    },
    (refusal) => (refused = refusal),
  );
  if (!version) return { from, ...(refused && { refusal: refused }), notes: [] };
  const notes = [
    ...(plan.note === undefined ? [] : [plan.note]),
    ...(version.number === given.number
      ? []
      : [l10n.t("its number is {0}, as {1} was taken", version.number, given.number)]),
  ];
  return { from, version: await markVersion(registry, plan, version, notes), notes };
}

async function requestOf(
  { opened, name: store, acceptDanger }: ImportSource,
  from: string,
  { given, run }: MlflowVersionPlan,
  { name, files }: { readonly name: ModelName; readonly files: BroughtFiles },
): Promise<RegisterRequest> {
  const points = run === undefined ? [] : await opened.points(run.id);
  const isCurve = new Set(points.map(({ key }) => key)).size < points.length;
  const folder = run && opened.historyFolder(run);
  const histories = folder !== undefined && isCurve ? [folder] : [];
  const { description, createdAt } = given;
  return {
    model: name,
    paths: [files.path],
    number: given.number,
    ...(description !== undefined && { description: description.slice(0, 5000) }),
    tags: Object.fromEntries(Object.entries(given.tags).filter(([key, text]) => isTag(key, text))),
    declared: declaredOf(store, `${from}/${given.number}`, run, points),
    imported: {
      ...(createdAt !== undefined && { made: madeAt(createdAt) }),
      ...(files.source !== undefined && { source: files.source }),
    },
    historyFiles: histories,
    ...(histories.length === 0 && isCurve && { loggedHistory: historyOf(points) }),
    found: histories,
    metricsFiles: [],
    parametersFiles: [],
    datasets: [],
    parents: [],
    allowIdentical: true,
    acceptDanger,
  };
}

/** Returns the values of each metric by step, the last one of a step. */
function historyOf(points: readonly MlflowPoint[]): ReadonlyMap<string, MetricPoints> {
  const steps = new Map<string, Map<number, number>>();
  for (const { key, step, value } of points) {
    if (!Number.isFinite(value) || key === "__proto__" || key.length > 250) continue;
    const known = steps.get(key) ?? new Map<number, number>();
    steps.set(key, known.set(step, value));
  }
  return new Map(
    [...steps]
      .filter(([, values]) => values.size > 1)
      .slice(0, maxHistoryMetrics)
      .map(([key, values]) => [
        key,
        { axis: "step", points: thinned([...values], maxMetricPoints) },
      ]),
  );
}

function madeAt(time: number): { readonly at: Timestamp; readonly source: "notes" } {
  return { at: Timestamp.parse(new Date(time).toISOString()), source: "notes" };
}

function isTag(key: string, text: string): boolean {
  return /^\P{Cc}{1,250}$/u.test(key) && text.length <= 5000 && !isSecretParameter(key, text);
}

/** Facts that MLflow has about the making of a version: those of its run. */
function declaredOf(
  source: string,
  from: string,
  run: MlflowRun | undefined,
  points: readonly MlflowPoint[],
): DeclaredRecipe {
  const last = new Map<string, number>();
  for (const { key, value } of points) if (Number.isFinite(value)) last.set(key, value);
  const metrics: Metrics = Object.fromEntries(
    [...last].filter(([key]) => key !== "__proto__" && key.length <= 250).slice(0, 2000),
  );
  const leaves = Object.entries(run?.parameters ?? {}).map(([key, text]) => ({
    key,
    value: typedText(text),
  }));
  const parameters = collectValues(source, { leaves }, readParameter).values;
  const commit = run?.tags["mlflow.source.git.commit"];
  return {
    source,
    metrics,
    parameters,
    data: [],
    featureSets: [],
    packages: {},
    otherMetadata: {
      [mlflowVersionKey]: from,
      ...(commit !== undefined && /^[0-9a-f]{7,64}$/i.test(commit) && { git_commit: commit }),
    },
    ...(run && { run: referenceOf(run) }),
  };
}

function referenceOf({ id, name, experiment, start, end }: MlflowRun): RunReference {
  return {
    id,
    ...(name !== undefined && { name: name.slice(0, 256) }),
    experiment: experiment.slice(0, 256),
    ...(start !== undefined && { start: madeAt(start).at }),
    ...(end !== undefined && { end: madeAt(end).at }),
  };
}

/** Sets description and tags of the model, where it has none here. */
async function markModel(registry: Registry, { model, given }: MlflowModelPlan): Promise<void> {
  const here = await registry.read((state) => model && state.model(model)?.name);
  if (here === undefined) return;
  const known = await registry.read((state) => markingsOf(state, { model: here }));
  const ignore = (): void => undefined;
  if (given.description !== undefined && known.annotations.description === undefined) {
    const changes = { description: given.description.slice(0, 5000) };
    await unlessRefused(() => annotate(registry, { subject: { model: here }, changes }), ignore);
  }
  for (const [key, value] of Object.entries(given.tags)) {
    if (!isTag(key, value) || known.tags[key] !== undefined) continue;
    await unlessRefused(() => setTag(registry, { subject: { model: here }, key, value }), ignore);
  }
}

/** Sets aliases and stage of a version that was imported; what is refused is noted. */
async function markVersion(
  registry: Registry,
  plan: MlflowVersionPlan,
  version: Version,
  notes: string[],
): Promise<Version> {
  for (const alias of plan.aliases) {
    await unlessRefused(
      () => setAlias(registry, { version: version.id, alias }),
      (refusal) => notes.push(messageOf(refusal)),
    );
  }
  if (plan.stage !== undefined) {
    await moveToStage(
      registry,
      version,
      { stage: plan.stage, reason: "as it is in MLflow" },
      notes,
    );
  }
  return (await registry.read((state) => state.version(version.id))) ?? version;
}
