import type { ModelName, Sha256, Stage, VersionId } from "../model/ids.ts";
import type { Annotations } from "../model/markings.ts";
import type { GateCheck } from "../model/policy/gate-check.ts";
import type { StageGates } from "../model/policy/stage-gates.ts";
import { stageRule, type Policy } from "../model/policy.ts";
import { addressHint, identityText, isNamedBy } from "../model/recipe/identity.ts";
import type { Actor, Metrics } from "../model/recipe.ts";
import type { RefusalOf } from "../refusals/refusal-data.ts";
import type { Refusal } from "../refusals/refusal.ts";
import type { RefusedAction } from "../refusals/refused-action.ts";
import type { RegistryState } from "../state/registry-state.ts";
import type { Version } from "../state/version.ts";
import { evaluateGates } from "./evaluate-gates.ts";
import type { GateMetadata } from "./evaluate-metadata-gates.ts";

/** A version that may enter a stage: one that is registered, or that is about to be. */
export interface GateCandidate {
  readonly model: ModelName;
  /** Absent before it is registered. */
  readonly id?: VersionId;
  readonly metrics: Metrics;
  readonly digest: Sha256;
  readonly registration: GateMetadata["registration"];
  readonly tags: ReadonlyMap<string, string>;
  /** Annotations of the version itself. */
  readonly annotations: Annotations;
}

/** Returns the gate results of a version for the stage `to`; an empty list if it has no gates. */
export function checkStageGates(
  state: RegistryState,
  policy: Policy,
  version: Version,
  to: Stage,
  actor: Actor,
): readonly GateCheck[] {
  const { model, id, metrics, digest } = version;
  const registration = state.registration(id);
  const [tags, annotations] = [state.tags(model, id), state.annotations(model, id)];
  const candidate = { model, id, metrics, digest, registration, tags, annotations };
  return checkCandidate(state, policy, candidate, to, actor);
}

/** Evaluates the same gates for a version that may not be registered yet. */
export function checkCandidate(
  state: RegistryState,
  policy: Policy,
  { model, id, metrics, digest, registration, tags, annotations }: GateCandidate,
  to: Stage,
  actor: Actor,
): readonly GateCheck[] {
  const gates = stageRule(policy, to)?.gates;
  if (!gates) return [];
  return evaluateGates(policy, gates, {
    version: { metrics, digest },
    git: registration?.recipe.git,
    inspection: registration?.inspection?.description,
    tags,
    // What is written on a model holds for its versions.
    metadata: { annotations: { ...state.annotations(model), ...annotations }, registration },
    to,
    holder: state.latestHolder(model, to, id),
    actor,
    reproductions: id === undefined || !gates.reproduced ? [] : state.reproductions(id),
    wins: id === undefined || !gates.abTest ? [] : state.abTests.wins(id),
    request: id === undefined ? undefined : state.openRequest(id, to),
  });
}

/** Splits checks into those of rights, which can't be forced, and those of qualities. */
export function separateRights(checks: readonly GateCheck[]): {
  readonly rights: readonly GateCheck[];
  readonly qualities: readonly GateCheck[];
} {
  const isRight = ({ rule }: GateCheck): boolean => rule === "promoter";
  return {
    rights: checks.filter(isRight),
    qualities: checks.filter((check) => !isRight(check)),
  };
}

/**
 * Returns the reason why a person may not bring any version into a stage; undefined if there is
 * none.
 *
 * @param action what is refused
 */
export function promoterObstacle(
  policy: Policy,
  stage: Stage,
  actor: Actor,
  action: RefusedAction,
): RefusalOf<"may-not-promote"> | undefined {
  const promoters = stageRule(policy, stage)?.gates?.promoters;
  if (!promoters || promoters.some((entry) => isNamedBy(entry, actor))) return undefined;
  return {
    code: "not-permitted",
    reason: "may-not-promote",
    action,
    stage,
    actor: identityText(actor),
    people: promoters,
    lacksAddress: addressHint(promoters, actor) !== "",
  };
}

/** Returns true if the policy lets this actor promote to a stage although its gates fail. */
export function mayForce(gates: StageGates | undefined, actor: Actor): boolean {
  const force = gates?.force;
  if (force === undefined || force === "anyone") return force === "anyone";
  return force.some((entry) => isNamedBy(entry, actor));
}

/** Entry into a stage that is refused because gates fail. */
export interface RefusedEntry {
  readonly action: RefusedAction;
  readonly to: Stage;
  /** Absent before it is registered. */
  readonly version?: VersionId;
}

/**
 * Returns the reason why a version with failing gates can't be forced into a stage; `undefined` if
 * it can. Reasons: the policy does not let this actor force, no reason was given, or the actor is
 * not one of those who may promote, which is a right and not a quality of the version.
 */
export function forceRefusal(
  gates: StageGates | undefined,
  actor: Actor,
  entry: RefusedEntry,
  checks: readonly GateCheck[],
  reason: string | undefined,
): Refusal | undefined {
  const refused = { ...entry, checks };
  if (separateRights(checks).rights.some(({ passed }) => !passed)) {
    return { code: "gates-failed", reason: "rights-not-forced", ...refused };
  }
  if (!mayForce(gates, actor)) {
    const people: readonly string[] = Array.isArray(gates?.force) ? gates.force : [];
    const lacksAddress = addressHint(people, actor) !== "";
    return { code: "gates-failed", reason: "may-not-force", ...refused, people, lacksAddress };
  }
  if (reason === undefined || reason.trim() === "") {
    return { code: "invalid-request", reason: "force-without-reason", ...refused };
  }
  return undefined;
}

/** Returns a refusal that names the gates that fail one by one. */
export function gatesRefusal(
  entry: RefusedEntry,
  checks: readonly GateCheck[],
): RefusalOf<"gates-failed"> {
  return { code: "gates-failed", reason: "gates-failed", ...entry, checks };
}
