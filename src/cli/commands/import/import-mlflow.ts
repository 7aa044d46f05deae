import { count } from "../../../core/text/format.ts";
import { importMlflow } from "../../../registry/interchange/import-mlflow.ts";
import { openMlflowServer } from "../../../registry/interchange/open-mlflow-server.ts";
import { openMlflow } from "../../../registry/interchange/open-mlflow.ts";
import {
  previewMlflow,
  type MlflowPreview,
  type MlflowVersionPlan,
} from "../../../registry/interchange/preview-mlflow.ts";
import { isServerAddress, mlflowServer } from "../../../registry/interchange/server-address.ts";
import { CliError } from "../../failure.ts";
import { reportedRefusal } from "../../refusals/reported-refusal.ts";
import { versionDocument } from "../../report/documents.ts";
import { reportSummary } from "../../report/foreign-report.ts";
import type { Session } from "../../run.ts";
import { alignedLines } from "../../terminal/table.ts";
import { givenPath } from "../../workspace-folder.ts";

interface MlflowOptions {
  readonly name?: string;
  readonly dryRun: boolean;
  readonly acceptDanger: boolean;
}

/** Imports a store of MLflow; returns false if what was given is none. */
export async function importFromMlflow(
  { registry, output, task }: Session,
  given: readonly string[],
  { name, dryRun, acceptDanger }: MlflowOptions,
): Promise<boolean> {
  const [path, ...more] = given;
  if (path === undefined || more.length > 0) return false;
  registry.requireTrust();
  const opened = isServerAddress(path)
    ? await openMlflowServer(registry, mlflowServer(path, process.env), task)
    : await openMlflow(registry, await givenPath(path));
  if (!opened) return false;
  try {
    const { models } = opened.store;
    if (name !== undefined && models.length !== 1) {
      throw new CliError({
        reason: "store-of-several-models",
        models: models.map((model) => model.name),
      });
    }
    const preview = await previewMlflow(
      registry,
      opened,
      { ...(name !== undefined && { name }) },
      task,
    );
    if (dryRun) {
      output.answer(previewDocument(preview), previewLines(preview));
      output.note(`${wantedText(preview)} would be imported from MLflow.`);
      return true;
    }
    const summary = await importMlflow(registry, opened, preview, { acceptDanger }, task);
    reportSummary(output, summary, "MLflow");
    return true;
  } finally {
    opened.close();
  }
}

function wantedText({ models, runs }: MlflowPreview): string {
  const versions = models
    .flatMap((model) => model.versions)
    .filter(({ problem, imported }) => problem === undefined && !imported).length;
  const wantedRuns = runs.filter(({ isKnown }) => !isKnown).length;
  return `${count(versions, "version")} and ${count(wantedRuns, "run")}`;
}

function previewDocument({ source, models, runs }: MlflowPreview): unknown {
  return {
    source,
    models: models.map(({ from, model, isNew, versions }) => ({
      from,
      model: model ?? null,
      isNew,
      versions: versions.map((plan) => ({
        number: plan.given.number,
        stage: plan.given.stage,
        aliases: plan.aliases,
        run: plan.run?.id ?? null,
        path: plan.path ?? null,
        importedAs: plan.imported ? versionDocument(plan.imported) : null,
        problem: plan.problem ? reportedRefusal(plan.problem).message : null,
        note: plan.note ?? null,
      })),
    })),
    runs: runs.map(({ given: { id, name, experiment, status }, isKnown }) => ({
      run: id,
      name: name ?? null,
      experiment,
      status,
      isKnown,
    })),
  };
}

function previewLines({ models, runs }: MlflowPreview): readonly string[] {
  const experiments = new Set(runs.map(({ given }) => given.experiment));
  return [
    ...models.flatMap(({ from, model = from, isNew, versions }) => [
      `${model}: ${isNew ? "a new model" : "is here already"}`,
      ...alignedLines(versions.map(planCells)).map((line) => `  ${line}`),
    ]),
    `${count(runs.length, "run")} of ${count(experiments.size, "experiment")}, ${runs.filter(({ isKnown }) => isKnown).length} imported already`,
  ];
}

function planCells(plan: MlflowVersionPlan): readonly string[] {
  const { given, aliases, run, imported, problem, note } = plan;
  const state = imported
    ? "imported already"
    : problem
      ? reportedRefusal(problem).message
      : (note ?? "");
  return [
    String(given.number),
    given.stage,
    aliases.map((alias) => `@${alias}`).join(" "),
    run?.name ?? "",
    state,
  ];
}
