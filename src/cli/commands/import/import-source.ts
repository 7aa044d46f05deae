import { count } from "../../../core/text/format.ts";
import {
  previewSource,
  type ForeignSource,
  type SourcePreview,
  type SourceVersionPlan,
} from "../../../registry/interchange/foreign-source.ts";
import { isHubAddress, parseHubAddress } from "../../../registry/interchange/hub-address.ts";
import { hubCache, hubServer, isHubOffline } from "../../../registry/interchange/hub-server.ts";
import { importSource } from "../../../registry/interchange/import-source.ts";
import { openHubCache, openHub } from "../../../registry/interchange/open-hub.ts";
import { openRunFiles } from "../../../registry/interchange/open-run-files.ts";
import { CliError } from "../../failure.ts";
import { reportedRefusal } from "../../refusals/reported-refusal.ts";
import { versionDocument } from "../../report/documents.ts";
import { reportSummary } from "../../report/foreign-report.ts";
import type { Session } from "../../run.ts";
import { alignedLines } from "../../terminal/table.ts";
import { givenPath } from "../../workspace-folder.ts";

interface SourceOptions {
  readonly name?: string;
  readonly dryRun: boolean;
  readonly acceptDanger: boolean;
}

/** Imports runs of W&B or DVC, or a model of a hub; returns false if what was given is none. */
export async function importFromRuns(
  { registry, output, task }: Session,
  [path, ...more]: readonly string[],
  options: SourceOptions,
): Promise<boolean> {
  if (path === undefined || more.length > 0) return false;
  registry.requireTrust();
  const source = await opened(registry, path, task);
  if (!source) return false;
  const preview = await previewSource(registry, named(source, options.name), task);
  if (options.dryRun) {
    output.answer(previewDocument(preview), previewLines(preview));
    output.note(`${wantedText(preview)} would be imported from ${preview.tool}.`);
    return true;
  }
  const summary = await importSource(registry, preview, options, task);
  reportSummary(output, summary, preview.tool);
  return true;
}

/** Opens what was given: a model on a hub, in the cache of its library, or runs. */
async function opened(
  registry: Session["registry"],
  path: string,
  task: Session["task"],
): Promise<ForeignSource | undefined> {
  if (!isHubAddress(path)) {
    const place = await givenPath(path);
    return (await openHubCache(registry, place)) ?? openRunFiles(registry, place, task);
  }
  const address = parseHubAddress(path);
  if (!address) throw new CliError({ reason: "no-hub-address", text: path });
  const { env } = process;
  const server = isHubOffline(env) ? undefined : await hubServer(env);
  return openHub(registry, address, { server, cache: hubCache(env) }, task);
}

/** @throws CliError if there are several models that one name was given for */
function named(source: ForeignSource, name: string | undefined): ForeignSource {
  if (name === undefined) return source;
  const models = [...new Set(source.versions.map(({ model }) => model))];
  if (models.length !== 1) throw new CliError({ reason: "store-of-several-models", models });
  return { ...source, versions: source.versions.map((version) => ({ ...version, model: name })) };
}

function wantedText({ models, runs }: SourcePreview): string {
  const versions = models
    .flatMap((model) => model.versions)
    .filter(({ problem, imported }) => problem === undefined && !imported).length;
  const wantedRuns = runs.filter(({ isKnown }) => !isKnown).length;
  return [...(runs.length > 0 ? [count(wantedRuns, "run")] : []), count(versions, "version")].join(
    " and ",
  );
}

function previewDocument({ tool, models, runs }: SourcePreview): unknown {
  return {
    tool,
    models: models.map(({ from, versions }) => ({
      from,
      versions: versions.map(({ given, model, imported, problem }) => ({
        from: given.from,
        model: model ?? null,
        marks: given.marks,
        importedAs: imported ? versionDocument(imported) : null,
        problem: problem ? reportedRefusal(problem).message : null,
      })),
    })),
    runs: runs.map(({ given: { id, name, experiment }, isKnown }) => ({
      run: id,
      name,
      experiment,
      isKnown,
    })),
  };
}

function previewLines({ models, runs }: SourcePreview): readonly string[] {
  const experiments = [...new Set(runs.map(({ given }) => given.experiment))];
  return [
    ...experiments.flatMap((experiment) => [
      `experiment ${experiment}`,
      ...alignedLines(
        runs
          .filter(({ given }) => given.experiment === experiment)
          .map(({ given, isKnown }) => [given.name, given.id, isKnown ? "imported already" : ""]),
      ).map((line) => `  ${line}`),
    ]),
    ...models.flatMap(({ from, versions }) => [
      `model ${from}`,
      ...alignedLines(versions.map(versionCells)).map((line) => `  ${line}`),
    ]),
  ];
}

function versionCells({ given, imported, problem }: SourceVersionPlan): readonly string[] {
  const state = problem ? reportedRefusal(problem).message : "";
  const marks = given.marks.map((mark) => `@${mark}`).join(" ");
  return [given.from, marks, imported ? "imported already" : state];
}
