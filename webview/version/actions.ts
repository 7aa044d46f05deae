import * as l10n from "@vscode/l10n";
import { moveTitle } from "../../src/core/policy/move-words.ts";
import type { ActionButton } from "../ui/button.ts";
import { host } from "./host.ts";
import type { VersionSnapshot } from "./protocol.ts";

/**
 * Returns the actions on a version, likeliest first. If it can move to several stages, the first
 * has a button of its own, and one button asks for any of the others.
 */
export function versionActions(snapshot: VersionSnapshot): readonly ActionButton[] {
  const { version, moves, production, productionStage, canRollBack, canExport, canEdit } = snapshot;
  const { recipe } = snapshot;
  const { id, model } = version;
  const [first] = moves;
  const actions: ActionButton[] = [];
  if (canRollBack) {
    actions.push({
      label: l10n.t("Roll back…"),
      icon: "discard",
      title: l10n.t(
        "Go back to the version that was in {0} before",
        productionStage ?? version.stage,
      ),
      run: () => {
        host.send({ type: "roll-back", model });
      },
    });
  }
  if (first) {
    actions.push({
      ...moveWords(first),
      run: () => {
        host.send({ type: "promote", version: id, to: first.to });
      },
    });
  }
  if (moves.length > 1) {
    actions.push({
      label: l10n.t("Move to another stage…"),
      title: l10n.t("Choose a stage: {0}", moves.map(({ to }) => to).join(", ")),
      run: () => {
        host.send({ type: "promote", version: id });
      },
    });
  }
  if (production) {
    actions.push({
      label: l10n.t("Compare with {0}", production.stage),
      icon: "git-compare",
      run: () => {
        host.send({ type: "compare", versions: [production.id, id] });
      },
    });
  }
  if (recipe.run) {
    actions.push({
      label: l10n.t("Compare with runs…"),
      icon: "graph-line",
      title: l10n.t("Compare this version with training runs"),
      run: () => {
        host.send({ type: "compare-with-runs", version: id });
      },
    });
  }
  actions.push({
    label: l10n.t("Show lineage"),
    icon: "type-hierarchy",
    run: () => {
      host.send({ type: "show-lineage", version: id });
    },
  });
  actions.push({
    label: l10n.t("Show in sidebar"),
    icon: "list-tree",
    run: () => {
      host.send({ type: "show-in-tree", version: id });
    },
  });
  if (canEdit && recipe.git) {
    actions.push({
      label: l10n.t("Reproduce…"),
      icon: "beaker",
      title: l10n.t("Make it again in a work tree of its own, and compare"),
      run: () => {
        host.send({ type: "reproduce", version: id });
      },
    });
  }
  if (canExport) {
    actions.push({
      label: l10n.t("Export…"),
      icon: "export",
      run: () => {
        host.send({ type: "export", version: id });
      },
    });
  }
  if (canExport) {
    actions.push({
      label: l10n.t("Save report…"),
      icon: "save-as",
      title: l10n.t("Write all about this version to a file: HTML, Markdown, CSV or JSON"),
      run: () => {
        host.send({ type: "save-report", report: "comparison" });
      },
    });
    actions.push({
      label: l10n.t("Save model card…"),
      icon: "book",
      title: l10n.t("Write the model card in the form of the Hugging Face Hub"),
      run: () => {
        host.send({ type: "save-report", report: "card" });
      },
    });
  }
  return actions;
}

/** Returns the label of a move's button; promotions are primary buttons. */
function moveWords({
  to,
  kind,
}: VersionSnapshot["moves"][number]): Pick<ActionButton, "label" | "primary"> {
  return { label: moveTitle(kind, to), ...(kind === "promotion" && { primary: true }) };
}
