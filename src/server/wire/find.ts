import { ModelName } from "../../core/model/ids.ts";
import type { ModelRecord, VersionRecord } from "../../core/state/records.ts";
import { hasModel, readModel, readVersion } from "../../registry/records/read-record.ts";
import type { Registry } from "../../registry/registry.ts";
import { invalidParameter, notFound, type MlflowError } from "../http/mlflow-error.ts";

/**
 * Finds the model that has exactly this name now, as MLflow's clients expect it.
 *
 * @throws MlflowError
 */
export async function requireModel(registry: Registry, name: string): Promise<ModelRecord> {
  const parsed = ModelName.safeParse(name);
  const found = parsed.success ? await readModel(registry, parsed.data) : undefined;
  if (found && found.model.name === parsed.data) return found;
  throw modelNotFound(name);
}

/** @throws MlflowError */
export async function requireVersion(
  registry: Registry,
  { name, version }: { readonly name: string; readonly version: string },
): Promise<VersionRecord> {
  if (!/^-?\d+$/.test(version)) {
    const shown = version.slice(0, 100);
    throw invalidParameter(`Parameter 'version' must be an integer, got '${shown}'.`);
  }
  const parsed = ModelName.safeParse(name);
  const number = /^[1-9]\d{0,8}$/.test(version) ? Number(version) : undefined;
  const found =
    parsed.success && number !== undefined
      ? await readVersion(registry, parsed.data, number)
      : undefined;
  if (found && found.version.model === parsed.data) return found;
  throw notFound(`Model Version (name=${name}, version=${version}) not found`);
}

/**
 * Returns the name of a model that has exactly this name now.
 *
 * @throws MlflowError
 */
export async function requireModelName(registry: Registry, name: string): Promise<ModelName> {
  const parsed = ModelName.safeParse(name);
  if (parsed.success && (await hasModel(registry, parsed.data))) return parsed.data;
  throw modelNotFound(name);
}

function modelNotFound(name: string): MlflowError {
  return notFound(`Registered Model with name=${name} not found`);
}
