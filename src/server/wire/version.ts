import type { Policy } from "../../core/model/policy.ts";
import type { VersionRecord } from "../../core/state/records.ts";
import { millisecondsOf, pairsOf, type Pair } from "../http/fields.ts";
import { mlflowStageOf, stageTag, type MlflowStage } from "./stage.ts";

/** A model version as MLflow writes it (ModelVersion in mlflow/protos/model_registry.proto). */
export interface WireVersion {
  readonly name: string;
  readonly version: string;
  readonly creation_timestamp: number;
  readonly last_updated_timestamp: number;
  readonly current_stage: MlflowStage;
  readonly description: string;
  readonly user_id: string;
  readonly source: string;
  readonly run_id: string;
  readonly status: "READY";
  readonly tags: readonly Pair[];
  readonly aliases: readonly string[];
  readonly model_id?: string;
}

/** Returns a version as MLflow writes it. */
export function wireVersion(policy: Policy, record: VersionRecord): WireVersion {
  const { version, source, run = "", changedAt, description, tags } = record;
  const stage = mlflowStageOf(policy, version.stage);
  const loggedModel = loggedModelOf(source);
  return {
    name: version.model,
    version: String(version.number),
    creation_timestamp: millisecondsOf(version.registeredAt),
    last_updated_timestamp: millisecondsOf(changedAt),
    current_stage: stage ?? "None",
    description: description ?? "",
    user_id: version.registeredBy.name,
    source: isUri(source) ? source : bytesUri(version.id),
    run_id: run,
    status: "READY",
    tags: pairsOf(stage ? tags : { ...tags, [stageTag]: version.stage }),
    aliases: version.aliases ?? [],
    ...(loggedModel !== undefined && { model_id: loggedModel }),
  };
}

/** Returns the URI by which clients download the files of a version from this server. */
export function bytesUri(version: string): string {
  return `mlflow-artifacts:/versions/${version}/artifacts`;
}

function isUri(source: string): boolean {
  return /^[a-z][a-z0-9+.-]+:/i.test(source);
}

/** Returns the id of the logged model that a source names. */
export function loggedModelOf(source: string): string | undefined {
  return /^models:\/(m-[\w-]{1,250})(?:\/|$)/.exec(source)?.[1];
}
