import { invisibleCharacter } from "../../core/invisible-characters.ts";
import { TagKey, TagValue } from "../../core/markings.ts";
import { showInformationMessage } from "../messages.ts";
import { askInTurn } from "../pick/ask-in-turn.ts";
import { askForOne, askForText } from "../pick/ask.ts";
import { nothingToChoose } from "../pick/pick-version.ts";
import { targetSubject } from "../pick/target-subject.ts";
import type { Registries } from "../registries.ts";

interface Draft {
  readonly key: string;
  readonly value: string;
}

/** “Add Tag…” to a model or a version; one of the same name gets the new value. */
export async function setTag(registries: Registries, args: readonly unknown[]): Promise<unknown> {
  const target = await targetSubject(registries, args, "Add Tag");
  if (!target) return undefined;
  const { subject, title } = target;
  const { registry } = target.in;
  const { tags } = await registry.call("readMarkings", { subject });
  const draft = await askInTurn<Draft>(`Tag ${title}`, { key: "", value: "" }, [
    async (answers, place) => {
      const key = await askForText({
        ...place,
        prompt: "Name of the tag, e.g. validation-report",
        value: answers.key,
        problem: (text) =>
          TagKey.safeParse(text.trim()).success && invisibleCharacter(text.trim()) === undefined
            ? undefined
            : "Use 1 to 250 characters, none of them a control character or one that is not seen.",
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
  if (!draft) return undefined;
  const event = await registry.call("setTag", { subject, ...draft });
  void showInformationMessage(`${title} is tagged ${tagText(draft.key, draft.value)}.`);
  return event;
}

/** “Remove Tag…” of a model or a version. */
export async function removeTag(
  registries: Registries,
  args: readonly unknown[],
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
    items.find(({ label }) => label === args[1]) ??
    (await askForOne({
      title: `Remove tag of ${title}`,
      placeholder: "Choose the tag that is not needed",
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
