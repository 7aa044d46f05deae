import type { QuickPickItem } from "vscode";
import { fieldTitle } from "../../core/event-title.ts";
import { AnnotationField, annotationFields, type Annotations } from "../../core/markings.ts";
import { askForNote } from "../pick/ask-for-note.ts";
import { askForOne } from "../pick/ask.ts";
import { targetSubject } from "../pick/target-subject.ts";
import type { Registries } from "../registries.ts";

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
  const { annotations } = await registry.call("readMarkings", { subject });
  const chosen =
    field ?? AnnotationField.safeParse(args[1]).data ?? (await askForField(title, annotations));
  if (chosen === undefined) return undefined;
  const before = annotations[chosen] ?? "";
  const text = await askForNote({
    title: `${fieldTitle(chosen)} of ${title}`,
    prompt: "The history keeps what was there before. Leave it empty to remove it",
    value: before,
  });
  if (typeof text === "symbol" || text === before) return undefined;
  return registry.call("annotate", { subject, changes: { [chosen]: text === "" ? null : text } });
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
