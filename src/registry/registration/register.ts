import { basename, resolve } from "node:path";
import * as l10n from "@vscode/l10n";
import { readAnnotation } from "../../core/annotations/annotation-rules.ts";
import {
  registrationObstacle,
  type FirstEntryRequest,
} from "../../core/lifecycle/enter-first-stage.ts";
import { artifactManifest, artifactSha256, type Artifact } from "../../core/model/artifact.ts";
import type { Parent } from "../../core/model/data/parent.ts";
import { VersionId, type Sha256 } from "../../core/model/ids.ts";
import type { Claims } from "../../core/model/inspection/claims.ts";
import type { RecordedInspection } from "../../core/model/inspection/recorded-inspection.ts";
import { annotationFields, type Annotations } from "../../core/model/markings.ts";
import type { Recipe } from "../../core/model/recipe.ts";
import { requirePolicy } from "../../core/policy/policy-in-force.ts";
import { RegistryError, throwIfCancelled } from "../../core/refusals/refusal.ts";
import {
  decideRegistration,
  type RegistrationRequest,
} from "../../core/registration/decide-registration.ts";
import { environmentContradictions } from "../../core/registration/environment-contradictions.ts";
import type { LabelWish } from "../../core/registration/next-label.ts";
import type { Version } from "../../core/state/version.ts";
import { dvcTarget } from "../../provenance/data/pointer-file.ts";
import { truncate } from "../../provenance/values/truncate.ts";
import { ArtifactStaging } from "../../storage/artifacts/artifact-staging.ts";
import { sha256 } from "../../storage/ledger/ledger-line.ts";
import { withFetchCommands } from "../files/fetch-commands.ts";
import { relativePath } from "../files/relative-path.ts";
import { autoPromote, type AutoPromotion } from "../lifecycle/auto-promote.ts";
import { parseModelName } from "../models/parse-model-name.ts";
import { takeSketch } from "../monitoring/take-sketch.ts";
import type { Registry } from "../registry.ts";
import type { Task } from "../task.ts";
import { requireVersion } from "../versions/describe-version.ts";
import { captureRecipe, type RecipeFiles, type RecipeRequest } from "./capture-recipe.ts";
import { collectFiles, type CollectedFile } from "./collect-files.ts";
import { findParents, type FoundParents } from "./declared-parents.ts";
import type { DeclaredRecipe } from "./declared-recipe.ts";
import { doubtfulEvidence } from "./doubtful-evidence.ts";
import type { ModelPart } from "./find-model-parts.ts";
import { withoutForeign } from "./foreign-evidence.ts";
import { givenParents, type GivenParent } from "./given-parents.ts";
import { inspectArtifacts, requireAccepted } from "./inspect-artifacts.ts";
import { cutFacts, hiddenFacts } from "./left-out-facts.ts";
import { recordedLicence } from "./recorded-licence.ts";
import { requireNotRedacted } from "./require-not-redacted.ts";
import { restoreBytes } from "./restore-bytes.ts";
import { modelTitle, withStored, type StoredModel } from "./stored-model.ts";
import { takeFiles, type TakenFiles } from "./take-files.ts";
import { withMetadata } from "./with-metadata.ts";
import { withModelCard } from "./with-model-card.ts";
import { writtenTags } from "./written-tags.ts";

/** Result for a version that is not new: the policy promotes only new ones automatically. */
const none: AutoPromotion = { stopped: [], hooks: [] };

export interface RegisterRequest extends RecipeFiles {
  readonly model: string;
  /** The model first, then what belongs to it; absolute or relative to the workspace folder. */
  readonly paths: readonly string[];
  /** Files of the content store in place of `paths`, of which there are none then. */
  readonly stored?: StoredModel;
  /**
   * Record where the files are and what their bytes are, and copy nothing; they are verified whenever
   * they are used.
   */
  readonly reference?: boolean;
  /** Files that belong to those, as a suggestion found them. */
  readonly parts?: readonly ModelPart[];
  /**
   * Origin of the files, where `paths` are only a copy: `object saved by scikit-learn in train.py`.
   */
  readonly source?: string;
  readonly description?: string;
  /** Models that it was made from: references (`fraud@4`), URIs, ids of the Hugging Face Hub. */
  readonly parents: readonly string[];
  /** The same with their relation. */
  readonly relatedParents?: readonly GivenParent[];
  /** Tags that it has from the beginning. */
  readonly tags?: Readonly<Record<string, string>>;
  /** Annotations to add at once; blank texts are left out. */
  readonly annotations?: Annotations;
  /**
   * Facts about an imported version: the date in its name or file, in case git has none; the digest
   * of the bytes that the user confirmed; and the files beside it that could not be read.
   */
  readonly imported?: RecipeRequest["imported"] & { readonly digest?: Sha256 };
  /** Reason why there may be more files near it than were found. */
  readonly searchCut?: string;
  /** Register even if a version with exactly these bytes exists. */
  readonly allowIdentical: boolean;
  /** Register it only if no model has the name yet. */
  readonly requireNewModel?: boolean;
  /** Register hidden files of folders (`.env`) as well; else they are left out, and named. */
  readonly includeHidden?: boolean;
  /** Register even if loading a file would do harm; recorded with the version. */
  readonly acceptDanger?: boolean;
  /** Facts that another registry has of it. */
  readonly declared?: DeclaredRecipe;
  /** The number that it has elsewhere, to be kept if the model is not beyond it. */
  readonly number?: number;
  /** A label of its own, or the part of a semantic version number to increment. */
  readonly labelled?: LabelWish;
  /** Register it although gates of the first stage fail, where the policy allows it. */
  readonly force?: boolean;
  /** Reason for forcing the registration. */
  readonly reason?: string;
}

/** The version as it is now, with the promotions that the policy made automatically. */
export type RegisteredVersion = Version & {
  readonly autoPromotion: AutoPromotion;
  /**
   * Files whose stored bytes were missing or changed, and are back. The version is then the one
   * that had these bytes before, and nothing was registered.
   */
  readonly restored?: readonly string[];
};

/**
 * Registers files as a new version of a model: copies and hashes them, records the recipe, claims
 * the next number. Cancelled or failed, nothing of it is left. Files that a version has already, and
 * whose stored bytes are damaged, restore those bytes instead.
 *
 * @throws RegistryError `invalid-request`, `file-problem`, `already-registered`, `model-exists`,
 *   `dangerous-file`, `gates-failed`, `not-permitted`, `cancelled`, …
 */
export async function register(
  registry: Registry,
  given: RegisterRequest,
  task: Task = {},
): Promise<RegisteredVersion> {
  registry.requireTrust();
  const model = parseModelName(given.model);
  const request = withStored(
    await withoutForeign(
      registry,
      await withModelCard(registry, await withMetadata(registry, given)),
    ),
    given.stored,
  );
  const annotations = writtenAnnotations(request.annotations);
  const tags = writtenTags(model, request.tags);
  const policy = await registry.policy();
  // Refused before gigabytes are copied, and again when it happens.
  const obstacle = registrationObstacle(requirePolicy(policy), model, await registry.actor());
  if (obstacle) throw new RegistryError(obstacle);
  const parents = await givenParents(registry, policy, [
    ...(request.relatedParents ?? []),
    ...request.parents.map((of) => ({ relation: "derived-from", of })),
  ]);
  const declared = await registry.read((state) =>
    findParents(policy, state, request.declaredParents ?? [], request.imported !== undefined),
  );
  const { files, hidden } = await filesOf(registry, request);
  const staging = await ArtifactStaging.open(registry.paths);
  try {
    const taken = await takeFiles(registry, staging, { ...request, files }, task);
    const { artifacts } = taken;
    const digest = sha256(artifactManifest(artifacts));
    requireConfirmed(digest, request);
    await requireNotRedacted(registry, artifacts);
    const restored = await restoreInstead(registry, staging, artifacts, request, task);
    if (restored) return restored;
    task.report?.({ message: l10n.t("Inspecting the model") });
    const inspection = await inspectFound(registry, taken, files, task);
    requireAccepted(inspection, request.acceptDanger === true, modelTitle(request));
    const isKnownDanger = inspection.description.verdict === "dangerous";
    const doubts = await doubtfulEvidence(registry, request, digest);
    const captured = await captureFor(registry, staging, request, files, task);
    const licence = await recordedLicence(registry, request, inspection, task);
    const recipe = {
      ...captured,
      ...licence.recorded,
      ...otherMetadata(request, captured, declared),
      missing: [
        ...cutFacts(request.searchCut),
        ...hiddenFacts(hidden),
        ...request.foreign,
        ...licence.contradictions,
        ...environmentContradictions(captured.environment, inspection.description),
        ...doubts,
        ...declared.missing,
        ...captured.missing,
      ].slice(0, 100),
    };
    task.report?.({ message: l10n.t("Recording the version") });
    const registration: RegistrationRequest["registration"] = {
      model,
      ...(request.description?.trim() && { description: request.description.trim() }),
      ...(annotations && { annotations }),
      ...(tags && { tags }),
      source: await shownPath(registry, request),
      artifacts,
      digest,
      recipe,
      parents: withoutTwice([...parents, ...declared.parents]),
      inspection: { ...inspection, ...(isKnownDanger && { acceptedDanger: true }) },
    };
    const event = await registry.commit(
      (state, { policy: newest, actor, now }) => {
        // The last moment: from here on it happens.
        throwIfCancelled(task.signal);
        const { allowIdentical, requireNewModel, number, labelled } = request;
        const { claims = {}, otherClaims } = request;
        const entry = entryOf(request);
        const wanted = {
          registration,
          allowIdentical,
          ...(requireNewModel !== undefined && { requireNewModel }),
          ...(number !== undefined && { number }),
          claims,
          otherClaims,
          ...(labelled && { labelled }),
          entry,
          now,
        };
        return decideRegistration(state, newest(), wanted, actor);
      },
      async () => {
        await taken.requirePresent();
        return staging.publish();
      },
    );
    const version = VersionId.parse(event.id);
    // The version is registered whatever becomes of this.
    await takeSketch(registry, version).catch(() => undefined);
    const autoPromotion = await autoPromote(registry, { version }, task);
    return { ...(await registry.read((state) => requireVersion(state, version))), autoPromotion };
  } finally {
    await staging.discard();
  }
}

/** Collects the files of a version, and names the hidden ones that are left out. */
async function filesOf(
  { folder }: Registry,
  { paths: given, stored, parts, includeHidden = false }: RegisterRequest,
): Promise<{ readonly files: readonly CollectedFile[]; readonly hidden: readonly string[] }> {
  if (stored) return { files: [], hidden: [] };
  const hidden: string[] = [];
  const onHidden = (path: string): void => {
    hidden.push(path);
  };
  const files = await collectFiles(folder, given, { includeHidden, parts, onHidden });
  return { files, hidden };
}

/** Captures the recipe; of stored files there are none in the workspace to look around. */
async function captureFor(
  registry: Registry,
  staging: ArtifactStaging,
  request: RegisterRequest,
  files: readonly CollectedFile[],
  task: Task,
): Promise<Recipe> {
  const { stored } = request;
  const captured = await captureRecipe(registry, staging, request, files, task);
  if (!stored) return captured;
  return { ...captured, datasets: [...captured.datasets, ...(stored.datasets ?? [])] };
}

/**
 * Restores bytes of a version that has these files already, unless they are wanted as a new one.
 */
async function restoreInstead(
  registry: Registry,
  staging: ArtifactStaging,
  artifacts: readonly Artifact[],
  { allowIdentical, stored, reference }: RegisterRequest,
  task: Task,
): Promise<RegisteredVersion | undefined> {
  if (allowIdentical || stored || reference) return undefined;
  const digests = artifacts.flatMap((artifact) => artifactSha256(artifact) ?? []);
  const found = await restoreBytes(registry, staging, digests, task);
  return found && { ...found.version, autoPromotion: none, restored: found.restored };
}

/**
 * Returns the other metadata of the file, with parents and a commit that could not be looked up.
 */
function otherMetadata(
  { claims = {} }: { readonly claims?: Claims },
  { git, otherMetadata: kept = {} }: Recipe,
  { otherMetadata: unknownParents }: FoundParents,
): Pick<Recipe, "otherMetadata"> {
  const { commit, branch } = git ? {} : claims;
  const all = {
    ...kept,
    ...unknownParents,
    ...(commit && { git_commit: commit.says }),
    ...(branch && { git_branch: branch.says }),
  };
  return Object.keys(all).length === 0 ? {} : { otherMetadata: all };
}

/** The first of several parents that are the same counts. */
function withoutTwice(parents: readonly Parent[]): readonly Parent[] {
  const place = (parent: Parent): string => ("uri" in parent ? parent.uri : parent.version);
  return parents.filter(
    (parent, index) => parents.findIndex((other) => place(other) === place(parent)) === index,
  );
}

/**
 * The path under which a model is known, in the workspace: of a `.dvc` file, what it stands for.
 */
async function shownPath(
  { folder }: Registry,
  { paths: [path = ""], source, stored, imported }: RegisterRequest,
): Promise<string> {
  if (source !== undefined) return truncate(source, 1000);
  if (imported?.source !== undefined) return imported.source;
  if (stored) return stored.source;
  return relativePath(folder, (await dvcTarget(folder, resolve(folder, path))) ?? path);
}

/** Inspects the files, and adds the commands that fetch missing ones. */
async function inspectFound(
  { folder }: Registry,
  { artifacts, pathOf }: Pick<TakenFiles, "artifacts" | "pathOf">,
  files: readonly CollectedFile[],
  task: Task,
): Promise<RecordedInspection> {
  const inspection = await inspectArtifacts(pathOf, artifacts, task);
  const { description } = inspection;
  const placeOf = (where: string | undefined): string | undefined =>
    (files.find(({ path }) => path === where || path.endsWith(`/${where ?? ""}`)) ?? files[0])
      ?.absolute;
  const findings = await withFetchCommands(folder, description.findings, placeOf);
  return { ...inspection, description: { ...description, findings } };
}

function entryOf({ force, reason, imported }: RegisterRequest): FirstEntryRequest {
  return {
    ...(force !== undefined && { force }),
    ...(reason !== undefined && { reason }),
    isImported: imported !== undefined,
  };
}

/** @throws RegistryError `file-problem` */
function requireConfirmed(digest: Sha256, { imported, paths }: RegisterRequest): void {
  if (imported?.digest === undefined || imported.digest === digest) return;
  throw new RegistryError({
    code: "file-problem",
    reason: "changed-since-preview",
    file: basename(paths[0] ?? ""),
  });
}

/** @throws RegistryError `invalid-request` */
function writtenAnnotations(annotations: Annotations = {}): Annotations | undefined {
  const written = annotationFields.flatMap((field) => {
    const text = annotations[field]?.trim() ?? "";
    if (text === "") return [];
    const read = readAnnotation(field, text);
    if ("text" in read) return [[field, read.text] as const];
    const { fault } = read;
    throw new RegistryError({
      code: "invalid-request",
      reason: "annotation-invalid",
      field,
      fault,
    });
  });
  return written.length === 0 ? undefined : Object.fromEntries(written);
}
