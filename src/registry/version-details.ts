import type { VersionId } from "../core/ids.ts";
import type { VersionDetail } from "../core/version.ts";
import { requireDetail } from "./describe-version.ts";
import type { Registry } from "./registry.ts";

/** What a comparison is made of: the versions in the order asked. @throws RegistryError `unknown-version` */
export function versionDetails(
  registry: Registry,
  request: { readonly versions: readonly VersionId[] },
): Promise<readonly VersionDetail[]> {
  return registry.read((state) => request.versions.map((id) => requireDetail(state, id)));
}
