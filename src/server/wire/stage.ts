import { Stage } from "../../core/model/ids.ts";
import { findStage, firstStage, type Policy } from "../../core/model/policy.ts";
import { archiveStage, productionStage } from "../../core/policy/stage-roles.ts";
import { invalidParameter } from "../http/mlflow-error.ts";

/** The stages that MLflow knows (mlflow/entities/model_registry/model_version_stages.py). */
const mlflowStages = ["None", "Staging", "Production", "Archived"] as const;
export type MlflowStage = (typeof mlflowStages)[number];

/** Tag of versions in a stage that MLflow does not know, with its name. */
export const stageTag = "model_registry.stage";

/**
 * Returns the stage of the policy that MLflow's clients mean: the one with that name, else the one
 * with its role.
 *
 * @throws MlflowError if it can't be the name of a stage
 */
export function stageOf(policy: Policy, text: string): Stage {
  const named = findStage(policy, text);
  if (named) return named;
  const wanted = mlflowStages.find((stage) => stage.toLowerCase() === text.toLowerCase());
  const role = wanted && stageWithRole(policy, wanted);
  if (role) return role;
  const parsed = Stage.safeParse(text);
  if (parsed.success) return parsed.data;
  throw invalidParameter(`Invalid Model Version stage: ${JSON.stringify(text.slice(0, 100))}.`);
}

/** Returns the stage as MLflow names it; undefined if MLflow has none like it. */
export function mlflowStageOf(policy: Policy, stage: Stage): MlflowStage | undefined {
  const named = mlflowStages.find((each) => each.toLowerCase() === stage.toLowerCase());
  return (
    named ??
    mlflowStages.find((each) => !findStage(policy, each) && stageWithRole(policy, each) === stage)
  );
}

function stageWithRole(policy: Policy, stage: MlflowStage): Stage | undefined {
  switch (stage) {
    case "None":
      return firstStage(policy);
    case "Staging":
      return undefined;
    case "Production":
      return productionStage(policy);
    case "Archived":
      return archiveStage(policy);
  }
}
