import { isHeld, type Artifact } from "../../core/model/artifact.ts";
import { RegistryError } from "../../core/refusals/refusal.ts";
import type { Registry } from "../registry.ts";

/**
 * Requires that no file has bytes that were taken out of the registry.
 *
 * @throws RegistryError `invalid-request`
 */
export async function requireNotRedacted(
  registry: Pick<Registry, "read">,
  artifacts: readonly Artifact[],
): Promise<void> {
  const redacted = await registry.read((state) => state.redactions.objects());
  for (const { path, sha256 } of artifacts.filter(isHeld)) {
    const event = redacted.get(sha256);
    if (event === undefined) continue;
    throw new RegistryError({ code: "invalid-request", reason: "bytes-redacted", path, event });
  }
}
