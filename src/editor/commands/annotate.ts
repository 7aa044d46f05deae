import type { QuickPickItem } from "vscode";
import { fieldTitle } from "../../core/event-title.ts";
import { AnnotationField, annotationFields, type Annotations } from "../../core/markings.ts";
import { askForOne, askForText } from "../pick/ask.ts";
import { targetSubject, type LocatedSubject } from "../pick/target-subject.ts";
import type { Registries } from "../registries.ts";

/** Stands for the end of a line in a box that has only one. */
const lineEnd = " ⏎ ";

/** “Edit Description…” and “Edit Notes…”: one text of a model or a version. */
export async function annotate(
  registries: Registries,
  args: readonly unknown[],
  field?: AnnotationField,
): Promise<unknown> {
  const target = await targetSubject(registries, args, "Edit Notes");
  if (!target) return undefined;
  const { subject, title } = target;
  const { registry } = target.in;
  const annotations = await currentTexts(target);
  const chosen =
    field ?? AnnotationField.safeParse(args[1]).data ?? (await askForField(title, annotations));
  if (chosen === undefined) return undefined;
  const before = annotations[chosen] ?? "";
  const answer = await askForText({
    title: `${fieldTitle(chosen)} of ${title}`,
    prompt: "The history keeps what was there before. Leave it empty to remove it",
    value: before.replaceAll("\n", lineEnd),
    problem: (text) => (text.length > 5000 ? "At most 5,000 characters." : undefined),
  });
  if (typeof answer === "symbol") return undefined;
  const text = answer.replaceAll(lineEnd, "\n").trim();
  if (text === before) return undefined;
  return registry.call("annotate", { subject, changes: { [chosen]: text === "" ? null : text } });
}

/** What is written now; a version's description is that of its registration until it is edited. */
async function currentTexts({ in: { registry }, subject }: LocatedSubject): Promise<Annotations> {
  const { annotations } = await registry.call("readMarkings", { subject });
  if (subject.version === undefined) return annotations;
  const { detail } = await registry.call("describeVersion", { version: subject.version });
  const { description } = detail.registration;
  return { ...(description !== undefined && { description }), ...annotations };
}

async function askForField(
  title: string,
  annotations: Annotations,
): Promise<AnnotationField | undefined> {
  const answer = await askForOne({
    title: `Edit notes of ${title}`,
    placeholder: "Choose what to write or change",
    items: annotationFields.map((field): QuickPickItem & { field: AnnotationField } => ({
      label: fieldTitle(field),
      description: annotations[field] ?? "",
      field,
    })),
  });
  return typeof answer === "symbol" ? undefined : answer.field;
}
