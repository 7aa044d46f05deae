import { Option, type Command } from "commander";
import { count, formatMetric } from "../../core/format.ts";
import { versionReference, versionTitle } from "../../core/version.ts";
import { bestVersion } from "../../registry/retrieval/best-version.ts";
import { versionDocument } from "../documents.ts";
import { addHelp } from "../options.ts";
import { modelOf } from "../references.ts";
import { run } from "../run.ts";

interface BestOptions {
  readonly metric: string;
  readonly min?: true;
  readonly max?: true;
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
      "export fraud-detection@best:test.auc --out model",
    ],
  })
    .argument("<name>", "the model")
    .requiredOption("--metric <name>", "the metric, as it was recorded or without its split")
    .addOption(new Option("--min", "lower is better").conflicts("max"))
    .option("--max", "higher is better (default: known from the metric's name)")
    .action((name: string, { metric, min, max }: BestOptions, command: Command) =>
      run(command, async ({ registry, output }) => {
        const model = await modelOf({ registry, output }, name);
        const better = min ? "lower" : max ? "higher" : undefined;
        const best = await bestVersion(registry, { model, metric, ...(better && { better }) });
        const { version, compared, passedOver } = best;
        output.answer(
          {
            reference: versionReference(version),
            version: versionDocument(version),
            metric: best.metric,
            value: best.value,
            better: best.better,
            compared,
            passedOver: passedOver.map(versionDocument),
          },
          [versionReference(version)],
        );
        for (const other of passedOver) {
          output.note(`${versionTitle(other)} is passed over: its stored bytes are not there.`);
        }
        const measured = `${best.metric} ${formatMetric(best.value)}`;
        output.note(
          `${measured}, the ${best.better === "higher" ? "highest" : "lowest"} of ${count(compared, "version")}`,
        );
      }),
    );
}
