import { l10n, type QuickPickItem } from "vscode";
import {
  annotationChoices,
  annotationExpected,
  readAnnotation,
} from "../../../core/annotations/annotation-rules.ts";
import { fieldTitle } from "../../../core/events/field-name.ts";
import { annotationAdvice } from "../../../core/model/annotation-fault.ts";
import {
  annotationFields,
  type AnnotationField,
  type Annotations,
} from "../../../core/model/markings.ts";
import type { CommandArguments } from "../../command-arguments.ts";
import { askForNote } from "../../pickers/ask-for-note.ts";
import { askForOne, type Unanswered } from "../../pickers/ask.ts";
import { targetSubject } from "../../pickers/target-subject.ts";
import type { Registries } from "../../registries.ts";

/** “Edit Description…” and “Edit Notes…”: one text of a model or a version. */
export async function annotate(
  registries: Registries,
  args: CommandArguments,
  field?: AnnotationField,
): Promise<unknown> {
  const target = await targetSubject(registries, args, l10n.t("Edit Notes"));
  if (!target) return undefined;
  const { subject, title } = target;
  const { registry } = target.in;
  const { annotations } = await registry.call("readMarkings", { subject });
  const chosen = field ?? (await askForField(title, annotations));
  if (chosen === undefined) return undefined;
  const before = annotations[chosen] ?? "";
  const text = await askForText(chosen, title, before);
  if (typeof text === "symbol" || text === before) return undefined;
  return registry.call("annotate", { subject, changes: { [chosen]: text === "" ? null : text } });
}

function askForText(
  field: AnnotationField,
  of: string,
  before: string,
): Promise<string | Unanswered> {
  const title = l10n.t("{0} of {1}", fieldTitle(field), of);
  const choices = annotationChoices(field);
  if (choices) return choose(title, choices, before);
  const expected = annotationExpected(field);
  return askForNote({
    title,
    prompt: [
      ...(expected === undefined ? [] : [l10n.t("Write {0}", expected)]),
      l10n.t("The previous value stays in the history"),
      l10n.t("Leave it empty to remove it"),
    ].join(". "),
    value: before,
    problem: (text) => {
      const read = text.trim() === "" ? undefined : readAnnotation(field, text);
      return read && "fault" in read ? annotationAdvice(read.fault) : undefined;
    },
  });
}

async function choose(
  title: string,
  choices: readonly string[],
  before: string,
): Promise<string | Unanswered> {
  const items = choices.map((label): QuickPickItem & { text: string } => ({ label, text: label }));
  const none = { label: l10n.t("Not known"), description: l10n.t("nothing is written"), text: "" };
  const all = before === "" ? items : [...items, none];
  const answer = await askForOne({
    title,
    placeholder: l10n.t("The previous value stays in the history"),
    items: all,
    active: all.find(({ text }) => text === before),
  });
  return typeof answer === "symbol" ? answer : answer.text;
}

async function askForField(
  title: string,
  annotations: Annotations,
): Promise<AnnotationField | undefined> {
  const answer = await askForOne({
    title: l10n.t("Edit notes of {0}", title),
    placeholder: l10n.t("Choose a field to edit"),
    items: annotationFields.map((field): QuickPickItem & { field: AnnotationField } => ({
      label: fieldTitle(field),
      description: annotations[field] ?? "",
      field,
    })),
  });
  return typeof answer === "symbol" ? undefined : answer.field;
}
