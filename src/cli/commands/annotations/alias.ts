import type { Command } from "commander";
import { versionReference, versionTitle } from "../../../core/state/version.ts";
import { removeAlias, setAlias } from "../../../registry/annotations/set-alias.ts";
import { findVersion } from "../../../registry/retrieval/find-version.ts";
import { addHelp, referenceHelp } from "../../options.ts";
import { versionOf } from "../../references.ts";
import { eventDocument } from "../../report/documents.ts";
import { run } from "../../run.ts";

/** Defines `model-registry alias`. */
export function defineAlias(command: Command): void {
  addHelp(command, {
    more: "name@alias then means that version.",
    examples: [
      "alias fraud-detection@5 champion",
      "alias fraud-detection@champion champion --remove",
    ],
  })
    .argument("<reference>", referenceHelp)
    .argument("<alias>", "letters, digits, _ and -")
    .option("--remove", "remove the alias instead", false)
    .action((reference: string, alias: string, { remove }: { remove: boolean }, command: Command) =>
      run(command, async ({ registry, output }) => {
        const version = await versionOf({ registry, output }, reference);
        if (remove) {
          const event = await removeAlias(registry, { model: version.model, alias });
          const previous = await findVersion(registry, { reference: event.data.previous });
          output.done(
            {
              alias,
              model: version.model,
              version: null,
              previous: versionReference(previous),
              event: eventDocument(event),
            },
            [`${version.model}@${alias} removed from ${versionTitle(previous)}`],
          );
          return;
        }
        const event = await setAlias(registry, { version: version.id, alias });
        const previous =
          event.data.previous === undefined
            ? undefined
            : await findVersion(registry, { reference: event.data.previous });
        output.done(
          {
            alias,
            model: version.model,
            version: versionReference(version),
            previous: previous ? versionReference(previous) : null,
            event: eventDocument(event),
          },
          [
            `${version.model}@${alias} → ${versionTitle(version)}` +
              (previous ? `, before ${versionTitle(previous)}` : ""),
          ],
        );
      }),
    );
}
