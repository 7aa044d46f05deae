import type { Command } from "commander";
import { garbageText } from "../../../core/retention/garbage-text.ts";
import { usageLines } from "../../../core/retention/storage-usage.ts";
import { count, formatBytes } from "../../../core/text/format.ts";
import type { Registry } from "../../../registry/registry.ts";
import {
  collectGarbage,
  findGarbage,
  type Garbage,
} from "../../../registry/retention/collect-garbage.ts";
import { addHelp } from "../../options.ts";
import { run } from "../../run.ts";

/** Defines `model-registry gc`. */
export function defineGc(command: Command): void {
  addHelp(command, {
    more:
      "Deletions and registrations that were interrupted leave such bytes. The bytes of a version are never " +
      "touched. The answer also lists what else the registry's folder holds, and what it is for.",
    examples: ["gc --dry-run", "gc"],
  })
    .option("--dry-run", "only say what would be removed", false)
    .action(({ dryRun }: { readonly dryRun: boolean }, command: Command) =>
      run(command, async ({ registry, output, task }) => {
        const removedAtOpening = registry.removedAtOpening;
        const report = dryRun
          ? await findGarbage(registry, {}, task)
          : await collectGarbage(registry, {}, task);
        output.done({ dryRun, ...report, removedAtOpening }, [
          resultText(report, dryRun ? "could be removed" : "removed"),
          ...openingLines(registry),
          ...usageLines(report.usage),
        ]);
      }),
    );
}

function resultText(garbage: Garbage, what: string): string {
  const text = garbageText(garbage);
  if (text === "") {
    return "Nothing to remove: versions refer to all that is stored, and nothing unfinished is left.";
  }
  return `${text} ${what}, ${formatBytes(garbage.bytes)}`;
}

/** Describes what was removed when the registry was opened, before the command counted anything. */
function openingLines({ removedAtOpening: { leftovers, bytes } }: Registry): readonly string[] {
  if (leftovers === 0) return [];
  return [
    `Removed when the registry was opened: ${count(leftovers, "left-over")} of processes that ended, ${formatBytes(bytes)}.`,
  ];
}
