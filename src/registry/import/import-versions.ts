import * as l10n from "@vscode/l10n";
import type { ModelName, Sha256, VersionId } from "../../core/model/ids.ts";
import type { Creation } from "../../core/model/recipe.ts";
import { RegistryError, type Refusal, type RefusalCode } from "../../core/refusals/refusal.ts";
import { takenName } from "../../core/registration/decide-registration.ts";
import { versionReference, type Version } from "../../core/state/version.ts";
import { parseModelName } from "../models/parse-model-name.ts";
import { refusalOf } from "../refusal-of.ts";
import { findModelCard } from "../registration/find-model-card.ts";
import { findModelParts } from "../registration/find-model-parts.ts";
import type { NotedMetrics } from "../registration/imported-facts.ts";
import { register } from "../registration/register.ts";
import type { Registry } from "../registry.ts";
import type { Progress, Task } from "../task.ts";

export interface ImportRequest {
  readonly models: readonly {
    readonly model: string;
    /** The person confirmed a new model: the import is refused if one has the name by now. */
    readonly isNew?: boolean;
    /** The oldest first. */
    readonly versions: readonly ImportVersion[];
  }[];
}

/** A version to import, as a preview gave it and a person confirmed it. */
export interface ImportVersion {
  /** Absolute or relative to the workspace folder. */
  readonly path: string;
  /** Bytes, for the progress. */
  readonly size: number;
  /** Digest found by a preview: the user has confirmed only these bytes. */
  readonly digest?: Sha256;
  readonly made?: Creation;
  /** Files that prepare data for it; absolute or relative to the workspace folder. */
  readonly preprocessors?: readonly string[];
  readonly label?: string;
  readonly description?: string;
  readonly changelog?: string;
  readonly metricsFiles: readonly string[];
  readonly parametersFiles: readonly string[];
  readonly metadataFile?: string;
  /** Metrics in a `version.txt` beside it; those of metrics files take precedence. */
  readonly noted?: NotedMetrics;
  /** Files beside it that can't be read: recorded as missing. */
  readonly unread?: readonly UnreadFile[];
  /** A version that has these bytes: the outcome names it, and nothing is registered. */
  readonly registeredAs?: VersionId;
  /** Register it although loading it would do harm. */
  readonly acceptDanger?: boolean;
}

/** A file of metrics, parameters or metadata that is not read. */
export interface UnreadFile {
  /** Relative to the workspace folder where it is inside. */
  readonly path: string;
  readonly about: "metrics" | "parameters" | "metadata";
  /** Problem, and its remedy. */
  readonly message: string;
  readonly wayOut: string;
}

/** Result of importing one version. */
export type ImportOutcome = { readonly path: string; readonly model: ModelName } & (
  | { readonly kind: "registered"; readonly version: Version }
  /** Its bytes are registered already; those that were missing or changed are back. */
  | { readonly kind: "restored"; readonly version: Version }
  /** Its bytes are registered already. */
  | { readonly kind: "skipped"; readonly reference: string }
  | { readonly kind: "failed"; readonly refusal: Refusal }
);

export interface ImportSummary {
  readonly outcomes: readonly ImportOutcome[];
  /** Models that had no version before. */
  readonly newModels: readonly ModelName[];
  /** Reason why it ended before the last version; versions registered until then stay. */
  readonly stopped?: Refusal;
}

/** Refusals that are about one file; any other would be the same for all files. */
const ofOneFile: ReadonlySet<RefusalCode> = new Set([
  "file-problem",
  "dangerous-file",
  "already-registered",
  "invalid-request",
]);

/**
 * Registers discovered versions one after another, without parents, as their origin is not known. A
 * file that can't be registered is reported, and the others continue. After a cancellation the
 * registered versions stay, and another run skips them. Nothing is registered if a model that is to
 * be new exists by now; if it is created during the run, its versions are left out.
 *
 * @throws RegistryError `model-exists`, or if the very first one shows that none can be registered
 */
export async function importVersions(
  registry: Registry,
  { models }: ImportRequest,
  task: Task = {},
): Promise<ImportSummary> {
  registry.requireTrust();
  const work = models.flatMap(({ model, isNew = false, versions }) => {
    const name = parseModelName(model);
    return versions.map((version) => ({ model: name, isNew, version }));
  });
  await requireFreeNames(registry, work);
  const unused = await unusedModels(registry, work);
  const outcomes: ImportOutcome[] = [];
  const progress = progressOf(
    work.map(({ version }) => version),
    task,
  );
  const summary = (stopped?: Refusal): ImportSummary => ({
    outcomes,
    newModels: unused.filter((model) =>
      outcomes.some((outcome) => outcome.kind === "registered" && outcome.model === model),
    ),
    ...(stopped && { stopped: stoppedBecause(stopped, outcomes) }),
  });
  /** Reasons to leave out the versions of models that were to be new. */
  const taken = new Map<ModelName, Refusal>();
  for (const { model, isNew, version } of work) {
    const about = { path: version.path, model };
    const known = await knownVersion(registry, version);
    if (known) {
      outcomes.push({ ...about, kind: "skipped", reference: versionReference(known) });
      progress.next(version);
      continue;
    }
    const refused = taken.get(model);
    if (refused) {
      outcomes.push({ ...about, kind: "failed", refusal: refused });
      progress.next(version);
      continue;
    }
    const requireNewModel = isNew && !outcomes.some(isFirstOf(model));
    try {
      const request = requestOf(model, version);
      const parts = await findModelParts(registry.folder, request.paths, task);
      const card = await findModelCard(registry.folder, version.path, task);
      const registered = await register(
        registry,
        { ...request, requireNewModel, parts, ...(card && { modelCard: card.path }) },
        { signal: task.signal, report: progress.report },
      );
      const { restored, ...rest } = registered;
      outcomes.push({ ...about, kind: restored ? "restored" : "registered", version: rest });
    } catch (error) {
      const refusal = refusalOf(error);
      const duplicate = await duplicateOf(registry, refusal);
      if (duplicate) {
        outcomes.push({ ...about, kind: "skipped", reference: versionReference(duplicate) });
      } else if (refusal.code === "model-exists") {
        taken.set(model, refusal);
        outcomes.push({ ...about, kind: "failed", refusal });
      } else if (ofOneFile.has(refusal.code)) {
        outcomes.push({ ...about, kind: "failed", refusal });
      } else if (
        outcomes.some(({ kind }) => kind === "registered") ||
        refusal.code === "cancelled"
      ) {
        return summary(refusal);
      } else {
        throw error;
      }
    }
    progress.next(version);
  }
  return summary();
}

interface Work {
  readonly model: ModelName;
  readonly isNew: boolean;
  readonly version: ImportVersion;
}

/**
 * Refuses names that are taken, before anything is registered; each registration checks it again.
 */
async function requireFreeNames(registry: Registry, work: readonly Work[]): Promise<void> {
  const isWanted = ({ isNew, version }: Work): boolean =>
    isNew && version.registeredAs === undefined;
  const names = new Set(work.filter(isWanted).map(({ model }) => model));
  const taken = await registry.read((state) =>
    [...names].flatMap((name) => takenName(state, name) ?? []),
  );
  if (taken[0]) throw new RegistryError(taken[0]);
}

/**
 * Returns a test for outcomes that are versions of a model: then this run has created the model.
 */
function isFirstOf(model: ModelName): (outcome: ImportOutcome) => boolean {
  return (outcome) => outcome.kind === "registered" && outcome.model === model;
}

/** Returns the names of the models to import to that have had no version so far. */
function unusedModels(registry: Registry, work: readonly Work[]): Promise<readonly ModelName[]> {
  const names = [...new Set(work.map(({ model }) => model))];
  return registry.read((state) => names.filter((name) => state.highestNumber(name) === 0));
}

function requestOf(model: string, version: ImportVersion): Parameters<typeof register>[1] {
  const { path, digest, made, label, description, changelog } = version;
  const { metricsFiles, parametersFiles, metadataFile, preprocessors = [], unread = [] } = version;
  const missing = unread.map((file) => ({ about: file.about, reason: file.message }));
  return {
    model,
    paths: [path, ...preprocessors],
    ...(description !== undefined && { description }),
    ...(changelog !== undefined && { annotations: { changelog } }),
    imported: {
      ...(made && { made }),
      ...(digest !== undefined && { digest }),
      ...(version.noted && { noted: version.noted }),
      missing,
    },
    metricsFiles,
    parametersFiles,
    ...(metadataFile !== undefined && { metadataFile }),
    found: [
      ...metricsFiles,
      ...parametersFiles,
      ...(metadataFile === undefined ? [] : [metadataFile]),
    ],
    datasets: [],
    parents: [],
    allowIdentical: false,
    acceptDanger: version.acceptDanger ?? false,
    ...(label !== undefined && { labelled: { label } }),
  };
}

/** A version that a preview found, unless it has been deleted since. */
async function knownVersion(
  registry: Registry,
  { registeredAs }: ImportVersion,
): Promise<Version | undefined> {
  if (registeredAs === undefined) return undefined;
  return registry.read((state) => state.version(registeredAs));
}

/** Returns the version with the same bytes, if the refusal is about one. */
async function duplicateOf(registry: Registry, refusal: Refusal): Promise<Version | undefined> {
  if (refusal.reason !== "already-registered") return undefined;
  return registry.read((state) => state.version(refusal.version));
}

function stoppedBecause(refusal: Refusal, outcomes: readonly ImportOutcome[]): Refusal {
  if (refusal.code !== "cancelled") return refusal;
  const registered = outcomes.filter(({ kind }) => kind === "registered").length;
  return { code: "cancelled", reason: "import-cancelled", registered };
}

/** Turns the progress of single registrations into that of the whole. */
function progressOf(
  versions: readonly ImportVersion[],
  { report }: Task,
): {
  readonly report: (progress: Progress) => void;
  readonly next: (version: ImportVersion) => void;
} {
  const total = versions.reduce((sum, { size }) => sum + size, 0);
  let [before, position] = [0, 1];
  return {
    report: ({ message, done = 0 }) => {
      report?.({
        message: l10n.t("{0} of {1}: {2}", position, versions.length, message),
        done: before + done,
        total,
      });
    },
    next: ({ size }) => {
      before += size;
      position += 1;
    },
  };
}
