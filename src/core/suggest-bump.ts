import { primaryArtifact } from "./artifact.ts";
import type { VersionRegistered } from "./event.ts";
import type { Recipe } from "./recipe.ts";
import type { Bump } from "./semver.ts";

/** Which part of a semantic version number should rise, and why. */
export interface BumpSuggestion {
  readonly bump: Bump;
  /** `data/train.csv changed`. */
  readonly reason: string;
}

type Made = Pick<VersionRegistered["data"], "artifacts" | "recipe">;

/** Parameters that say what the model is, not how it was trained. */
const architectural =
  /(^|[._-])(arch|architecture|backbone|base_model|model_(class|name|type)|(n|num)_(layers|heads|classes|features|inputs|outputs)|layers|hidden_(size|layers|dim)|(input|output)_(size|dim|shape)|features|feature_(columns|names|set)|target|labels|classes)$/i;

/**
 * Compares what a version was made of with what the one before it was made of: another
 * architecture, other features or another kind of file break those who use the model (major), other
 * data or hyperparameters give another model of the same kind (minor), and the same recipe trained
 * again is a patch.
 */
export function suggestBump(before: Made, after: Made): BumpSuggestion {
  const parameters = changedParameters(before.recipe, after.recipe);
  const breaking = [
    ...changedFormat(before, after),
    ...parameters.filter((key) => architectural.test(key)),
    ...changedColumns(before.recipe, after.recipe),
  ];
  if (breaking.length > 0) return { bump: "major", reason: changed(breaking) };
  const different = [...changedData(before.recipe, after.recipe), ...parameters];
  if (different.length > 0) return { bump: "minor", reason: changed(different) };
  return { bump: "patch", reason: "the same recipe, trained again" };
}

const mostNamed = 3;

function changed(things: readonly string[]): string {
  const more = things.length - mostNamed;
  const named = things.slice(0, mostNamed).join(", ");
  return `${named}${more > 0 ? ` and ${more} more` : ""} changed`;
}

function changedFormat(before: Made, after: Made): readonly string[] {
  const [old, now] = [before, after].map(({ artifacts }) => {
    const path = primaryArtifact(artifacts)?.path ?? "";
    return /\.[^./]+$/.exec(path)?.[0].toLowerCase() ?? "";
  });
  return old === now ? [] : [`format (${old ?? ""} → ${now ?? ""})`];
}

function changedParameters(before: Recipe, after: Recipe): readonly string[] {
  const [old, now] = [
    new Map(Object.entries(before.parameters)),
    new Map(Object.entries(after.parameters)),
  ];
  return [...new Set([...old.keys(), ...now.keys()])]
    .filter((key) => old.get(key) !== now.get(key))
    .sort();
}

/** Data of which the number of columns is known and differs has other features. */
function changedColumns(before: Recipe, after: Recipe): readonly string[] {
  const old = new Map(before.datasets.map(({ path, columns }) => [path, columns]));
  return after.datasets.flatMap(({ path, columns }) => {
    const had = old.get(path);
    return had !== undefined && columns !== undefined && had !== columns
      ? [`columns of ${path}`]
      : [];
  });
}

function changedData(before: Recipe, after: Recipe): readonly string[] {
  const [old, now] = [before, after].map(
    ({ datasets }) => new Map(datasets.map(({ path, sha256 }) => [path, sha256])),
  );
  const paths = new Set([...(old?.keys() ?? []), ...(now?.keys() ?? [])]);
  return [...paths].filter((path) => old?.get(path) !== now?.get(path)).sort();
}
