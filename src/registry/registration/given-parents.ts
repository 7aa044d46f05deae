import { stat } from "node:fs/promises";
import { resolve } from "node:path";
import { outsideModel, type Parent, type ParentRelation } from "../../core/model/data/parent.ts";
import type { PolicyInForce } from "../../core/policy/policy-in-force.ts";
import { RegistryError } from "../../core/refusals/refusal.ts";
import type { Registry } from "../registry.ts";
import { withoutBest } from "../retrieval/best-version.ts";
import { versionFor } from "../retrieval/resolve.ts";

/** A model that a version was made from, as a person names it. */
export interface GivenParent {
  readonly relation: ParentRelation;
  /** Reference (`fraud@4`), URI (`hf://org/name`, `https://…`), or id of a model on the Hugging Face Hub. */
  readonly of: string;
}

/**
 * Finds the models that a person named as parents: versions of this registry, else models that are
 * elsewhere.
 *
 * @throws RegistryError of a reference that is no version, such as `unknown-model`
 */
export async function givenParents(
  registry: Registry,
  policy: PolicyInForce,
  given: readonly GivenParent[],
): Promise<readonly Parent[]> {
  const parents: Parent[] = [];
  for (const { relation, of } of given) {
    const text = of.trim();
    const uri = outsideModel(text);
    parents.push(
      uri !== undefined && text.includes("://")
        ? { relation, uri }
        : await parentByName(registry, policy, { relation, of: text }),
    );
  }
  return parents;
}

/** `org/name` is a model of this registry if it has one of that name, else one of the Hub. */
async function parentByName(
  registry: Registry,
  policy: PolicyInForce,
  { relation, of }: GivenParent,
): Promise<Parent> {
  const reference = await withoutBest(registry, of);
  const isFile = await stat(resolve(registry.folder, of)).then(
    () => true,
    () => false,
  );
  return registry.read((state): Parent => {
    try {
      return { relation, version: versionFor(policy, state, reference).id };
    } catch (error) {
      const isUnknown = error instanceof RegistryError && error.refusal.code === "unknown-model";
      if (!isUnknown || of.includes("@")) throw error;
      if (isFile) {
        throw new RegistryError({ code: "invalid-request", reason: "file-as-parent", path: of });
      }
      const uri = outsideModel(of);
      if (uri === undefined) throw error;
      return { relation, uri };
    }
  });
}
