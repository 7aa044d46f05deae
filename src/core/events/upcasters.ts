/** Turns the data of an event from one schema version into that of the next one. */
export type Upcaster = (data: unknown) => unknown;

/**
 * Conversions of event data to newer schema versions: `upcasters[type][v]` turns version `v` into
 * `v + 1`.
 */
export type Upcasters = Readonly<Record<string, Readonly<Record<number, Upcaster>>>>;

/**
 * Conversions of this release. They get data that nothing has checked yet: whatever is not as
 * expected stays as it is, and the schema of the newest version reports it.
 */
export const upcasters: Upcasters = {
  "version.registered": { 1: registrationToV2 },
};

type Fields = Readonly<Record<string, unknown>>;

function registrationToV2(data: unknown): unknown {
  if (!isFields(data)) return data;
  const parents = mapped(data["parents"], (version) => ({ relation: "derived-from", version }));
  return { ...data, recipe: recipeToV2(data["recipe"]), parents };
}

function recipeToV2(recipe: unknown): unknown {
  if (!isFields(recipe)) return recipe;
  const { git, missing, datasets } = recipe;
  return {
    ...recipe,
    datasets: mapped(datasets, datasetToV2),
    ...(isFields(git) && { git: { ...git, ...gitStateOf(git, missing) } }),
  };
}

function datasetToV2(dataset: unknown): unknown {
  if (!isFields(dataset) || typeof dataset["sha256"] !== "string") return dataset;
  const { sha256, ...rest } = dataset;
  return { ...rest, digests: { sha256 } };
}

/**
 * Derives the git state of version 1, which did not record it: only the missing facts tell
 * `unknown` from `clean`.
 */
function gitStateOf(git: Fields, missing: unknown): Fields {
  if (git["dirty"] !== undefined) return { state: "changed" };
  const facts: readonly unknown[] = Array.isArray(missing) ? missing : [];
  const unknown = facts
    .filter(isFields)
    .find(({ about }) => about === "git changes" || about === "git submodules");
  return unknown ? { state: "unknown", unknownReason: unknown["reason"] } : { state: "clean" };
}

function mapped(list: unknown, change: (element: unknown) => unknown): unknown {
  return Array.isArray(list) ? list.map((element: unknown) => change(element)) : list;
}

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
