import type { Command } from "commander";
import { readMarkings } from "../../registry/read-markings.ts";
import { removeTag, setTag } from "../../registry/set-tag.ts";
import { eventDocument } from "../documents.ts";
import { addCommand } from "../options.ts";
import { subjectOf } from "../references.ts";
import { run } from "../run.ts";
import { alignedLines } from "../table.ts";

/** `model-registry tag` */
export function addTag(program: Command): void {
  addCommand(program, "tag", {
    summary: "Set a tag of a model or a version, take it away, or list them.",
    examples: [
      "tag fraud-detection@5 validation-report docs/report.md",
      "tag fraud-detection team risk",
      "tag fraud-detection@5 validation-report --remove",
      "tag fraud-detection@5",
    ],
  })
    .argument("<subject>", "a model's name, or a reference with @ of a version")
    .argument("[key]", "the tag; without it, all are listed")
    .argument("[value]", "its value (default: empty)")
    .option("--remove", "take the tag away instead", false)
    .action(
      (
        text: string,
        key: string | undefined,
        value: string | undefined,
        { remove }: { remove: boolean },
        command: Command,
      ) =>
        run(command, async ({ registry, output }) => {
          const { subject, title } = await subjectOf(registry, text);
          if (key === undefined) {
            const { tags } = await readMarkings(registry, { subject });
            output.answer({ subject, tags }, alignedLines(Object.entries(tags)));
            if (Object.keys(tags).length === 0) output.note(`${title} has no tags.`);
            return;
          }
          if (remove) {
            const event = await removeTag(registry, { subject, key });
            const { previous } = event.data;
            output.done({ subject, key, value: null, previous, event: eventDocument(event) }, [
              `${title}: ${key} removed, before “${previous}”`,
            ]);
            return;
          }
          const event = await setTag(registry, { subject, key, value: value ?? "" });
          const { previous } = event.data;
          output.done(
            {
              subject,
              key,
              value: event.data.value,
              previous: previous ?? null,
              event: eventDocument(event),
            },
            [
              `${title}: ${key} = “${event.data.value}”` +
                (previous === undefined ? "" : `, before “${previous}”`),
            ],
          );
        }),
    );
}
