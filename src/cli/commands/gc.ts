import type { Command } from "commander";
import { count, formatBytes } from "../../core/format.ts";
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
          output.answer({ dryRun, ...found }, [garbageText(found, "could be removed")]);
        } else {
          const removed = await collectGarbage(registry, {}, task);
          output.done({ dryRun, ...removed }, [garbageText(removed, "removed")]);
        }
      }),
    );
}

function garbageText({ objects, leftovers, bytes }: Garbage, what: string): string {
  if (objects + leftovers === 0) return "Nothing to remove: versions refer to all that is stored.";
  const parts = [
    ...(objects > 0 ? [count(objects, "object")] : []),
    ...(leftovers > 0 ? [count(leftovers, "unfinished registration")] : []),
  ];
  return `${parts.join(" and ")} ${what}, ${formatBytes(bytes)}`;
}
