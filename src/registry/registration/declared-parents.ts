import { outsideModel, type Parent } from "../../core/model/data/parent.ts";
import type { JsonObject } from "../../core/model/recipe/json-value.ts";
import type { MissingFact } from "../../core/model/recipe.ts";
import type { PolicyInForce } from "../../core/policy/policy-in-force.ts";
import { RegistryError } from "../../core/refusals/refusal.ts";
import type { DeclaredParent } from "../../provenance/metadata/read-parents.ts";
import type { IndexQueries } from "../../storage/index/index-queries.ts";
import { versionFor } from "../retrieval/resolve.ts";

/** The parents that could be found, and the others as they were declared. */
export interface FoundParents {
  readonly parents: readonly Parent[];
  readonly otherMetadata: JsonObject;
  readonly missing: readonly MissingFact[];
}

/**
 * Finds the models that a metadata file names as parents: versions of this registry, URIs, and base
 * models on the Hugging Face Hub. Any other parent is recorded as other metadata and reported.
 *
 * @param isImported true for an imported version: its `churn@2` need not be one of the registry
 */
export function findParents(
  policy: PolicyInForce,
  state: IndexQueries,
  declared: readonly DeclaredParent[],
  isImported: boolean,
): FoundParents {
  const parents: Parent[] = [];
  const unknown: DeclaredParent[] = [];
  for (const parent of declared) {
    const own = isImported ? undefined : ownParent(policy, state, parent);
    const found = own ?? outsideParent(parent);
    if (found) parents.push(found);
    else unknown.push(parent);
  }
  return {
    parents,
    otherMetadata: Object.fromEntries(unknown.map((parent) => [parent.field, titleOf(parent)])),
    missing: unknown.map((parent) => {
      const reason = isImported
        ? "kept as other metadata, as versions that were kept by hand have numbers of their own"
        : "is no version of this registry and no URI; kept as other metadata";
      return { about: `parent ${titleOf(parent)}`, reason };
    }),
  };
}

function ownParent(
  policy: PolicyInForce,
  state: IndexQueries,
  { relation, name, version }: DeclaredParent,
): Parent | undefined {
  if (name.includes("://")) return undefined;
  for (const reference of version === undefined ? referencesIn(name) : [`${name}@${version}`]) {
    try {
      return { relation, version: versionFor(policy, state, reference).id };
    } catch (error) {
      if (!(error instanceof RegistryError)) throw error;
    }
  }
  return undefined;
}

/** Returns the references that a text may be: itself, or a name that ends in a version (`fraud_v3`). */
function referencesIn(text: string): readonly string[] {
  if (text.includes("@")) return [text];
  const [, model, version] =
    /^(.+?)(?:[\s_.-]+v(?:ersion)?[\s_.-]*|[\s:]+|\/v?)(\d+(?:\.\d+){0,2})$/i.exec(text) ?? [];
  return model === undefined || version === undefined ? [] : [`${model}@${version}`];
}

function outsideParent({ relation, name, isBase }: DeclaredParent): Parent | undefined {
  const isUri = name.includes("://");
  // The id of a model on the Hub: https://huggingface.co/docs/hub/model-cards, `base_model`.
  const isHubId = isBase && /^[\w.-]+(\/[\w.-]+)?$/.test(name) && !name.startsWith(".");
  const uri = outsideModel(isHubId && !isUri ? `hf://${name}` : name);
  return uri !== undefined && (isUri || isHubId) ? { relation, uri } : undefined;
}

function titleOf({ name, version }: DeclaredParent): string {
  return version === undefined ? name : `${name}@${version}`;
}
