import type { Policy } from "../../core/model/policy.ts";
import type { ModelRecord } from "../../core/state/records.ts";
import { millisecondsOf, pairsOf, type Pair } from "../http/fields.ts";
import { wireVersion, type WireVersion } from "./version.ts";

/** A model as MLflow writes it (RegisteredModel in mlflow/protos/model_registry.proto). */
export interface WireModel {
  readonly name: string;
  readonly creation_timestamp: number;
  readonly last_updated_timestamp: number;
  readonly description?: string;
  readonly latest_versions: readonly WireVersion[];
  readonly tags: readonly Pair[];
  readonly aliases: readonly { readonly alias: string; readonly version: string }[];
}

/** Returns a model as MLflow writes it. */
export function wireModel(policy: Policy, record: ModelRecord): WireModel {
  const { model, description, tags, aliases } = record;
  return {
    name: model.name,
    creation_timestamp: millisecondsOf(model.registeredAt),
    last_updated_timestamp: millisecondsOf(model.changedAt),
    ...(description !== undefined && { description }),
    latest_versions: latestVersions(policy, record),
    tags: pairsOf(tags),
    aliases: aliases.map(({ alias, number }) => ({ alias, version: String(number) })),
  };
}

/** Returns the newest version in each of MLflow's stages, of which several of ours may be one. */
export function latestVersions(policy: Policy, { latest }: ModelRecord): readonly WireVersion[] {
  const newest = new Map<string, WireVersion>();
  for (const record of latest) {
    const version = wireVersion(policy, record);
    const known = newest.get(version.current_stage);
    if (known && Number(known.version) > Number(version.version)) continue;
    newest.set(version.current_stage, version);
  }
  return [...newest.values()];
}
