/** Turns the data of an event from one schema version into that of the next one. */
export type Upcaster = (data: unknown) => unknown;

/**
 * How the data of an older schema version becomes that of the next one: `upcasters[type][v]` turns
 * `v` into `v + 1`.
 */
export type Upcasters = Readonly<Record<string, Readonly<Record<number, Upcaster>>>>;

/**
 * The steps of this release. They see data that nothing has checked yet: whatever is not as
 * expected stays as it is, and the schema of the newest version says what is wrong with it.
 */
export const upcasters: Upcasters = {
  "version.registered": { 1: registrationToV2 },
};

type Fields = Readonly<Record<string, unknown>>;

function registrationToV2(data: unknown): unknown {
  if (!isFields(data)) return data;
  return { ...data, recipe: recipeToV2(data["recipe"]) };
}

function recipeToV2(recipe: unknown): unknown {
  if (!isFields(recipe) || !isFields(recipe["git"])) return recipe;
  return { ...recipe, git: { ...recipe["git"], ...gitStateOf(recipe["git"], recipe["missing"]) } };
}

/** Version 1 had no word for "git could not say": only the missing facts tell it from clean. */
function gitStateOf(git: Fields, missing: unknown): Fields {
  if (git["dirty"] !== undefined) return { state: "changed" };
  const facts: readonly unknown[] = Array.isArray(missing) ? missing : [];
  const unknown = facts
    .filter(isFields)
    .find(({ about }) => about === "git changes" || about === "git submodules");
  return unknown ? { state: "unknown", unknownReason: unknown["reason"] } : { state: "clean" };
}

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
