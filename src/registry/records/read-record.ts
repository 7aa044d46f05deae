import type { ModelName, VersionId } from "../../core/model/ids.ts";
import { Alias } from "../../core/model/markings.ts";
import type { ModelRecord, VersionRecord } from "../../core/state/records.ts";
import type { Registry } from "../registry.ts";

/** Returns a model with what is written on it; undefined if there is none of that name. */
export function readModel(registry: Registry, name: ModelName): Promise<ModelRecord | undefined> {
  return registry.read((state) => state.records.model(name));
}

/** Returns a version with what is written on it; undefined if there is none of that number. */
export function readVersion(
  registry: Registry,
  model: ModelName,
  number: number,
): Promise<VersionRecord | undefined> {
  return registry.read((state) => state.records.version(model, number));
}

/** Returns the version to which an alias of a model points. */
export function readAliased(
  registry: Registry,
  model: ModelName,
  alias: string,
): Promise<VersionRecord | undefined> {
  const parsed = Alias.safeParse(alias);
  if (!parsed.success) return Promise.resolve(undefined);
  return registry.read((state) => {
    const found = state.aliased(model, parsed.data);
    return found && state.records.version(model, found.number);
  });
}

/** Returns a version with what is written on it, by its id. */
export function versionOfId(registry: Registry, id: VersionId): Promise<VersionRecord | undefined> {
  return registry.read((state) => {
    const found = state.version(id);
    return found && state.records.version(found.model, found.number);
  });
}

/** Returns whether a model has this name now; a former name is none. */
export function hasModel(registry: Registry, name: ModelName): Promise<boolean> {
  return registry.read((state) => state.model(name)?.name === name);
}
