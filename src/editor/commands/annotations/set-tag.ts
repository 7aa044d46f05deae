import { l10n } from "vscode";
import { TagKey, TagValue } from "../../../core/model/markings.ts";
import { RegistryError } from "../../../core/refusals/refusal.ts";
import { invisibleCharacter } from "../../../core/text/invisible-characters.ts";
import { leftOutLine, type LeftOut } from "../../../core/text/left-out-line.ts";
import { nodeTitle, workThrough } from "../../actions/several-versions.ts";
import type { CommandArguments } from "../../command-arguments.ts";
import { showInformationMessage } from "../../messages.ts";
import { askForOne, askForText } from "../../pickers/ask.ts";
import { multiStepInput } from "../../pickers/multi-step-input.ts";
import { nothingToChoose } from "../../pickers/pick-version.ts";
import { subjectOf, targetSubject, type LocatedSubject } from "../../pickers/target-subject.ts";
import type { Registries } from "../../registries.ts";

interface Draft {
  readonly key: string;
  readonly value: string;
}

/**
 * “Add Tag…” to a model or a version, or to all that are selected; one of the same name gets the new
 * value.
 */
export async function setTag(registries: Registries, args: CommandArguments): Promise<unknown> {
  const selection = selectedSubjects(args);
  if (selection.isSeveral) return tagSeveral(selection);
  const target = await targetSubject(registries, args, l10n.t("Add Tag"));
  if (!target) return undefined;
  const { subject, title } = target;
  const { registry } = target.in;
  const { tags } = await registry.call("readMarkings", { subject });
  const draft = await askForTag(l10n.t("Tag {0}", title), tags);
  if (!draft) return undefined;
  const event = await registry.call("setTag", { subject, ...draft });
  void showInformationMessage(l10n.t("{0} is tagged {1}.", title, tagText(draft.key, draft.value)));
  return event;
}

/** Models and versions of a selection that can be tagged, and the rest of it. */
interface SubjectSelection {
  readonly isSeveral: boolean;
  readonly subjects: readonly LocatedSubject[];
  readonly leftOut: readonly LeftOut[];
}

function selectedSubjects(args: CommandArguments): SubjectSelection {
  const nodes = args.rows;
  return {
    isSeveral: nodes.length > 1,
    subjects: nodes.flatMap((node) => subjectOf(node) ?? []),
    leftOut: nodes
      .filter((node) => subjectOf(node) === undefined)
      .map((node) => ({ title: nodeTitle(node), reason: l10n.t("It is no model or version.") })),
  };
}

/** Sets one tag on all of a selection, with the same value. */
async function tagSeveral({ subjects, leftOut }: SubjectSelection): Promise<unknown> {
  if (subjects.length === 0) {
    throw new RegistryError({
      code: "invalid-request",
      reason: "none-selected-fits",
      action: "tag",
      leftOut,
    });
  }
  const words = wordsFor(subjects);
  const title = words.title(subjects.length);
  const draft = await askForTag(title, {}, leftOutLine(leftOut));
  if (!draft) return undefined;
  return workThrough({
    title,
    done: (n) => words.done(n, tagText(draft.key, draft.value)),
    notDone: (n) => words.notDone(n, tagText(draft.key, draft.value)),
    items: subjects,
    nameOf: (each) => each.title,
    leftOut,
    act: ({ in: { registry }, subject }, task) =>
      registry.call("setTag", { subject, ...draft }, task),
  });
}

/** Texts for tagging `3 versions`, `2 models`, or of both `5 models and versions`. */
interface TagWords {
  readonly title: (n: number) => string;
  readonly done: (n: number, tag: string) => string;
  readonly notDone: (n: number, tag: string) => string;
}

function wordsFor(subjects: readonly LocatedSubject[]): TagWords {
  const versions = subjects.filter(({ subject }) => subject.version !== undefined).length;
  if (versions === 0) return modelWords;
  return versions < subjects.length ? mixedWords : versionWords;
}

const modelWords: TagWords = {
  title: (n) => (n === 1 ? l10n.t("Tag 1 model") : l10n.t("Tag {0} models", n)),
  done: (n, tag) =>
    n === 1 ? l10n.t("1 model tagged {0}.", tag) : l10n.t("{0} models tagged {1}.", n, tag),
  notDone: (n, tag) =>
    n === 1
      ? l10n.t("Cancelled: 1 model not tagged {0}.", tag)
      : l10n.t("Cancelled: {0} models not tagged {1}.", n, tag),
};

const versionWords: TagWords = {
  title: (n) => (n === 1 ? l10n.t("Tag 1 version") : l10n.t("Tag {0} versions", n)),
  done: (n, tag) =>
    n === 1 ? l10n.t("1 version tagged {0}.", tag) : l10n.t("{0} versions tagged {1}.", n, tag),
  notDone: (n, tag) =>
    n === 1
      ? l10n.t("Cancelled: 1 version not tagged {0}.", tag)
      : l10n.t("Cancelled: {0} versions not tagged {1}.", n, tag),
};

const mixedWords: TagWords = {
  title: (n) => l10n.t("Tag {0} models and versions", n),
  done: (n, tag) => l10n.t("{0} models and versions tagged {1}.", n, tag),
  notDone: (n, tag) => l10n.t("Cancelled: {0} models and versions not tagged {1}.", n, tag),
};

/** @param note what else the person should know before the first answer */
function askForTag(
  title: string,
  tags: Readonly<Record<string, string>>,
  note = "",
): Promise<Draft | undefined> {
  return multiStepInput<Draft>(title, { key: "", value: "" }, [
    async (answers, place) => {
      const key = await askForText({
        ...place,
        prompt: [l10n.t("Name of the tag, e.g. validation-report"), note]
          .filter(Boolean)
          .join(". "),
        value: answers.key,
        problem: (text) =>
          TagKey.safeParse(text.trim()).success && invisibleCharacter(text.trim()) === undefined
            ? undefined
            : l10n.t("Use 1 to 250 characters without control or invisible characters."),
      });
      if (typeof key === "symbol") return key;
      return { key: key.trim(), value: tags[key.trim()] ?? answers.value };
    },
    async (answers, place) => {
      const value = await askForText({
        ...place,
        prompt: l10n.t("Value of {0} (optional); press Enter to set the tag", answers.key),
        value: answers.value,
        problem: (text) =>
          TagValue.safeParse(text).success ? undefined : l10n.t("At most 5,000 characters."),
      });
      return typeof value === "symbol" ? value : { ...answers, value };
    },
  ]);
}

/** “Remove Tag…” of a model or a version: the tag named `key`, else one the person chooses. */
export async function removeTag(
  registries: Registries,
  args: CommandArguments,
  key?: string,
): Promise<unknown> {
  const target = await targetSubject(registries, args, l10n.t("Remove Tag"));
  if (!target) return undefined;
  const { subject, title } = target;
  const { registry } = target.in;
  const { tags } = await registry.call("readMarkings", { subject });
  const items = Object.entries(tags).map(([key, value]) => ({ label: key, description: value }));
  if (items.length === 0) {
    nothingToChoose(l10n.t("Remove Tag"), l10n.t("{0} has no tag.", title));
    return undefined;
  }
  const answer =
    items.find(({ label }) => label === key) ??
    (await askForOne({
      title: l10n.t("Remove tag of {0}", title),
      placeholder: l10n.t("Choose the tag to remove"),
      items,
    }));
  if (typeof answer === "symbol") return undefined;
  const event = await registry.call("removeTag", { subject, key: answer.label });
  void showInformationMessage(l10n.t("{0} is no longer tagged {1}.", title, answer.label));
  return event;
}

/** `team = risk`, or the name alone. */
function tagText(key: string, value: string): string {
  return value === "" ? key : `${key} = ${value}`;
}
