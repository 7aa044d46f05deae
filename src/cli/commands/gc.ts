import type { Command } from "commander";
import { formatBytes } from "../../core/format.ts";
import { garbageText } from "../../core/garbage-text.ts";
import { collectGarbage, findGarbage, type Garbage } from "../../registry/collect-garbage.ts";
import { addCommand } from "../options.ts";
import { run } from "../run.ts";

/** `model-registry gc` */
export function addGc(program: Command): void {
  addCommand(program, "gc", {
    summary: "Remove stored bytes that no version refers to, and say how much space that freed.",
    more: "Such bytes are left by deletions and registrations that were cut off. A version's are never touched.",
    examples: ["gc --dry-run", "gc"],
  })
    .option("--dry-run", "only say what would be removed", false)
    .action(({ dryRun }: { readonly dryRun: boolean }, command: Command) =>
      run(command, async ({ registry, output, task }) => {
        if (dryRun) {
          const found = await findGarbage(registry, {}, task);
          output.answer({ dryRun, ...found }, [resultText(found, "could be removed")]);
        } else {
          const removed = await collectGarbage(registry, {}, task);
          output.done({ dryRun, ...removed }, [resultText(removed, "removed")]);
        }
      }),
    );
}

function resultText(garbage: Garbage, what: string): string {
  const text = garbageText(garbage);
  if (text === "") return "Nothing to remove: versions refer to all that is stored.";
  return `${text} ${what}, ${formatBytes(garbage.bytes)}`;
}
