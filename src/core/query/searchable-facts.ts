import type { VersionRegistered } from "../events/event.ts";
import type { ModelDescription } from "../model/inspection.ts";
import type { ParameterValue, Recipe } from "../model/recipe.ts";
import { formatName, frameworkName } from "../text/display-names.ts";
import { queryNumber } from "./query-values.ts";
import type { QueryField } from "./query.ts";

/** Something recorded of a version that a search can ask for. */
export interface SearchableFact {
  readonly field: QueryField;
  /** Key of the parameter; empty for other fields. */
  readonly name: string;
  readonly value: string | number;
}

/**
 * Returns what a registration recorded that a search can ask for, of the fields that the index
 * keeps in no column of their own. A framework and a format are found by the name that is recorded
 * and by the one that is shown.
 */
export function searchableFacts({
  recipe,
  inspection,
  parents,
}: VersionRegistered["data"]): readonly SearchableFact[] {
  return [
    ...Object.entries(recipe.parameters).flatMap(([name, value]) => parameterFacts(name, value)),
    ...factsOfModel(recipe, inspection?.description),
    ...factsOfRecipe(recipe),
    ...parents.flatMap((parent) => ("uri" in parent ? fact("parent", parent.uri) : [])),
  ];
}

function factsOfModel(
  { metadata }: Recipe,
  description: ModelDescription | undefined,
): readonly SearchableFact[] {
  const framework = description?.framework ?? metadata?.framework;
  return [
    ...fact("framework", framework),
    ...fact("framework", framework && frameworkName(framework)),
    ...fact("format", description?.format),
    ...fact("format", description && formatName(description.format)),
    ...fact("architecture", description?.architecture ?? metadata?.architecture),
    ...fact("task", description?.task ?? metadata?.task),
    ...fact("safety", description?.verdict),
  ];
}

function factsOfRecipe({
  git,
  run,
  license,
  datasets,
  featureSets = [],
}: Recipe): readonly SearchableFact[] {
  return [
    ...fact("commit", git?.commit),
    ...fact("branch", git?.branch),
    ...fact("run", run?.id),
    ...fact("run", run?.name),
    ...fact("experiment", run?.experiment),
    ...fact("licence", license),
    ...datasets.flatMap(({ version }) => fact("dataset.version", version)),
    ...featureSets.flatMap(({ name, version }) => [
      ...fact("feature_set", name),
      ...(version === undefined ? [] : fact("feature_set", `${name}@${version}`)),
    ]),
  ];
}

function fact(field: QueryField, value: string | undefined): readonly SearchableFact[] {
  return value === undefined ? [] : [{ field, name: "", value }];
}

/** Returns a parameter as a number, as a text or, if its number is written in another way, as both. */
function parameterFacts(name: string, value: ParameterValue): readonly SearchableFact[] {
  const text = typeof value === "object" && value !== null ? value.text : String(value);
  const number = queryNumber(text);
  const isText = number === undefined || String(number) !== text;
  return [
    ...(number === undefined ? [] : [{ field: "params" as const, name, value: number }]),
    ...(isText ? [{ field: "params" as const, name, value: text }] : []),
  ];
}
