import type { ModelName, Stage } from "../../core/model/ids.ts";
import { stageRule } from "../../core/model/policy.ts";
import type { PolicyInForce } from "../../core/policy/policy-in-force.ts";
import { productionStage } from "../../core/policy/stage-roles.ts";
import type { Refusal } from "../../core/refusals/refusal.ts";
import type { Model, Version } from "../../core/state/version.ts";
import { ledgerProblems } from "../ledger-problems.ts";
import type { Registry } from "../registry.ts";
import type { NoRequest } from "../task.ts";

/** A model as lists show it. */
export interface ModelOverview {
  readonly model: Model;
  readonly production: Version | undefined;
  readonly latest: Version | undefined;
  /** A version that was in Production can be brought back there. */
  readonly canRollBack: boolean;
}

export interface Overview {
  /** Sorted by name. */
  readonly models: readonly ModelOverview[];
  /** Problems of the ledger: missing events, lines that can't be read. */
  readonly problems: readonly Refusal[];
  readonly policy: PolicyInForce;
}

/** All models, each with its Production and its latest version, and the policy that holds. */
export async function overview(registry: Registry, _request: NoRequest): Promise<Overview> {
  const policy = await registry.policy();
  const stage = productionStage(policy.policy);
  const models = await registry.read((state) =>
    state.models().map((model) => {
      const production = stage && state.holders(model.name, stage)[0];
      const canRollBack =
        stage !== undefined &&
        stageRule(policy.policy, stage)?.exclusive === true &&
        state.formerHolders(model.name, stage, 1).length > 0;
      return { model, production, latest: state.latestVersion(model.name), canRollBack };
    }),
  );
  return { models, problems: await ledgerProblems(registry), policy };
}

export interface ListRequest {
  readonly model?: ModelName;
  readonly stage?: Stage;
  /** At most this many, newest first. */
  readonly limit: number;
  readonly offset?: number;
}

/** Models without a version, by name. */
export function emptyModels(registry: Registry): Promise<readonly Model[]> {
  return registry.read((state) => state.models().filter(({ versionCount }) => versionCount === 0));
}

/** Versions of a model or in a stage, newest first. */
export function listVersions(
  registry: Registry,
  request: ListRequest,
): Promise<readonly Version[]> {
  return registry.read((state) => state.versions(request));
}

/** Versions to choose from, and the policy that says what applies to them. */
export interface VersionChoices {
  readonly policy: PolicyInForce;
  readonly versions: readonly Version[];
}

/** Returns versions, newest first, with the policy that is in force. */
export async function versionChoices(
  registry: Registry,
  request: ListRequest,
): Promise<VersionChoices> {
  const [policy, versions] = await Promise.all([
    registry.policy(),
    listVersions(registry, request),
  ]);
  return { policy, versions };
}
