import type { Command } from "commander";
import { count, formatBytes } from "../../../core/text/format.ts";
import {
  findLocalCopies,
  freeLocalCopies,
  type LocalCopies,
  type LocalCopiesRequest,
} from "../../../registry/retention/free-local-copies.ts";
import { addHelp } from "../../options.ts";
import { modelOf } from "../../references.ts";
import { run } from "../../run.ts";

interface PruneOptions {
  readonly dryRun: boolean;
  readonly inUse: boolean;
  readonly readBack: boolean;
}

/** Defines `model-registry prune`. */
export function definePrune(command: Command): void {
  addHelp(command, {
    more:
      "The remote is asked for each file first; a file that it does not have stays, and so does everything while it " +
      "can't be reached. Files come back when resolve, export, promote or rollback needs them. The files of versions " +
      "in production, with an alias, under request or test, or that a rollback would bring back stay unless --in-use is given.",
    examples: ["prune --dry-run", "prune", "prune fraud --read-back"],
  })
    .argument("[name]", "only files of this model's versions")
    .option("--dry-run", "only say what would be removed", false)
    .option("--in-use", "files of versions in use, too", false)
    .option("--read-back", "read each file back from the remote and hash it first", false)
    .action(
      (name: string | undefined, { dryRun, inUse, readBack }: PruneOptions, command: Command) =>
        run(command, async ({ registry, output, task }) => {
          const request: LocalCopiesRequest = {
            ...(name !== undefined && { model: await modelOf({ registry, output }, name) }),
            inUse,
            readBack,
          };
          const report = dryRun
            ? await findLocalCopies(registry, request, task)
            : await freeLocalCopies(registry, request, task);
          output.done(
            { dryRun, ...report },
            lines(report, dryRun ? "could be removed" : "removed"),
          );
        }),
    );
}

function lines({ objects, bytes, inUse, unshared }: LocalCopies, what: string): readonly string[] {
  return [
    objects === 0
      ? "No local copies to remove"
      : `${count(objects, "local file")} ${what}, ${formatBytes(bytes)}; the shared registry has the same`,
    ...(inUse > 0 ? [`Kept: the files of ${count(inUse, "version")} in use`] : []),
    ...(unshared > 0
      ? [`Kept: ${count(unshared, "file")} that the shared registry does not have`]
      : []),
  ];
}
