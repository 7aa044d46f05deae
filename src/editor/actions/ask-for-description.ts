import { l10n, ThemeIcon } from "vscode";
import { fieldName } from "../../core/events/field-name.ts";
import {
  metricsAndTagsText,
  readMetricsAndTags,
  type MetricsAndTags,
} from "../../core/metrics/metrics-and-tags.ts";
import type { AnnotationField, Annotations } from "../../core/model/markings.ts";
import { askForNote } from "../pickers/ask-for-note.ts";
import { askForText, type Step, type Unanswered } from "../pickers/ask.ts";
import { multiStepInput } from "../pickers/multi-step-input.ts";

/** Keys of the annotations that a model's changelog contains beside the description. */
const changelogFields = ["changelog", "migration-notes", "known-issues"] as const;

function promptFor(field: (typeof changelogFields)[number]): string {
  switch (field) {
    case "changelog":
      return l10n.t(
        "Changelog (optional): Changelog entry of this version. Press Enter to continue",
      );
    case "migration-notes":
      return l10n.t(
        "Migration notes (optional): What users of the model must change. Press Enter to continue",
      );
    case "known-issues":
      return l10n.t(
        "Known issues (optional): Known problems of this version. Press Enter to continue",
      );
  }
}

interface Draft {
  readonly description?: string;
  readonly annotations?: Annotations;
  readonly metrics?: { readonly values?: MetricsAndTags["metrics"] };
  readonly tags?: MetricsAndTags["tags"];
}

/**
 * Asks for the description of a version to register. Further texts for the changelog, metrics and
 * tags are behind a button, so that most users see a single step.
 */
export async function askForDescription<D extends Draft>(
  draft: D,
  place: Step,
): Promise<D | Unanswered> {
  const notesButton = {
    iconPath: new ThemeIcon("note"),
    tooltip: l10n.t("Write a changelog entry, migration notes and known issues"),
  };
  const valuesButton = { iconPath: new ThemeIcon("tag"), tooltip: l10n.t("Add metrics and tags") };
  let current = draft;
  for (;;) {
    const written = [
      ...Object.keys(current.annotations ?? {}).map(fieldName),
      ...valuesOf(current).metrics.map(([name]) => name),
      ...Object.keys(valuesOf(current).tags).map((key) => `#${key}`),
    ];
    const answer = await askForText({
      ...place,
      prompt:
        written.length > 0
          ? l10n.t(
              "Description (optional). Also written: {0}. Press Enter to continue",
              written.join(", "),
            )
          : l10n.t("Description (optional): what is new in this version? Press Enter to continue"),
      value: current.description ?? "",
      problem: (text) => (text.length > 5000 ? l10n.t("At most 5,000 characters.") : undefined),
      buttons: [notesButton, valuesButton],
    });
    if (typeof answer === "symbol") return answer;
    if (typeof answer === "string") return { ...current, description: answer };
    current = { ...current, description: answer.pressedWith };
    if (answer.button === valuesButton) {
      const given = await askForValues(place.title, valuesOf(current));
      if (given) current = { ...current, metrics: { values: given.metrics }, tags: given.tags };
      continue;
    }
    const annotations = await askForNotes(place.title, current.annotations ?? {});
    if (annotations) current = { ...current, annotations };
  }
}

function valuesOf({ metrics, tags = {} }: Draft): MetricsAndTags {
  return { metrics: metrics?.values ?? [], tags };
}

async function askForValues(
  title: string,
  start: MetricsAndTags,
): Promise<MetricsAndTags | undefined> {
  const text = await askForText({
    title: l10n.t("{0}: metrics and tags", title),
    prompt: l10n.t("Metrics, and tags with a #, for example auc=0.94, #reviewed, #team=risk"),
    value: metricsAndTagsText(start),
    problem: (typed) => {
      const read = readMetricsAndTags(typed);
      return typeof read === "string" ? read : undefined;
    },
  });
  const given = typeof text === "symbol" ? undefined : readMetricsAndTags(text);
  return typeof given === "string" ? undefined : given;
}

function askForNotes(title: string, start: Annotations): Promise<Annotations | undefined> {
  return multiStepInput(
    l10n.t("{0}: notes", title),
    start,
    changelogFields.map((field) => async (notes: Annotations, place: Step) => {
      const text = await askForNote({
        ...place,
        prompt: promptFor(field),
        value: notes[field] ?? "",
      });
      return typeof text === "symbol" ? text : withNote(notes, field, text);
    }),
  );
}

function withNote(notes: Annotations, field: AnnotationField, text: string): Annotations {
  const others = Object.entries(notes).filter(([other]) => other !== field);
  return Object.fromEntries([...others, ...(text === "" ? [] : [[field, text] as const])]);
}
