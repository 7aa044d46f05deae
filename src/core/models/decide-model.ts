import type { ModelCreated, ModelDeleted, ModelRenamed } from "../events/model-events.ts";
import { registrationObstacle } from "../lifecycle/enter-first-stage.ts";
import { promoterObstacle } from "../lifecycle/stage-gate.ts";
import { ModelName } from "../model/ids.ts";
import { AnnotationText, TagKey, TagValue } from "../model/markings.ts";
import type { Policy } from "../model/policy.ts";
import type { Actor } from "../model/recipe.ts";
import { accept, refuse, type Decision, type Refusal } from "../refusals/refusal.ts";
import type { RefusedAction } from "../refusals/refused-action.ts";
import { deleterObstacle } from "../retention/decide-deletion.ts";
import type { RegistryState } from "../state/registry-state.ts";
import { versionTitle, type Model } from "../state/version.ts";

export interface CreationRequest {
  readonly name: ModelName;
  readonly description?: string;
  readonly tags?: Readonly<Record<string, string>>;
}

/** Makes a model without a version. */
export function decideCreation(
  state: RegistryState,
  policy: Policy,
  { name, description = "", tags = {} }: CreationRequest,
  actor: Actor,
): Decision<ModelCreated> {
  const action = { kind: "create-model", model: name } as const;
  const obstacle =
    registrationObstacle(policy, name, actor) ?? nameObstacle(state, policy, name, actor, action);
  if (obstacle) return refuse(obstacle);
  const text = AnnotationText.optional().safeParse(description.trim() || undefined);
  if (!text.success) {
    return refuse({ code: "invalid-request", reason: "model-description-too-long", action });
  }
  for (const [key, value] of Object.entries(tags)) {
    if (TagKey.safeParse(key).success && TagValue.safeParse(value).success) continue;
    return refuse({ code: "invalid-request", reason: "model-tag-invalid", action, key });
  }
  return accept({
    type: "model.created",
    v: 1,
    data: {
      name,
      ...(text.data !== undefined && { description: text.data }),
      ...(Object.keys(tags).length > 0 && { tags }),
      policy: policy.digest,
    },
  });
}

export interface RenameRequest {
  readonly model: ModelName;
  readonly to: ModelName;
  readonly reason?: string;
}

/** Gives a model a name that no other model has. */
export function decideRename(
  state: RegistryState,
  policy: Policy,
  request: RenameRequest,
  actor: Actor,
): Decision<ModelRenamed> {
  const { to, reason = "" } = request;
  const model = state.model(request.model);
  if (!model) return refuse(unknownModel(request.model));
  const action = { kind: "rename-model", model: model.name, to } as const;
  if (model.name === to) {
    const free = freeName(state, to);
    return refuse({ code: "invalid-request", reason: "model-name-same", model: to, free });
  }
  const isOwn = state.model(to)?.id === model.id;
  const obstacle =
    referenceObstacle(state, policy, model, actor, action) ??
    (isOwn ? undefined : nameObstacle(state, policy, to, actor, action));
  if (obstacle) return refuse(obstacle);
  return accept({
    type: "model.renamed",
    v: 1,
    data: {
      model: model.id,
      from: model.name,
      to,
      ...(reason.trim() !== "" && { reason: reason.trim() }),
      policy: policy.digest,
    },
  });
}

export interface ModelDeletionRequest {
  readonly model: ModelName;
  readonly reason?: string;
}

/** Deletes a model of which no version lives. */
export function decideModelDeletion(
  state: RegistryState,
  policy: Policy,
  request: ModelDeletionRequest,
  actor: Actor,
): Decision<ModelDeleted> {
  const { reason = "" } = request;
  const model = state.model(request.model);
  if (!model) return refuse(unknownModel(request.model));
  const obstacle = modelDeletionObstacle(policy, model, actor);
  if (obstacle) return refuse(obstacle);
  return accept({
    type: "model.deleted",
    v: 1,
    data: {
      model: model.id,
      name: model.name,
      ...(reason.trim() !== "" && { reason: reason.trim() }),
      policy: policy.digest,
    },
  });
}

/** Returns the reason why a model can't be deleted by this person; undefined if there is none. */
export function modelDeletionObstacle(
  policy: Policy,
  { name, versionCount }: Model,
  actor: Actor,
): Refusal | undefined {
  if (versionCount > 0) {
    return { code: "model-not-empty", reason: "model-not-empty", model: name, versionCount };
  }
  return deleterObstacle(policy, actor, { kind: "delete-model", model: name });
}

/** Returns the reason why a model can't have a name; undefined if there is none. */
function nameObstacle(
  state: RegistryState,
  policy: Policy,
  name: ModelName,
  actor: Actor,
  action: RefusedAction,
): Refusal | undefined {
  const holder = state.model(name);
  if (!holder) return undefined;
  if (holder.name === name) {
    return {
      code: "model-exists",
      reason: "model-name-in-use",
      action,
      model: name,
      free: freeName(state, name),
    };
  }
  // The name leads to a renamed model, and would lead to another one from now on.
  return referenceObstacle(state, policy, holder, actor, action);
}

/**
 * Returns the reason why a person may not change what a model is called: references such as
 * `fraud@Production` lead by the name to what is deployed, so whoever may not bring versions into a
 * stage may not change which model its name leads to. Undefined if there is none.
 */
function referenceObstacle(
  state: RegistryState,
  policy: Policy,
  model: Model,
  actor: Actor,
  action: RefusedAction,
): Refusal | undefined {
  for (const { name, retires } of policy.stages) {
    const holder = retires ? undefined : state.latestHolder(model.name, name);
    const obstacle = holder && promoterObstacle(policy, name, actor, action);
    if (obstacle) return { ...obstacle, there: versionTitle(holder) };
  }
  return undefined;
}

/** Returns a name that no model has or had. */
function freeName(state: RegistryState, name: ModelName): ModelName {
  return freeModelName(name, (other) => state.model(other) !== undefined);
}

/** Returns a name, with a number behind it if it is in use: `fraud-2`. */
export function freeModelName(name: ModelName, isUsed: (name: ModelName) => boolean): ModelName {
  let free = name;
  for (let number = 2; isUsed(free); number += 1) {
    const suffix = `-${number}`;
    const stem = name.slice(0, 256 - suffix.length).replace(/[^\p{L}\p{M}\p{N}]+$/u, "");
    free = ModelName.parse(`${stem}${suffix}`);
  }
  return free;
}

/** Returns the refusal of a name that no model has. */
export function unknownModel(name: ModelName): Refusal {
  return { code: "unknown-model", reason: "unknown-model", model: name };
}
