import type { FeatureSet } from "../../core/model/data/dataset.ts";
import type { JsonObject } from "../../core/model/recipe/json-value.ts";
import type { RunReference } from "../../core/model/recipe.ts";
import type { DeclaredData } from "./read-data.ts";
import type { Draft } from "./read-fields.ts";

/** Returns the data sets; attributes that stand apart belong to the one data set of their role. */
export function dataOf({ data }: Draft): readonly DeclaredData[] {
  const [any, training] = [data.get(""), data.get("training")];
  // `data_sources: [one]` and `training_data_version`: there is no other data that it could mean.
  if (any?.sets.length === 1 && training?.sets.length === 0) {
    const attributes = { ...any.attributes, ...training.attributes, role: "training" };
    data.set("", { sets: any.sets, attributes });
    data.delete("training");
  }
  return [...data].flatMap(([role, { sets, attributes }]) => {
    const named = role === "" ? {} : { role };
    const [only] = sets;
    if (only && sets.length === 1) return [{ ...named, ...only, ...attributes }];
    const apart = Object.keys(attributes).length > 0 ? [{ ...named, ...attributes }] : [];
    return [...sets.map((set) => ({ ...named, ...set })), ...apart];
  });
}

/** Returns the run by its id, else by its name. */
export function runOf({ run: { id, ...rest } }: Draft): { readonly run?: RunReference } {
  const known = id ?? rest.name;
  return known === undefined ? {} : { run: { id: known, ...rest } };
}

/** Returns the experiment where no run is named: versions of one experiment are of several runs. */
export function experimentOf({ run: { id, name, experiment } }: Draft): JsonObject {
  if (experiment === undefined || id !== undefined || name !== undefined) return {};
  return { experiment };
}

/** Returns the feature sets, and features that stand apart as one more. */
export function featureSetsOf({ features, featureSets }: Draft): readonly FeatureSet[] {
  const { name, version, columns } = features;
  if (name === undefined && version === undefined && columns === undefined) return featureSets;
  return [
    ...featureSets,
    {
      name: name ?? "features",
      ...(version !== undefined && { version }),
      ...(columns && { columns }),
    },
  ];
}
