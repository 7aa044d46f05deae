import * as l10n from "@vscode/l10n";
import { alternatives } from "../../text/alternatives.ts";
import { formatNumber } from "../../text/language.ts";
import type { Stage } from "../ids.ts";
import type { Alias } from "../markings.ts";
import { moveList, type NextMove } from "./next-move.ts";

/** Use of a version because of which it must not be deleted, whoever asks and however old it is. */
export type Protection =
  | { readonly kind: "exclusive"; readonly stage: Stage }
  | { readonly kind: "aliased"; readonly aliases: readonly Alias[] }
  | { readonly kind: "requested"; readonly to: Stage }
  | { readonly kind: "tested"; readonly test: string }
  | {
      readonly kind: "parent";
      readonly children: readonly { readonly model: string; readonly number: number }[];
    };

/** Condition under which a version in use can go, for who wants to delete it. */
export type ProtectionAdvice =
  | {
      readonly kind: "replace";
      /** Moves to stages in which several versions can be. */
      readonly away: readonly NextMove[];
      /** People who may promote another version in its place; absent if who asks may. */
      readonly by?: readonly string[];
    }
  | { readonly kind: Exclude<Protection["kind"], "exclusive"> };

/** Describes a use as the end of a sentence: `it is in Production`. */
export function protectionText(protection: Protection): string {
  switch (protection.kind) {
    case "exclusive":
      return l10n.t("it is in {0}", protection.stage);
    case "aliased": {
      const { aliases } = protection;
      return aliases.length === 1
        ? l10n.t("the alias {0} points to it", aliases.join())
        : l10n.t("the aliases {0} point to it", aliases.join(", "));
    }
    case "requested":
      return l10n.t("its approval for {0} has been requested", protection.to);
    case "tested":
      return l10n.t("it takes part in the A/B test {0}", protection.test);
    case "parent": {
      const [first, ...others] = protection.children;
      if (!first) return l10n.t("another version was made from it");
      const title = `${first.model} ${first.number}`;
      return others.length === 0
        ? l10n.t("{0} was made from it", title)
        : l10n.t("{0} and {1} more were made from it", title, formatNumber(others.length));
    }
  }
}

/** Returns the condition in a sentence. */
export function protectionAdviceText(advice: ProtectionAdvice): string {
  switch (advice.kind) {
    case "replace":
      return replacementText(advice.away, advice.by && alternatives(advice.by));
    case "aliased":
      return l10n.t("Point the alias to another version, or remove it, first.");
    case "requested":
      return l10n.t("Have the request withdrawn or denied first.");
    case "tested":
      return l10n.t("Conclude the A/B test first.");
    case "parent":
      return l10n.t("Delete the versions made from it first, if they are not needed either.");
  }
}

function replacementText(away: readonly NextMove[], who: string | undefined): string {
  if (away.length === 0) {
    return who === undefined
      ? l10n.t("Promote another version in its place first.")
      : l10n.t("Ask {0} to promote another version in its place first.", who);
  }
  return who === undefined
    ? l10n.t("Move it to {0} first, or promote another version in its place.", moveList(away))
    : l10n.t(
        "Move it to {0} first, or ask {1} to promote another version in its place.",
        moveList(away),
        who,
      );
}
