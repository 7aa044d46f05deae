import type { MissingFact } from "../../core/model/recipe.ts";
import { count } from "../../core/text/format.ts";

/** Hidden files that are named; more are counted. */
const maxNamed = 20;

/** Returns the fact that not all files near a model were looked at. */
export function cutFacts(reason: string | undefined): readonly MissingFact[] {
  return reason === undefined ? [] : [{ about: "files near the model", reason }];
}

/** Returns the facts that hidden files are left out. */
export function hiddenFacts(paths: readonly string[]): readonly MissingFact[] {
  const reason = "hidden in its folder, so left out; name it, or include hidden files";
  return [
    ...paths.slice(0, maxNamed).map((about) => ({ about, reason })),
    ...(paths.length > maxNamed
      ? [{ about: count(paths.length - maxNamed, "more file"), reason }]
      : []),
  ];
}
