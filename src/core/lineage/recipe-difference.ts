import * as z from "zod";
import { datasetContent, datasetPlace, featureSetText } from "../model/data/dataset.ts";
import type { ParameterValue, Recipe } from "../model/recipe.ts";
import { count, shortCommit } from "../text/format.ts";

/** Part of a recipe that a difference is in. */
export const recipeParts = ["data", "features", "parameters", "code", "environment"] as const;
export type RecipePart = (typeof recipeParts)[number];

/** A difference between two recipes; a side that has nothing there is absent. */
export const RecipeChange = z
  .object({
    part: z.enum(recipeParts),
    /** Name of the dataset, parameter or package; empty for code. */
    name: z.string(),
    before: z.string().exactOptional(),
    after: z.string().exactOptional(),
  })
  .readonly();
export type RecipeChange = z.infer<typeof RecipeChange>;

/** Returns where two recipes differ, in the order of their parts and by name. */
export function recipeDifference(before: Recipe, after: Recipe): readonly RecipeChange[] {
  return recipeParts.flatMap((part) => {
    const [old, now] = [facts(before, part), facts(after, part)];
    return [...new Set([...old.keys(), ...now.keys()])].sort().flatMap((name): RecipeChange[] => {
      const [was, is] = [old.get(name), now.get(name)];
      if (was === is) return [];
      return [
        {
          part,
          name,
          ...(was !== undefined && { before: was }),
          ...(is !== undefined && { after: is }),
        },
      ];
    });
  });
}

/** Changes of parameters that are named before the rest is counted. */
const parametersNamed = 2;

/** Returns a difference in a few short texts: `train.csv`, `lr 0.1 → 0.05`, `code`, `3 packages`. */
export function changesText(changes: readonly RecipeChange[]): readonly string[] {
  const of = (part: RecipePart): readonly RecipeChange[] =>
    changes.filter((change) => change.part === part);
  const [parameters, packages] = [of("parameters"), of("environment")];
  const more = parameters.length - parametersNamed;
  return [
    ...of("data").map(({ name, before, after }) => {
      const file = name.split("/").at(-1) ?? name;
      return before === undefined ? `+ ${file}` : after === undefined ? `− ${file}` : file;
    }),
    ...of("features").map(({ name }) => name),
    ...parameters
      .slice(0, parametersNamed)
      .map(({ name, before, after }) =>
        before === undefined
          ? `+ ${name} ${after ?? ""}`
          : after === undefined
            ? `− ${name}`
            : `${name.split(".").at(-1) ?? name} ${before} → ${after}`,
      ),
    ...(more > 0 ? [count(more, "more parameter")] : []),
    ...(of("code").length > 0 ? ["code"] : []),
    ...(packages.length > 0 ? [count(packages.length, "package")] : []),
  ];
}

function facts(recipe: Recipe, part: RecipePart): ReadonlyMap<string, string> {
  switch (part) {
    case "data":
      return new Map(
        recipe.datasets.map((dataset) => [
          datasetPlace(dataset),
          datasetContent(dataset) ?? "content not known",
        ]),
      );
    case "features":
      return new Map(
        (recipe.featureSets ?? []).map((features) => [features.name, featureSetText(features)]),
      );
    case "parameters":
      return new Map(
        Object.entries(recipe.parameters).map(([name, value]) => [name, parameterText(value)]),
      );
    case "code":
      return new Map(recipe.git ? [["", shortCommit(recipe.git.commit)]] : []);
    case "environment":
      return new Map(Object.entries(recipe.environment?.packages ?? {}));
  }
}

function parameterText(value: ParameterValue): string {
  return typeof value === "object" && value !== null ? value.text : String(value);
}
