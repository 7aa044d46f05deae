import { decideAlias, decideAliasRemoval } from "../../core/annotations/decide-marking.ts";
import type { Stamped } from "../../core/events/event.ts";
import type { ModelName, VersionId } from "../../core/model/ids.ts";
import type { AliasRemoved, AliasSet } from "../../core/model/markings.ts";
import type { Registry } from "../registry.ts";

/** Points an alias to a version; it leaves the version that had it. */
export function setAlias(
  registry: Registry,
  request: { readonly version: VersionId; readonly alias: string },
): Promise<Stamped<AliasSet>> {
  return registry.commit((state, { policy }) => decideAlias(state, policy(), request));
}

export function removeAlias(
  registry: Registry,
  request: { readonly model: ModelName; readonly alias: string },
): Promise<Stamped<AliasRemoved>> {
  return registry.commit((state) => decideAliasRemoval(state, request));
}
