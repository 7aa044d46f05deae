import { RegistryError } from "../../core/refusals/refusal.ts";
import { withTransitions } from "../../storage/policy/policy-edit.ts";
import type { Registry } from "../registry.ts";
import { retentionPreview } from "../retention/retention-preview.ts";

/**
 * The text of a policy with the transitions that its retention lacks, for a person to look at and
 * save; nothing is written.
 *
 * @throws RegistryError `invalid-request` if none is missing, or there is no place for them in it
 */
export async function addTransitions(
  registry: Registry,
  { text }: { readonly text: string },
): Promise<{ readonly text: string }> {
  const { missing } = await retentionPreview(registry, {});
  const changed = missing.length > 0 ? withTransitions(text, missing) : undefined;
  if (changed !== undefined) return { text: changed };
  throw new RegistryError(
    missing.length > 0
      ? { code: "invalid-request", reason: "transitions-not-placed", missing }
      : { code: "invalid-request", reason: "no-transition-missing" },
  );
}
