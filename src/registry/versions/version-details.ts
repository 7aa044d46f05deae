import type { VersionId } from "../../core/model/ids.ts";
import type { NamedParent } from "../../core/model/parent.ts";
import type { VersionDetail } from "../../core/state/version.ts";
import type { Registry } from "../registry.ts";
import { requireDetail } from "./describe-version.ts";
import { namedParents } from "./named-parents.ts";

/** Everything about a version, with the names of what it was made from. */
export interface ComparedDetail extends VersionDetail {
  readonly madeFrom: readonly NamedParent[];
}

/**
 * Returns what a comparison is made of: the versions in the order asked.
 *
 * @throws RegistryError `unknown-version`
 */
export function versionDetails(
  registry: Registry,
  request: { readonly versions: readonly VersionId[] },
): Promise<readonly ComparedDetail[]> {
  return registry.read((state) =>
    request.versions.map((id) => {
      const detail = requireDetail(state, id);
      return { ...detail, madeFrom: namedParents(state, detail.registration.parents) };
    }),
  );
}
