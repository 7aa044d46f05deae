import type { Version } from "../../core/state/version.ts";
import type { Registry } from "../registry.ts";
import { lookUp } from "./resolve.ts";

/** The version that a reference (`fraud@5`, `fraud@Production`) or a version id means. */
export async function findVersion(
  registry: Registry,
  request: { readonly reference: string; readonly despiteDamage?: boolean },
): Promise<Version> {
  return lookUp(registry, request, (_state, version) => version);
}
