import { stageHistoryEntry, type HistoryEntry } from "../../core/events/history.ts";
import { mainMetric } from "../../core/metrics/metric-direction.ts";
import type { ModelName, Stage } from "../../core/model/ids.ts";
import { unknownModel } from "../../core/models/decide-model.ts";
import { productionStage } from "../../core/policy/stage-roles.ts";
import { RegistryError } from "../../core/refusals/refusal.ts";
import type { Model, Version } from "../../core/state/version.ts";
import type { NamesOfModel } from "../../storage/index/search/recorded-values.ts";
import { markingsOf, type Markings } from "../annotations/read-markings.ts";
import type { Registry } from "../registry.ts";
import { namer } from "./version-namer.ts";

export interface ModelQuestion {
  readonly model: ModelName;
  /** Metric that is looked at first; one that the model does not have gives way to its main one. */
  readonly metric?: string;
}

/** Everything about a model but its versions and their values, of which there may be thousands. */
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
  /** Metric that is looked at first; absent where none was recorded. */
  readonly metric?: string;
}

const historyLength = 200;

/**
 * Describes a model: what was written on it, its Production history, and which metrics and
 * hyperparameters it has. Takes no longer for a model of thousands of versions.
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
    const names = state.search.recordedOf(name).names();
    const metric =
      wanted !== undefined && names.metrics.includes(wanted) ? wanted : mainMetric(names.metrics);
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
          : state.events
              .ofStage(name, stage, historyLength)
              .flatMap((event) => stageHistoryEntry(event, stage, nameOf) ?? []),
      ...(metric !== undefined && { metric }),
    };
  });
}
