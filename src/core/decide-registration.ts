import { artifactSha256 } from "./artifact.ts";
import { missingVersion } from "./deleted-version.ts";
import { enterFirstStage, type FirstEntry, type FirstEntryRequest } from "./enter-first-stage.ts";
import type { VersionRegistered } from "./event.ts";
import { VersionNumber } from "./ids.ts";
import { nextLabel, type LabelWish } from "./next-label.ts";
import { parentVersions } from "./parent.ts";
import { firstStage, initialStage, type Policy } from "./policy.ts";
import type { Actor } from "./recipe.ts";
import { accept, refuse, type Decision } from "./refusal.ts";
import type { RegistryState } from "./registry-state.ts";
import { versionReference, versionTitle } from "./version.ts";

/** What is to be registered: everything but what is claimed or decided here. */
export interface RegistrationRequest {
  readonly registration: Omit<
    VersionRegistered["data"],
    "number" | "stage" | "label" | "labelReason" | "policy" | keyof FirstEntry
  >;
  /** Register even if a version with exactly these bytes exists. */
  readonly allowIdentical: boolean;
  readonly labelled?: LabelWish;
  readonly entry?: FirstEntryRequest;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/**
 * Claims the next number and label of the model, or says which version already has these bytes, or
 * what the gates of the first stage lack.
 */
export function decideRegistration(
  state: RegistryState,
  policy: Policy,
  { registration, allowIdentical, labelled = {}, entry = {}, now }: RegistrationRequest,
  actor: Actor,
): Decision<VersionRegistered> {
  const unknownParent = parentVersions(registration.parents).find(
    (parent) => !state.version(parent),
  );
  if (unknownParent) return refuse(missingVersion(state, unknownParent));
  const digests = registration.artifacts.flatMap((artifact) => artifactSha256(artifact) ?? []);
  const isContentKnown = digests.length === registration.artifacts.length;
  const [identical] = isContentKnown ? state.versionsWithContent(digests) : [];
  if (identical && !allowIdentical) {
    return refuse({
      code: "already-registered",
      message: `These bytes are already registered as ${versionTitle(identical)} (${identical.stage}).`,
      wayOut: `Show ${versionReference(identical)}, or register them again as a new version.`,
      details: {
        version: identical.id,
        model: identical.model,
        number: identical.number,
        reference: versionReference(identical),
      },
    });
  }
  const passage = enterFirstStage(state, policy, registration, entry, actor);
  if ("refusal" in passage) return refuse(passage.refusal);
  const labelling = nextLabel(state, policy, registration, labelled, now);
  if ("refusal" in labelling) return refuse(labelling.refusal);
  const latest = state.model(registration.model)?.latestNumber ?? 0;
  const stage = firstStage(policy);
  return accept({
    type: "version.registered",
    v: 2,
    data: {
      ...registration,
      number: VersionNumber.parse(latest + 1),
      ...(stage !== initialStage && { stage }),
      ...labelling,
      policy: policy.digest,
      ...passage,
    },
  });
}
