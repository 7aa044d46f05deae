import { l10n, type QuickPickItem } from "vscode";
import type { SemanticLabels } from "../../core/registration/semantic-label.ts";
import type { Bump } from "../../core/text/semver.ts";
import type { RegisterRequest } from "../../registry/registration/register.ts";
import { log } from "../log.ts";
import { askForOne, type Step, type Unanswered } from "../pickers/ask.ts";
import type { FolderRegistry } from "../registries.ts";
import { runWithProgress } from "../run-with-progress.ts";

/** Part of the semantic version number to increment; `suggested` decides by what changed. */
export type BumpChoice = Bump | "suggested";

type BumpItem = QuickPickItem & { readonly bump: BumpChoice };

function choices(): readonly (BumpItem & { readonly bump: Bump })[] {
  return [
    {
      bump: "major",
      label: l10n.t("Major"),
      detail: l10n.t("Code that uses the model must change"),
    },
    { bump: "minor", label: l10n.t("Minor"), detail: l10n.t("Another model of the same kind") },
    { bump: "patch", label: l10n.t("Patch"), detail: l10n.t("The same recipe, trained again") },
  ];
}

/**
 * Asked where the policy labels versions by semantic version numbers: the label that each choice
 * leads to, first the one that what changed suggests.
 */
export async function askForBump<Draft extends { readonly bump: BumpChoice }>(
  folder: FolderRegistry,
  draft: Draft,
  request: RegisterRequest,
  place: Step,
): Promise<Draft | Unanswered> {
  const labels = await suggested(folder, request);
  const items = labels ? labelled(labels) : unlabelled();
  const answer = await askForOne({
    ...place,
    placeholder: `${l10n.t("Which part of the version number to increment?")} ${situation(labels)}`,
    items,
    active: items.find(({ bump }) => bump === draft.bump),
  });
  return typeof answer === "symbol" ? answer : { ...draft, bump: answer.bump };
}

function situation(labels: SemanticLabels | undefined): string {
  if (!labels) return l10n.t("What changed is not known yet");
  return labels.kind === "first"
    ? l10n.t("There is no version yet")
    : l10n.t("The highest so far is {0}", labels.since);
}

/**
 * Returns the suggested labels; undefined if they can't be determined, whatever the reason, or the
 * user did not want to wait. They are only a help: errors that prevent the registration are
 * reported by the registration itself.
 */
async function suggested(
  { registry }: FolderRegistry,
  request: RegisterRequest,
): Promise<SemanticLabels | undefined> {
  try {
    return await runWithProgress(l10n.t("Comparing with the version before"), (task) =>
      registry.call("suggestLabel", request, task),
    );
  } catch (error) {
    log().warn(`The next version number can't be suggested: ${String(error)}`);
    return undefined;
  }
}

function unlabelled(): readonly BumpItem[] {
  return [
    {
      bump: "suggested",
      label: l10n.t("Suggested from what changed"),
      detail: l10n.t(
        "Compares architecture, signature, data and parameters with the version before",
      ),
    },
    ...choices(),
  ];
}

function labelled(labels: SemanticLabels): readonly BumpItem[] {
  if (labels.kind === "first") {
    return [{ bump: "suggested", label: labels.label, description: l10n.t("the first version") }];
  }
  const { bump: best, reason } = labels.suggestion;
  const items = choices().map(({ bump, label, detail = "" }): BumpItem => ({
    // What is accepted as suggested is recorded with its reason.
    bump: bump === best ? "suggested" : bump,
    label,
    description: labels.labels[bump],
    detail: bump === best ? l10n.t("Suggested: {0}", reason) : detail,
  }));
  return items.toSorted((a, b) => Number(b.bump === "suggested") - Number(a.bump === "suggested"));
}

/** The choice as a registration takes it. */
export function bumpWish(bump: BumpChoice): Pick<RegisterRequest, "labelled"> {
  return bump === "suggested" ? {} : { labelled: { bump } };
}
