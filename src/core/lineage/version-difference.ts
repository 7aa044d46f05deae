import * as l10n from "@vscode/l10n";
import { formatMetric } from "../metrics/metric-format.ts";
import type { Metrics } from "../model/recipe.ts";
import type { CardLine } from "./card-text.ts";
import { recipeParts, type RecipeChange } from "./recipe-difference.ts";

/** Part of two versions that a difference is in, in the order in which they are shown. */
export const differenceParts = [...recipeParts, "metrics"] as const;
export type DifferencePart = (typeof differenceParts)[number];

/** A difference between two versions; a side that has nothing there is absent. */
export interface VersionChange extends Pick<RecipeChange, "name" | "before" | "after"> {
  readonly part: DifferencePart;
}

/** Returns where two versions differ: in their recipes, and in the metrics that came of them. */
export function versionDifference(
  recipe: readonly RecipeChange[],
  before: Metrics,
  after: Metrics,
): readonly VersionChange[] {
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
  const metrics = keys.flatMap((name): VersionChange[] => {
    const [was, is] = [before[name], after[name]];
    if (was === is) return [];
    return [
      {
        part: "metrics",
        name,
        ...(was !== undefined && { before: formatMetric(was, is === undefined ? [] : [is]) }),
        ...(is !== undefined && { after: formatMetric(is, was === undefined ? [] : [was]) }),
      },
    ];
  });
  return [...recipe, ...metrics];
}

/** Differences of one part that a card says, of all others it says how many there are. */
const saidOfPart = 3;

/**
 * Returns what the card of one of two versions says of their difference: what it has where the other
 * has something else. The lines of both cards are about the same things in the same order.
 */
export function differenceLines(
  changes: readonly VersionChange[],
  side: "before" | "after",
): readonly CardLine[] {
  const said = differenceParts.flatMap((part) =>
    changes.filter((change) => change.part === part).slice(0, saidOfPart),
  );
  const more = changes.length - said.length;
  return [
    ...said.map((change): CardLine => ({ ...sideText(change, side), about: "difference" })),
    ...(more > 0 ? [{ text: moreText(more), about: "difference" as const }] : []),
  ];
}

/** Returns a difference as its part says it: digests and paths are cut to what tells them apart. */
export function changeTexts({ part, name, before, after }: VersionChange): {
  readonly name: string;
  readonly before: string | undefined;
  readonly after: string | undefined;
} {
  const short = (value: string | undefined): string | undefined =>
    part === "data" ? value?.replace(/[0-9a-f]{32,}/, (digest) => digest.slice(0, 7)) : value;
  return {
    name: part === "code" ? l10n.t("commit") : part === "data" ? lastName(name) : name,
    before: short(before),
    after: short(after),
  };
}

function sideText(change: VersionChange, side: "before" | "after"): Pick<CardLine, "text" | "end"> {
  const texts = changeTexts(change);
  const value = texts[side];
  if (value === undefined) return { text: l10n.t("no {0}", texts.name) };
  return { text: texts.name, end: ` ${value}` };
}

function moreText(more: number): string {
  return more === 1 ? l10n.t("1 more difference") : l10n.t("{0} more differences", more);
}

/** Returns the end of a path or an address. */
function lastName(place: string): string {
  return place.split(/[/\\]/).findLast((part) => part !== "") ?? place;
}
