import { TagKey, TagValue } from "../../core/model/markings.ts";
import { RegistryError } from "../../core/refusals/refusal.ts";
import { count } from "../../core/text/format.ts";
import { invisibleCharacter } from "../../core/text/invisible-characters.ts";
import { leftOutLine, nodeTitle, workThrough, type LeftOut } from "../actions/several-versions.ts";
import type { CommandArguments } from "../command-arguments.ts";
import { showInformationMessage } from "../messages.ts";
import { askForOne, askForText } from "../pickers/ask.ts";
import { multiStepInput } from "../pickers/multi-step-input.ts";
import { nothingToChoose } from "../pickers/pick-version.ts";
import { subjectOf, targetSubject, type LocatedSubject } from "../pickers/target-subject.ts";
import type { Registries } from "../registries.ts";

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
  const target = await targetSubject(registries, args, "Add Tag");
  if (!target) return undefined;
  const { subject, title } = target;
  const { registry } = target.in;
  const { tags } = await registry.call("readMarkings", { subject });
  const draft = await askForTag(`Tag ${title}`, tags);
  if (!draft) return undefined;
  const event = await registry.call("setTag", { subject, ...draft });
  void showInformationMessage(`${title} is tagged ${tagText(draft.key, draft.value)}.`);
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
      .map((node) => ({ title: nodeTitle(node), reason: "It is no model or version." })),
  };
}

/** Sets one tag on all of a selection, with the same value. */
async function tagSeveral({ subjects, leftOut }: SubjectSelection): Promise<unknown> {
  if (subjects.length === 0) {
    throw new RegistryError({
      code: "invalid-request",
      message: `None of what is selected can be tagged. ${leftOutLine(leftOut)}`,
      wayOut: "Select models or versions.",
    });
  }
  const counted = (n: number): string => countSubjects(n, subjects);
  const title = `Tag ${counted(subjects.length)}`;
  const draft = await askForTag(title, {}, leftOutLine(leftOut));
  if (!draft) return undefined;
  return workThrough({
    title,
    done: `tagged ${tagText(draft.key, draft.value)}`,
    counted,
    items: subjects,
    nameOf: (each) => each.title,
    leftOut,
    act: ({ in: { registry }, subject }, task) =>
      registry.call("setTag", { subject, ...draft }, task),
  });
}

/** `3 versions`, `2 models`, or of both `5 models and versions`. */
function countSubjects(n: number, subjects: readonly LocatedSubject[]): string {
  const versions = subjects.filter(({ subject }) => subject.version !== undefined).length;
  if (versions > 0 && versions < subjects.length) return `${n} models and versions`;
  return count(n, versions > 0 ? "version" : "model");
}

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
        prompt: ["Name of the tag, e.g. validation-report", note].filter(Boolean).join(". "),
        value: answers.key,
        problem: (text) =>
          TagKey.safeParse(text.trim()).success && invisibleCharacter(text.trim()) === undefined
            ? undefined
            : "Use 1 to 250 characters without control or invisible characters.",
      });
      if (typeof key === "symbol") return key;
      return { key: key.trim(), value: tags[key.trim()] ?? answers.value };
    },
    async (answers, place) => {
      const value = await askForText({
        ...place,
        prompt: `Value of ${answers.key} (optional); press Enter to set the tag`,
        value: answers.value,
        problem: (text) =>
          TagValue.safeParse(text).success ? undefined : "At most 5,000 characters.",
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
  const target = await targetSubject(registries, args, "Remove Tag");
  if (!target) return undefined;
  const { subject, title } = target;
  const { registry } = target.in;
  const { tags } = await registry.call("readMarkings", { subject });
  const items = Object.entries(tags).map(([key, value]) => ({ label: key, description: value }));
  if (items.length === 0) {
    nothingToChoose("Remove Tag", `${title} has no tag.`);
    return undefined;
  }
  const answer =
    items.find(({ label }) => label === key) ??
    (await askForOne({
      title: `Remove tag of ${title}`,
      placeholder: "Choose the tag to remove",
      items,
    }));
  if (typeof answer === "symbol") return undefined;
  const event = await registry.call("removeTag", { subject, key: answer.label });
  void showInformationMessage(`${title} is no longer tagged ${answer.label}.`);
  return event;
}

/** `team = risk`, or the name alone. */
function tagText(key: string, value: string): string {
  return value === "" ? key : `${key} = ${value}`;
}
