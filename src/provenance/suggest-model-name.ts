import { ModelName } from "../core/ids.ts";

/** A name for the model in a file, from the file's name. */
export function suggestModelName(
  path: string,
  existing: readonly ModelName[],
): ModelName | undefined {
  const stem =
    path
      .split(/[\\/]/)
      .at(-1)
      ?.replace(/\.[^.]+$/, "") ?? "";
  const name = stem.replace(/[-_. ]+(v?\d+|final|best)$/i, "");
  const known = existing.find((model) => model.toLowerCase() === name.toLowerCase());
  return known ?? ModelName.safeParse(name).data;
}
