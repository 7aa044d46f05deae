import { recipeDifference, type RecipeChange } from "../../core/lineage/recipe-difference.ts";
import type { VersionId } from "../../core/model/ids.ts";
import type { Recipe } from "../../core/model/recipe.ts";
import type { IndexQueries } from "../../storage/index/index-queries.ts";
import type { Registry } from "../registry.ts";
import { requireVersion } from "../versions/describe-version.ts";

/**
 * Returns where the recipes of two versions differ; one that was deleted still has its recipe.
 *
 * @throws RegistryError `unknown-version`
 */
export function recipeChanges(
  registry: Registry,
  { before, after }: { readonly before: VersionId; readonly after: VersionId },
): Promise<readonly RecipeChange[]> {
  return registry.read((state) =>
    recipeDifference(requireRecipe(state, before), requireRecipe(state, after)),
  );
}

function requireRecipe(state: IndexQueries, id: VersionId): Recipe {
  const recipe = state.registration(id)?.recipe;
  if (recipe) return recipe;
  requireVersion(state, id);
  throw new Error(`no registration of version ${id}`);
}
