import { InvalidArgumentError, Option, type Command } from "commander";
import { annotationExpected } from "../../../core/annotations/annotation-rules.ts";
import type { AnnotationChanges } from "../../../core/annotations/decide-marking.ts";
import { fieldTitle } from "../../../core/events/field-name.ts";
import { AnnotationField, annotationFields } from "../../../core/model/markings.ts";
import { annotate } from "../../../registry/annotations/annotate.ts";
import { readMarkings } from "../../../registry/annotations/read-markings.ts";
import { addHelp } from "../../options.ts";
import { subjectOf } from "../../references.ts";
import { eventDocument } from "../../report/documents.ts";
import { run } from "../../run.ts";
import { alignedLines } from "../../terminal/table.ts";

const none: readonly AnnotationField[] = [];

/** Defines `model-registry annotate`. */
export function defineAnnotate(command: Command): void {
  addHelp(command, {
    more: "The recipe does not change; previous values stay in the history.",
    examples: [
      'annotate fraud-detection@5 --changelog "Trained on October" --known-issues "slow on ARM"',
      'annotate fraud-detection --team "risk, Vienna"',
      "annotate fraud-detection@5 --pii yes --retention-days 365 --certifications 'ISO 27001, SOC 2'",
      "annotate fraud-detection@5 --clear known-issues",
      "annotate fraud-detection@5",
    ],
  }).argument("<subject>", "a model's name, or a reference with @ of a version");
  for (const field of annotationFields) {
    const expected = annotationExpected(field);
    const help = expected === undefined ? fieldTitle(field) : `${fieldTitle(field)}: ${expected}`;
    command.option(`--${field} <text>`, help);
  }
  command
    .addOption(
      new Option("--clear <field>", "clear a field; may be repeated")
        .argParser(clearedField)
        .default(none, "none"),
    )
    .action((text: string, options: Readonly<Record<string, unknown>>, self: Command) =>
      run(self, async ({ registry, output }) => {
        const { subject, title } = await subjectOf({ registry, output }, text);
        const changes = changesOf(options);
        if (Object.keys(changes).length === 0) {
          const { annotations } = await readMarkings(registry, { subject });
          const rows = Object.entries(annotations).map(([field, value]) => [
            fieldTitle(field),
            value,
          ]);
          output.answer({ subject, annotations }, alignedLines(rows));
          if (rows.length === 0) output.note(`Nothing is written on ${title}.`);
          return;
        }
        const event = await annotate(registry, { subject, changes });
        const { annotations } = await readMarkings(registry, { subject });
        output.done(
          { subject, changes: event.data.changes, annotations, event: eventDocument(event) },
          event.data.changes.map(({ field, from, to }) =>
            to === undefined
              ? `${title}: ${fieldTitle(field)} removed`
              : `${title}: ${fieldTitle(field)} ${from === undefined ? "set" : "changed"}`,
          ),
        );
      }),
    );
}

/** Returns the changes by field; commander writes `--known-issues` as `knownIssues`. */
function changesOf(options: Readonly<Record<string, unknown>>): AnnotationChanges {
  const changes: Partial<Record<AnnotationField, string | null>> = {};
  for (const field of annotationFields) {
    const value = options[field.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase())];
    if (typeof value === "string") changes[field] = value;
  }
  const cleared = AnnotationField.array().parse(options["clear"]);
  for (const field of cleared) changes[field] = null;
  return changes;
}

function clearedField(
  text: string,
  previous: readonly AnnotationField[],
): readonly AnnotationField[] {
  const field = AnnotationField.safeParse(text);
  if (field.success) return [...previous, field.data];
  throw new InvalidArgumentError(`The fields are ${annotationFields.join(", ")}.`);
}
