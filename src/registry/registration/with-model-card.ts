import { stat } from "node:fs/promises";
import { basename, join, resolve } from "node:path";
import { readTextFile } from "../../provenance/files/read-text-file.ts";
import { readModelCardFacts } from "../../provenance/metadata/model-card-facts.ts";
import type { DeclaredParent } from "../../provenance/metadata/read-parents.ts";
import { relativePath } from "../files/relative-path.ts";
import type { Registry } from "../registry.ts";
import type { RecipeFiles } from "./capture-recipe.ts";
import type { DeclaredRecipe } from "./declared-recipe.ts";

/** Bytes of a card at most. */
const maxCard = 4 * 1024 * 1024;

interface Carded extends Pick<RecipeFiles, "modelCard"> {
  readonly paths: readonly string[];
  readonly declared?: DeclaredRecipe;
  readonly declaredParents?: readonly DeclaredParent[];
}

/**
 * Adds what the model card in a model folder, or the one that was named, says: results of
 * `model-index` as metrics, `base_model` as a parent, datasets. What is declared otherwise counts over it.
 */
export async function withModelCard<R extends Carded>(
  { folder }: Registry,
  request: R,
): Promise<R & Pick<Carded, "declared" | "declaredParents">> {
  const path = await cardOf(folder, request);
  const text = path === undefined ? "" : await readTextFile(path, maxCard).catch(() => "");
  const facts = readModelCardFacts(text);
  if (path === undefined || !facts) return request;
  const { declared, declaredParents = [] } = request;
  return {
    ...request,
    declared: {
      source: relativePath(folder, path),
      parameters: {},
      featureSets: [],
      packages: {},
      otherMetadata: {},
      ...declared,
      metrics: { ...facts.metrics, ...declared?.metrics },
      data: declared && declared.data.length > 0 ? declared.data : facts.data,
    },
    declaredParents: declaredParents.length > 0 ? declaredParents : facts.parents,
  };
}

async function cardOf(folder: string, { paths, modelCard }: Carded): Promise<string | undefined> {
  if (modelCard !== undefined) {
    return basename(modelCard) === "README.md" ? resolve(folder, modelCard) : undefined;
  }
  const [model = ""] = paths;
  const place = resolve(folder, model);
  const stats = await stat(place).catch(() => undefined);
  return stats?.isDirectory() ? join(place, "README.md") : undefined;
}
