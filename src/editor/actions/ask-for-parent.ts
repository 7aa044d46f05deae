import { l10n, type QuickPickItem } from "vscode";
import { outsideModel, parentRelations, relationText } from "../../core/model/data/parent.ts";
import { versionReference } from "../../core/state/version.ts";
import type { RegisterRequest } from "../../registry/registration/register.ts";
import { askForOne, goBack, type Step, type Unanswered } from "../pickers/ask.ts";
import type { VersionItem } from "../pickers/pick-version.ts";

type Parents = Pick<RegisterRequest, "parents" | "relatedParents">;

/** A version, or a model that is elsewhere, by the text that names it. */
interface ParentItem extends QuickPickItem {
  /** Absent: it was made from none. */
  readonly of?: string;
}

/**
 * Asks for the model that a version was made from: a version of the registry, or what is typed, a
 * URI or the id of a model on the Hugging Face Hub. Then asks how it was made from it.
 */
export async function askForParent<Draft extends Parents>(
  draft: Draft,
  place: Step,
  versions: readonly VersionItem[],
): Promise<Draft | Unanswered> {
  const none: ParentItem = { label: l10n.t("None"), description: l10n.t("trained from scratch") };
  const items: readonly ParentItem[] = [
    none,
    ...versions.map((item) => ({ ...item, of: versionReference(item.version) })),
  ];
  const [chosen] = draft.relatedParents ?? [];
  for (;;) {
    const answer = await askForOne<ParentItem>({
      ...place,
      placeholder: l10n.t(
        "Parent, if it was made from another model: choose a version, or type a URI or Hugging Face id",
      ),
      items,
      fromText: (text) => {
        const uri = outsideModel(text.trim());
        return uri === undefined
          ? undefined
          : { label: text.trim(), description: uri, of: text.trim() };
      },
      active: items.find(({ of }) => of !== undefined && of === chosen?.of),
    });
    if (typeof answer === "symbol") return answer;
    if (answer.of === undefined) return { ...draft, parents: [], relatedParents: [] };
    const relation = await askForRelation(place, answer.label);
    if (relation === goBack) continue;
    if (typeof relation === "symbol") return relation;
    return { ...draft, parents: [], relatedParents: [{ relation, of: answer.of }] };
  }
}

async function askForRelation(place: Step, parent: string): Promise<string | Unanswered> {
  const items = parentRelations.map((relation) => ({
    label: sentenceCase(relationText(relation)),
    relation,
  }));
  const answer = await askForOne({
    ...place,
    title: l10n.t("Relation to {0}", parent),
    placeholder: l10n.t("How was it made from {0}?", parent),
    items,
  });
  return typeof answer === "symbol" ? answer : answer.relation;
}

function sentenceCase(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
