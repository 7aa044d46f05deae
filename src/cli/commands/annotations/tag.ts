import type { Command } from "commander";
import { RegistryError } from "../../../core/refusals/refusal.ts";
import { readMarkings } from "../../../registry/annotations/read-markings.ts";
import { removeTag, setTag } from "../../../registry/annotations/set-tag.ts";
import type { Registry } from "../../../registry/registry.ts";
import { addHelp } from "../../options.ts";
import { subjectOf, type NamedSubject } from "../../references.ts";
import { eventDocument } from "../../report/documents.ts";
import { run } from "../../run.ts";
import { alignedLines } from "../../terminal/table.ts";

/** Defines `model-registry tag`. */
export function defineTag(command: Command): void {
  addHelp(command, {
    examples: [
      "tag fraud-detection@5 validation-report docs/report.md",
      "tag fraud-detection team risk",
      "tag fraud-detection team",
      "tag fraud-detection@5 validation-report --remove",
      "tag fraud-detection@5",
    ],
  })
    .argument("<subject>", "a model's name, or a reference with @ of a version")
    .argument("[key]", "the tag; without it, all are listed")
    .argument("[value]", 'its new value, which may be empty (""); without it, its value is shown')
    .option("--remove", "remove the tag instead", false)
    .action(
      (
        text: string,
        key: string | undefined,
        value: string | undefined,
        { remove }: { remove: boolean },
        command: Command,
      ) =>
        run(command, async ({ registry, output }) => {
          const { subject, title } = await subjectOf({ registry, output }, text);
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
          if (value === undefined) {
            const held = await readTag(registry, { subject, title }, key);
            output.answer({ subject, key, value: held }, [held]);
            return;
          }
          const event = await setTag(registry, { subject, key, value });
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

/** @throws RegistryError `unknown-tag` */
async function readTag(
  registry: Registry,
  { subject, title }: NamedSubject,
  key: string,
): Promise<string> {
  const { tags } = await readMarkings(registry, { subject });
  const value = Object.entries(tags).find(([name]) => name === key)?.[1];
  if (value !== undefined) return value;
  const names = Object.keys(tags);
  throw new RegistryError({ code: "unknown-tag", reason: "tag-unknown", title, key, tags: names });
}
