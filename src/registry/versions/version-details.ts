import type { VersionId } from "../../core/model/ids.ts";
import type { VersionDetail } from "../../core/state/version.ts";
import type { Registry } from "../registry.ts";
import { requireDetail } from "./describe-version.ts";

/**
 * Returns everything recorded about versions, in the order asked.
 *
 * @throws RegistryError `unknown-version` or `version-deleted`
 */
export function versionDetails(
  registry: Registry,
  request: { readonly versions: readonly VersionId[] },
): Promise<readonly VersionDetail[]> {
  return registry.read((state) => request.versions.map((id) => requireDetail(state, id)));
}
