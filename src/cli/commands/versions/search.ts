import type { Command } from "commander";
import { printQuery } from "../../../core/query/print-query.ts";
import { metricsOf } from "../../../core/query/query-keys.ts";
import { fieldRule, queryFields, type QueryField } from "../../../core/query/query.ts";
import { count } from "../../../core/text/format.ts";
import { addHelp, positiveInteger } from "../../options.ts";
import { versionDocument } from "../../report/documents.ts";
import { versionLines } from "../../report/version-table.ts";
import { run } from "../../run.ts";
import { noneMeets, search } from "../../search.ts";
import { alignedLines } from "../../terminal/table.ts";

/** Defines `model-registry search`. */
export function defineSearch(command: Command): void {
  addHelp(command, {
    more:
      "A query is one or more conditions joined by and, or and not, then perhaps order by KEY [desc] " +
      "and limit N. A word alone is looked for in names, labels, aliases, tags and descriptions. In " +
      "a text * stands for anything, and ASCII letters match in either case. “k != v” holds for " +
      "versions that have a k, “has k” for all that do.",
    examples: [
      'search "metrics.test.auc > 0.9 and stage in (Staging, Production) order by metrics.test.auc desc"',
      'search "params.max_depth <= 5 and tag.team = risk and registered > 2026-01-01"',
      "search fraud framework = onnx",
    ],
  })
    .addHelpText("after", `\nKeys of a query:\n${keyLines().join("\n")}`)
    .argument("[query...]", "the query, in quotes or as several words; none for all versions")
    .option("--limit <n>", "at most so many", positiveInteger, 100)
    .action((words: readonly string[], { limit }: { readonly limit: number }, command: Command) =>
      run(command, async ({ registry, output }) => {
        const text = words.join(" ");
        const { query, versions, total } = await search(
          { registry, output },
          { query: text, limit },
        );
        const [metric] = metricsOf(query);
        output.answer(
          { query: printQuery(query), total, versions: versions.map(versionDocument) },
          versions.length > 0 ? versionLines(versions, [], { metric, now: Date.now() }) : [],
        );
        if (versions.length === 0) output.note(noneMeets(text));
        if (total > versions.length) {
          output.note(`${versions.length} of ${count(total, "version")} shown; more with --limit.`);
        }
      }),
    );
}

function keyLines(): readonly string[] {
  const fields = Object.keys(queryFields) as QueryField[];
  return alignedLines(
    fields.map((field) => {
      const { named, summary } = fieldRule(field);
      return [`  ${field}${named ? ".NAME" : ""}`, summary()];
    }),
  );
}
