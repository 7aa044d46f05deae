import type { Command } from "commander";
import { parseRunCondition, parseRunOrder } from "../../../core/runs/parse-run-condition.ts";
import type { RunCondition, RunOrder } from "../../../core/runs/run-search.ts";
import { count } from "../../../core/text/format.ts";
import { listExperiments, readExperiment } from "../../../registry/runs/experiments.ts";
import { searchRuns } from "../../../registry/runs/search-runs.ts";
import { CliError } from "../../failure.ts";
import { addHelp, positiveInteger } from "../../options.ts";
import { runDocument, runTable } from "../../report/run-lines.ts";
import { run } from "../../run.ts";

interface RunsOptions {
  readonly where?: string;
  readonly sort?: string;
  readonly limit: number;
  readonly deleted: boolean;
}

/** Defines `model-registry runs`. */
export function defineRuns(command: Command): void {
  addHelp(command, {
    more:
      "Conditions are joined by “and”: metrics.auc > 0.9, params.depth = 6, tags.team ~ risk (contains), " +
      "and id, name, status, user, start, end, dataset.name. Runs that are still going on are among them, " +
      "with what they have logged until now.",
    examples: [
      "runs",
      "runs churn --sort=-auc --limit 10",
      'runs --where "metrics.auc > 0.9 and status = finished" --json',
    ],
  })
    .argument("[experiment]", "only runs of this experiment")
    .option("--where <conditions>", "only runs that meet all conditions")
    .option("--sort <field>", "a metric or another field; with - before it the highest first")
    .option("--limit <n>", "at most so many", positiveInteger, 50)
    .option("--deleted", "only deleted runs", false)
    .action((experiment: string | undefined, options: RunsOptions, command: Command) =>
      run(command, async ({ registry, output }) => {
        const found =
          experiment === undefined
            ? undefined
            : await readExperiment(registry, {
                experiment: { name: experiment },
              });
        const { runs, total } = await searchRuns(registry, {
          ...(found && { experiments: [found.id] }),
          conditions: conditionsOf(options.where),
          order: orderOf(options.sort),
          deleted: options.deleted ? "only" : "without",
          limit: options.limit,
        });
        const experiments = found ? [found] : await listExperiments(registry);
        output.answer(
          {
            runs: runs.map(runDocument),
            more: total > runs.length,
            experiments: experiments.map(({ id, name, tags, isDeleted }) => ({
              id,
              name,
              tags,
              deleted: isDeleted,
            })),
          },
          runs.length > 0 ? runTable(runs, Date.now()) : [],
        );
        if (total > runs.length) output.note(`… of ${count(total, "run")}; see --limit.`);
        if (runs.length === 0) output.note(`No runs in ${registry.folder}.`);
      }),
    );
}

/** @throws CliError `usage` */
function conditionsOf(text: string | undefined): readonly RunCondition[] {
  if (text === undefined) return [];
  return text.split(/\s+and\s+/i).map((part) => {
    const condition = parseRunCondition(part);
    if (condition) return condition;
    throw new CliError({ reason: "no-condition", text: part });
  });
}

/** @throws CliError `usage` */
function orderOf(text: string | undefined): readonly RunOrder[] {
  if (text === undefined) return [];
  const order = parseRunOrder(text);
  if (order) return [order];
  throw new CliError({ reason: "no-sort-field" });
}
