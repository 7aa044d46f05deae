import type { VersionRegistered } from "../events/event.ts";
import {
  enterFirstStage,
  type FirstEntry,
  type FirstEntryRequest,
} from "../lifecycle/enter-first-stage.ts";
import { artifactSha256 } from "../model/artifact.ts";
import { parentVersions } from "../model/data/parent.ts";
import { VersionNumber, type ModelName } from "../model/ids.ts";
import { contradictedClaims, type Claims, type KnownFacts } from "../model/inspection/claims.ts";
import { firstStage, initialStage, type Policy } from "../model/policy.ts";
import type { Actor } from "../model/recipe.ts";
import { freeModelName } from "../models/decide-model.ts";
import { accept, refuse, type Decision, type Refusal } from "../refusals/refusal.ts";
import { missingVersion } from "../state/missing-version.ts";
import type { RegistryState } from "../state/registry-state.ts";
import { versionReference, versionTitle } from "../state/version.ts";
import { nextLabel, type LabelWish } from "./next-label.ts";

/** Request to register a version: everything but what is claimed or decided here. */
export interface RegistrationRequest {
  readonly registration: Omit<
    VersionRegistered["data"],
    "modelId" | "number" | "stage" | "label" | "labelReason" | "policy" | keyof FirstEntry
  >;
  /** Register even if a version with exactly these bytes exists. */
  readonly allowIdentical: boolean;
  /** Register it only as the first version of a new model. */
  readonly requireNewModel?: boolean;
  /** Statements of the metadata file about this version; those that contradict it are recorded. */
  readonly claims?: Claims;
  /** Statements of files of metrics and parameters about this version. */
  readonly otherClaims?: readonly Claims[];
  readonly labelled?: LabelWish;
  /** The number that it has elsewhere, to be kept if the model is not beyond it. */
  readonly number?: number;
  readonly entry?: FirstEntryRequest;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/**
 * Claims the next number and label of the model. Refused if a version has these bytes already, or
 * if gates of the first stage fail.
 */
export function decideRegistration(
  state: RegistryState,
  policy: Policy,
  request: RegistrationRequest,
  actor: Actor,
): Decision<VersionRegistered> {
  const { allowIdentical, claims = {}, otherClaims = [], labelled = {}, entry = {}, now } = request;
  const model = state.model(request.registration.model);
  // By a former name it goes to the model that had it.
  const given = {
    ...request.registration,
    ...(model && { model: model.name, modelId: model.id }),
  };
  const unknownParent = parentVersions(given.parents).find((parent) => !state.version(parent));
  if (unknownParent) return refuse(missingVersion(state, unknownParent));
  const digests = given.artifacts.flatMap((artifact) => artifactSha256(artifact) ?? []);
  const isContentKnown = digests.length === given.artifacts.length;
  // Versions of the same bytes can be many where they are allowed.
  const isAsked = isContentKnown && !allowIdentical;
  const [identical] = isAsked ? state.versionsWithContent(digests) : [];
  if (identical) {
    return refuse({
      code: "already-registered",
      reason: "already-registered",
      version: identical.id,
      model: identical.model,
      number: identical.number,
      title: versionTitle(identical),
      reference: versionReference(identical),
      stage: identical.stage,
    });
  }
  const taken = request.requireNewModel ? takenName(state, request.registration.model) : undefined;
  if (taken) return refuse(taken);
  const number = nextNumber(state, given.model, request);
  const labelling = nextLabel(state, policy, given, labelled, now);
  if ("refusal" in labelling) return refuse(labelling.refusal);
  const registration = withContradictions(given, [claims, ...otherClaims], {
    number,
    label: labelling.label,
  });
  const passage = enterFirstStage(state, policy, registration, entry, actor);
  if ("refusal" in passage) return refuse(passage.refusal);
  const stage = firstStage(policy);
  return accept({
    type: "version.registered",
    v: 2,
    data: {
      ...registration,
      number,
      ...(stage !== initialStage && { stage }),
      ...labelling,
      policy: policy.digest,
      ...passage,
    },
  });
}

/** Returns the number that a version has elsewhere if it is free and beyond all others, else the next. */
function nextNumber(
  state: RegistryState,
  model: ModelName,
  { number = 0 }: RegistrationRequest,
): VersionNumber {
  return VersionNumber.parse(Math.max(state.highestNumber(model) + 1, number));
}

/**
 * Returns the reason why versions can't become a new model of that name, which was free when
 * somebody decided it; undefined if it still is.
 */
export function takenName(state: RegistryState, name: ModelName): Refusal | undefined {
  const model = state.model(name);
  if (!model) return undefined;
  const free = freeModelName(name, (other) => state.model(other) !== undefined);
  return { code: "model-exists", reason: "model-created-meanwhile", name, model: model.name, free };
}

/** Adds the statements of the files that contradict the registration to its missing facts. */
function withContradictions(
  registration: RegistrationRequest["registration"],
  [ofMetadata = {}, ...others]: readonly Claims[],
  named: Pick<KnownFacts, "number" | "label">,
): RegistrationRequest["registration"] {
  const { recipe, inspection } = registration;
  const known = {
    ...registration,
    ...named,
    git: recipe.git,
    description: inspection?.description,
  };
  const contradicted = [
    ...contradictedClaims(ofMetadata, recipe.metadata, known),
    ...others.flatMap((claims) => contradictedClaims(claims, undefined, known)),
  ];
  const missing = [...contradicted, ...recipe.missing].slice(0, 100);
  return { ...registration, recipe: { ...recipe, missing } };
}
