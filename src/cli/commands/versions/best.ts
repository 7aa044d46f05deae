import { Option, type Command } from "commander";
import { formatMetric } from "../../../core/metrics/metric-format.ts";
import { versionReference, versionTitle } from "../../../core/state/version.ts";
import { count, firstFew } from "../../../core/text/format.ts";
import { bestVersion } from "../../../registry/retrieval/best-version.ts";
import { addHelp } from "../../options.ts";
import { modelOf } from "../../references.ts";
import { versionDocument } from "../../report/documents.ts";
import { run } from "../../run.ts";
import { pointingAt } from "../../search.ts";

interface BestOptions {
  readonly metric: string;
  readonly min?: true;
  readonly minimize?: true;
  readonly max?: true;
  readonly where?: string;
}

/** Defines `model-registry best`. */
export function defineBest(command: Command): void {
  addHelp(command, {
    more:
      "Only versions that have the metric count; none that was rejected, and none whose bytes are " +
      "missing. Wherever a version is named, name@best:metric means the same.",
    examples: [
      "best fraud-detection --metric test.auc",
      "best fraud-detection --metric latency_score --min",
      'best fraud-detection --metric test.auc --where "params.max_depth <= 5"',
      "export fraud-detection@best:test.auc --out model",
    ],
  })
    .argument("<name>", "the model")
    .requiredOption("--metric <name>", "the metric, as it was recorded or without its split")
    .addOption(new Option("--min", "lower is better").conflicts("max"))
    .addOption(new Option("--minimize", "the same").conflicts("max").hideHelp())
    .option("--max", "higher is better (default: known from the metric's name)")
    .option("--where <query>", "only versions that meet a query (see “search --help”)")
    .action((name: string, options: BestOptions, command: Command) =>
      run(command, async ({ registry, output }) => {
        const model = await modelOf({ registry, output }, name);
        const { metric, where, max } = options;
        const min = options.min ?? options.minimize;
        const better = min ? "lower" : max ? "higher" : undefined;
        const best = await pointingAt(output, where, () =>
          bestVersion(registry, {
            model,
            metric,
            ...(better && { better }),
            ...(where !== undefined && { where }),
          }),
        );
        const { version, compared, passedOver, ties, unmeasured } = best;
        output.answer(
          {
            reference: versionReference(version),
            version: versionDocument(version),
            metric: best.metric,
            value: best.value,
            better: best.better,
            compared,
            unmeasured,
            ties: ties.map(versionDocument),
            passedOver: passedOver.map(versionDocument),
          },
          [versionReference(version)],
        );
        for (const other of passedOver) {
          output.note(`${versionTitle(other)} is passed over: its stored bytes are not there.`);
        }
        if (ties.length > 0) {
          output.note(
            `${firstFew(ties.map(versionTitle))} ${ties.length === 1 ? "has" : "have"} the same value.`,
          );
        }
        if (unmeasured > 0) {
          output.note(
            `${count(unmeasured, "version")} left out: not recorded with ${best.metric}.`,
          );
        }
        const measured = `${best.metric} ${formatMetric(best.value)}`;
        output.note(
          `${measured}, the ${best.better === "higher" ? "highest" : "lowest"} of ${count(compared, "version")}`,
        );
      }),
    );
}
