import type { VersionDeleted } from "../events/event.ts";
import type { VersionId } from "../model/ids.ts";
import { exclusiveStages, retirementStage, stageRule, type Policy } from "../model/policy.ts";
import { isNamedBy } from "../model/recipe/identity.ts";
import type { Actor } from "../model/recipe.ts";
import { accept, refuse, type Decision, type Refusal } from "../refusals/refusal.ts";
import type { RefusedAction } from "../refusals/refused-action.ts";
import { missingVersion } from "../state/missing-version.ts";
import type { RegistryState } from "../state/registry-state.ts";
import type { RetentionDays } from "../state/retention-facts.ts";
import { versionTitle, type Version, type VersionOutline } from "../state/version.ts";
import { inEnglish } from "../text/language.ts";
import { protectionAdvice } from "./protection-advice.ts";
import { protection } from "./protection.ts";
import { currentPeriod, periodRefusal } from "./retention-period.ts";
import { retentionText } from "./retention-text.ts";
import { retentionPlan } from "./retention.ts";

export interface DeletionRequest {
  readonly version: VersionId;
  readonly reason: string;
}

/** Deletes a version that nothing refers to. */
export function decideDeletion(
  state: RegistryState,
  policy: Policy,
  request: DeletionRequest & { readonly now: number },
  actor: Actor,
): Decision<VersionDeleted> {
  const version = state.version(request.version);
  if (!version) return refuse(missingVersion(state, request.version));
  const obstacle = deletionObstacle(state, policy, version, { actor, now: request.now });
  if (obstacle) return refuse(obstacle);
  const reason = request.reason.trim();
  if (reason === "") {
    return refuse({
      code: "invalid-request",
      reason: "reason-missing",
      action: { kind: "delete", title: versionTitle(version) },
    });
  }
  return accept(deletion(policy, version, reason));
}

/** Deletes several versions of one model together, or none if one of them can't be deleted. */
export function decideDeletions(
  state: RegistryState,
  policy: Policy,
  request: {
    readonly versions: readonly VersionId[];
    readonly reason: string;
    readonly now: number;
  },
  actor: Actor,
): Decision<VersionDeleted> {
  const going = new Set(request.versions);
  const events: VersionDeleted[] = [];
  // Those that were made from others go before them.
  for (const id of [...going].sort().reverse()) {
    const version = state.version(id);
    if (!version) return refuse(missingVersion(state, id));
    const obstacle = deletionObstacle(state, policy, version, { actor, now: request.now, going });
    if (obstacle) return refuse(obstacle);
    events.push(deletion(policy, version, request.reason));
  }
  const [first, ...others] = events;
  return first
    ? accept(first, ...others)
    : refuse({ code: "invalid-request", reason: "nothing-to-delete" });
}

/**
 * Returns the reason why a version can't be deleted, can't be deleted by this person, or can't be
 * deleted yet; undefined if there is none.
 *
 * @param going versions that are deleted with it
 */
export function deletionObstacle(
  state: RegistryState,
  policy: Policy,
  version: Version,
  {
    actor,
    now,
    going,
  }: { readonly actor: Actor; readonly now: number; readonly going?: ReadonlySet<VersionId> },
): Refusal | undefined {
  const title = versionTitle(version);
  const refusal = deleterObstacle(policy, actor, { kind: "delete", title });
  if (refusal) return refusal;
  const inUse = protection(policy, version, {
    requested: state.requestedStage(version.id),
    tested: state.abTests.runningOf(version.id)[0]?.name,
    children: state.children(version.id).filter(({ id }) => going?.has(id) !== true),
  });
  if (inUse) {
    return {
      code: "version-in-use",
      reason: "version-in-use",
      title,
      version: version.id,
      use: inUse,
      advice: protectionAdvice(state, policy, version, inUse, actor),
    };
  }
  const period = currentPeriod(retentionDays(state, version), version, now);
  return period && periodRefusal(period, version, now);
}

function retentionDays(state: RegistryState, { model, id }: Version): RetentionDays | undefined {
  const own = state.annotations(model, id)["retention-days"];
  if (own !== undefined) return { text: own, writtenOn: "version" };
  const text = state.annotations(model)["retention-days"];
  return text === undefined ? undefined : { text, writtenOn: "model" };
}

/**
 * Deletes the versions that the policy's retention deletes, or those of them in `versions` if that
 * is given.
 */
export function decideRetention(
  state: RegistryState,
  policy: Policy,
  request: { readonly versions?: readonly VersionId[]; readonly now: number },
  actor: Actor,
): Decision<VersionDeleted> {
  const refusal = deleterObstacle(policy, actor, { kind: "delete-by-retention" });
  if (refusal) return refuse(refusal);
  const wanted = request.versions && new Set(request.versions);
  const facts = state.retentionFacts(exclusiveStages(policy));
  const going = new Set<VersionId>();
  const events = retentionPlan(policy, facts, request.now).flatMap((entry) => {
    const { version, action } = entry;
    if (action !== "delete" || wanted?.has(version.id) === false) return [];
    // One that was made from it and could go as well, but shall not.
    if (facts.children.get(version.id)?.some((child) => !going.has(child))) return [];
    going.add(version.id);
    return [
      deletion(
        policy,
        version,
        inEnglish(() => `By retention: ${retentionText(entry)}.`),
        true,
      ),
    ];
  });
  const [first, ...others] = events;
  return first
    ? accept(first, ...others)
    : refuse({ code: "invalid-request", reason: "nothing-to-delete" });
}

/**
 * Returns the reason why this person may not delete versions; `undefined` if they may. Deleting is
 * the step after archiving, so whoever may move versions to the archive stage may delete them.
 *
 * @param action what is refused
 */
export function deleterObstacle(
  policy: Policy,
  actor: Actor,
  action: RefusedAction,
): Refusal | undefined {
  const stage = retirementStage(policy);
  const promoters = stageRule(policy, stage)?.gates?.promoters;
  if (!promoters || promoters.some((entry) => isNamedBy(entry, actor))) return undefined;
  return { code: "not-permitted", reason: "may-not-delete", action, stage, people: promoters };
}

function deletion(
  policy: Policy,
  { model, id, digest, stage, stageSince }: VersionOutline,
  reason: string,
  byRetention = false,
): VersionDeleted {
  return {
    type: "version.deleted",
    v: 1,
    data: {
      model,
      version: id,
      digest,
      stage,
      stageSince,
      reason,
      policy: policy.digest,
      ...(byRetention && { retention: true }),
    },
  };
}
