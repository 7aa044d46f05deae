import { stageHistoryEntry, type HistoryEntry } from "../../core/events/history.ts";
import { mainMetric, metricDirection } from "../../core/metrics/metric-direction.ts";
import type { ModelName, Stage, VersionId, VersionNumber } from "../../core/model/ids.ts";
import type { Policy } from "../../core/model/policy.ts";
import { unknownModel } from "../../core/models/decide-model.ts";
import { productionStage, stageRole } from "../../core/policy/stage-roles.ts";
import { RegistryError } from "../../core/refusals/refusal.ts";
import { rankByMetric } from "../../core/retrieval/best-version.ts";
import type { Model, Version } from "../../core/state/version.ts";
import type { MetricValue, NamesOfModel } from "../../storage/index/recorded-values.ts";
import { markingsOf, type Markings } from "../annotations/read-markings.ts";
import type { Registry } from "../registry.ts";
import { namer } from "./version-namer.ts";

export interface ModelQuestion {
  readonly model: ModelName;
  /** Metric whose values are wanted; one that the model does not have gives way to its main one. */
  readonly metric?: string;
}

/** The best version of a model by one metric. */
export interface BestValue {
  readonly version: VersionId;
  readonly number: VersionNumber;
  readonly value: number;
  /** Numbers of older versions with the same value. */
  readonly ties: readonly VersionNumber[];
  /** Number of versions that are not rejected and have no value. */
  readonly unmeasured: number;
}

/** Everything about a model but its versions, of which there may be thousands. */
export interface ModelDescription extends Markings {
  readonly model: Model;
  readonly names: NamesOfModel;
  readonly latest: Version | undefined;
  /** Name of the Production stage; absent if the policy has none. */
  readonly productionStage?: Stage;
  /** The version now in Production. */
  readonly production: Version | undefined;
  /** The model's Production stage, newest first. */
  readonly productionHistory: readonly HistoryEntry[];
  /** Metric of the values; absent where none was recorded. */
  readonly metric?: string;
  /** Of all versions, by number. */
  readonly values: readonly MetricValue[];
  /** Absent where nothing was measured, or which direction is better is not known. */
  readonly best?: BestValue;
}

const historyLength = 200;

/**
 * Describes a model: what was written on it, its Production history, and one metric over its
 * versions.
 *
 * @throws RegistryError `unknown-model`
 */
export async function describeModel(
  registry: Registry,
  { model: name, metric: wanted }: ModelQuestion,
): Promise<ModelDescription> {
  const { policy } = await registry.policy();
  const stage = productionStage(policy);
  return registry.read((state) => {
    const model = state.model(name);
    if (!model) throw new RegistryError(unknownModel(name));
    const recorded = state.recordedOf(name);
    const names = recorded.names();
    const metric =
      wanted !== undefined && names.metrics.includes(wanted) ? wanted : mainMetric(names.metrics);
    const values = metric === undefined ? [] : recorded.metric(metric);
    const best = metric === undefined ? undefined : bestOf(policy, name, metric, values);
    const nameOf = namer(state);
    return {
      ...markingsOf(state, { model: name }),
      model,
      names,
      latest: state.latestVersion(name),
      ...(stage !== undefined && { productionStage: stage }),
      production: stage && state.latestHolder(name, stage),
      productionHistory:
        stage === undefined
          ? []
          : state
              .stageEvents(name, stage, historyLength)
              .flatMap((event) => stageHistoryEntry(event, stage, nameOf) ?? []),
      ...(metric !== undefined && { metric }),
      values,
      ...(best && { best }),
    };
  });
}

function bestOf(
  policy: Policy,
  model: ModelName,
  metric: string,
  values: readonly MetricValue[],
): BestValue | undefined {
  const direction = metricDirection(metric);
  const isMeasured = values.some(
    ({ value, stage }) => value !== undefined && stageRole(policy, stage) !== "rejection",
  );
  if (!isMeasured || direction === "neutral" || direction === "unknown") return undefined;
  const versions = values.map(({ id, number, stage, value }) => ({
    ...{ id, number, stage },
    metrics: value === undefined ? {} : { [metric]: value },
  }));
  const { versions: ranked, unmeasured } = rankByMetric(policy, model, versions, { metric });
  const [first, ...others] = ranked;
  const value = first?.metrics[metric];
  if (!first || value === undefined) return undefined;
  const ties = others.filter(({ metrics }) => metrics[metric] === value);
  return {
    version: first.id,
    number: first.number,
    value,
    ties: ties.map(({ number }) => number),
    unmeasured,
  };
}
