import { basename } from "node:path";
import type { Environment } from "../../core/model/recipe/environment.ts";
import type { JsonObject } from "../../core/model/recipe/json-value.ts";
import type { MissingFact, Recipe } from "../../core/model/recipe.ts";
import type { MetadataFile } from "../../provenance/metadata/metadata-file.ts";
import { truncate } from "../../provenance/values/truncate.ts";

/** Facts of the metadata file that a recipe records beside the files that were named. */
export interface DeclaredRecipe extends Pick<
  MetadataFile,
  "metrics" | "parameters" | "data" | "featureSets" | "run" | "command" | "packages"
> {
  /** The file, relative to the workspace folder. */
  readonly source: string;
  readonly otherMetadata: JsonObject;
}

/** Names the values of a metadata file that those of another file count over. */
export function replacedFacts(
  declared: DeclaredRecipe | undefined,
  values: Readonly<Record<string, unknown>> = {},
  counting: Readonly<Record<string, unknown>>,
): readonly MissingFact[] {
  const keys = Object.entries(values)
    .filter(
      ([key, value]) =>
        Object.hasOwn(counting, key) && JSON.stringify(counting[key]) !== JSON.stringify(value),
    )
    .map(([key]) => key);
  if (!declared || keys.length === 0) return [];
  const reason = truncate(`another file says otherwise, which counts: ${keys.join(", ")}`, 500);
  return [{ about: basename(declared.source), reason }];
}

/** Returns the packages that a metadata file names, if it names any. */
export function declaredEnvironment(declared: DeclaredRecipe | undefined): Environment | undefined {
  if (!declared || Object.keys(declared.packages).length === 0) return undefined;
  return { source: declared.source, packages: declared.packages };
}

/** Facts of a recipe that a person gave; they count over those of the metadata file. */
export type GivenFacts = Pick<Recipe, "command" | "run" | "featureSets">;

/** Returns the parts of a recipe that are declared: by a person, and by a metadata file. */
export function declaredFacts(
  declared: DeclaredRecipe | undefined,
  { command = declared?.command, run: givenRun, featureSets: givenSets = [] }: GivenFacts,
): Pick<Recipe, "featureSets" | "run" | "otherMetadata" | "command"> {
  const { otherMetadata = {}, run: declaredRun } = declared ?? {};
  const names = new Set(givenSets.map(({ name }) => name));
  const others = declared?.featureSets.filter(({ name }) => !names.has(name)) ?? [];
  const featureSets = [...givenSets, ...others];
  const run = mergedRun(givenRun, declaredRun);
  return {
    ...(command && { command }),
    ...(featureSets.length > 0 && { featureSets }),
    ...(run && { run }),
    ...(Object.keys(otherMetadata).length > 0 && { otherMetadata }),
  };
}

/** Adds what the file says of the same run to what a person gave. */
function mergedRun(given: Recipe["run"], declared: Recipe["run"]): Recipe["run"] {
  if (!given || !declared) return given ?? declared;
  return given.id === declared.id ? { ...declared, ...given } : given;
}

/** Returns the file as a source of values, if it has some. */
export function sourceOf(
  declared: DeclaredRecipe | undefined,
  values: object = {},
): readonly string[] {
  return declared && Object.keys(values).length > 0 ? [declared.source] : [];
}
