import type { ModelCreated, ModelDeleted, ModelRenamed } from "../events/model-events.ts";
import { registrationObstacle } from "../lifecycle/enter-first-stage.ts";
import { promoterObstacle } from "../lifecycle/stage-gate.ts";
import { ModelName } from "../model/ids.ts";
import { AnnotationText, TagKey, TagValue } from "../model/markings.ts";
import type { Policy } from "../model/policy.ts";
import type { Actor } from "../model/recipe.ts";
import { accept, refuse, type Decision, type Refusal } from "../refusals/refusal.ts";
import { deleterObstacle } from "../retention/decide-deletion.ts";
import type { RegistryState } from "../state/registry-state.ts";
import { versionTitle, type Model } from "../state/version.ts";
import { count } from "../text/format.ts";

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
  const what = `Can't create ${name}`;
  const obstacle =
    registrationObstacle(policy, name, actor) ?? nameObstacle(state, policy, name, actor, what);
  if (obstacle) return refuse(obstacle);
  const text = AnnotationText.optional().safeParse(description.trim() || undefined);
  if (!text.success) {
    return refuse(invalid(`${what}: its description is too long`, "Use at most 5,000 characters."));
  }
  for (const [key, value] of Object.entries(tags)) {
    if (TagKey.safeParse(key).success && TagValue.safeParse(value).success) continue;
    return refuse(invalid(`${what}: “${key}” can't be a tag`, "Use a shorter key and value."));
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
  const what = `Can't rename ${model.name} to ${to}`;
  if (model.name === to)
    return refuse(invalid(`${to} has this name already`, otherName(state, to)));
  const isOwn = state.model(to)?.id === model.id;
  const obstacle =
    referenceObstacle(state, policy, model, actor, what) ??
    (isOwn ? undefined : nameObstacle(state, policy, to, actor, what));
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
  const what = `Can't delete the model ${name}`;
  if (versionCount > 0) {
    return {
      code: "model-not-empty",
      message: `${what}: it has ${count(versionCount, "version")}.`,
      wayOut: "Delete its versions first.",
      details: { model: name, versionCount },
    };
  }
  return deleterObstacle(policy, actor, what);
}

/** Returns the reason why a model can't have a name; undefined if there is none. */
function nameObstacle(
  state: RegistryState,
  policy: Policy,
  name: ModelName,
  actor: Actor,
  what: string,
): Refusal | undefined {
  const holder = state.model(name);
  if (!holder) return undefined;
  if (holder.name === name) {
    return {
      code: "model-exists",
      message: `${what}: there is a model of that name.`,
      wayOut: otherName(state, name),
      details: { model: name },
    };
  }
  // The name leads to a renamed model, and would lead to another one from now on.
  return referenceObstacle(state, policy, holder, actor, what);
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
  what: string,
): Refusal | undefined {
  for (const { name, retires } of policy.stages) {
    const holder = retires ? undefined : state.latestHolder(model.name, name);
    const obstacle = holder && promoterObstacle(policy, name, actor, what);
    if (!obstacle) continue;
    return { ...obstacle, message: `${obstacle.message} ${versionTitle(holder)} is there.` };
  }
  return undefined;
}

/** Suggests a name that no model has or had. */
function otherName(state: RegistryState, name: ModelName): string {
  return `Choose another name, for example ${freeModelName(name, (other) => state.model(other) !== undefined)}.`;
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

function invalid(problem: string, wayOut: string): Refusal {
  return { code: "invalid-request", message: `${problem}.`, wayOut };
}
