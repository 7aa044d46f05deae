import { VersionId, type ModelName } from "../../core/model/ids.ts";
import type { RunId } from "../../core/model/run.ts";
import { readModelName } from "../../core/models/model-name.ts";
import { throwIfCancelled, type Refusal } from "../../core/refusals/refusal.ts";
import type { Version } from "../../core/state/version.ts";
import type { IndexQueries } from "../../storage/index/index-queries.ts";
import type { RegisterRequest } from "../registration/register.ts";
import type { Registry } from "../registry.ts";
import type { LogArtifactsRequest } from "../runs/run-artifacts.ts";
import type { Task } from "../task.ts";
import type { ForeignPoint, ForeignRun } from "./foreign-run.ts";

/** Findings that another tool wrote on this disk: runs, and versions that they made. */
export interface ForeignSource {
  /** Name of the tool. */
  readonly tool: string;
  readonly runs: readonly GivenRun[];
  readonly versions: readonly GivenVersion[];
}

/** A run, which is read whole when it is imported. */
export interface GivenRun {
  readonly id: RunId;
  readonly name: string;
  readonly experiment: string;
  read(task: Task): Promise<LoadedRun>;
}

export interface LoadedRun {
  readonly run: ForeignRun;
  readonly points: readonly ForeignPoint[];
  readonly files: LogArtifactsRequest["files"];
}

/** A version, whose files are brought when it is imported. */
export interface GivenVersion {
  /** Name of its model. */
  readonly model: string;
  /** Its name there, for people: `fraud-net of run 8dwldyjs`. */
  readonly from: string;
  /** Name and value of other metadata by which an import finds it again. */
  readonly key: readonly [name: string, value: string];
  /** Aliases and stages that it has there. */
  readonly marks: readonly string[];
  readonly size: number;
  /** Reason why it can't be imported. */
  readonly problem?: Refusal;
  /** @throws RegistryError `file-problem`, `cancelled` */
  bring(task: Task): Promise<BroughtVersion>;
}

export interface BroughtVersion {
  readonly request: Omit<RegisterRequest, "model">;
  /** Removes what was brought. */
  readonly drop: () => Promise<void>;
}

/** Preview of an import. */
export interface SourcePreview {
  readonly tool: string;
  readonly runs: readonly { readonly given: GivenRun; readonly isKnown: boolean }[];
  readonly models: readonly SourceModel[];
}

export interface SourceModel {
  /** Its name there. */
  readonly from: string;
  readonly versions: readonly SourceVersionPlan[];
}

export interface SourceVersionPlan {
  readonly given: GivenVersion;
  /** Absent if no model can have it. */
  readonly model?: ModelName;
  /** The version that was made of it by an earlier import. */
  readonly imported?: Version;
  readonly problem?: Refusal;
}

const maxVersions = 100_000;

/**
 * Returns what an import would do. Stores nothing.
 *
 * @throws RegistryError `cancelled`
 */
export async function previewSource(
  registry: Registry,
  { tool, runs, versions }: ForeignSource,
  { signal }: Task = {},
): Promise<SourcePreview> {
  throwIfCancelled(signal);
  return registry.read((state) => {
    const models = new Map<string, SourceVersionPlan[]>();
    for (const given of versions) {
      const plans = models.get(given.model) ?? [];
      models.set(given.model, plans);
      plans.push(planOf(state, given));
    }
    return {
      tool,
      runs: runs.map((given) => ({
        given,
        isKnown: state.runs.run(given.id)?.finishedEvent !== undefined,
      })),
      models: [...models].map(([from, plans]) => ({ from, versions: plans })),
    };
  });
}

function planOf(state: IndexQueries, given: GivenVersion): SourceVersionPlan {
  const read = readModelName(given.model);
  if ("code" in read) return { given, problem: read };
  const model = state.model(read.name)?.name ?? read.name;
  const imported = knownVersion(state, model, given);
  if (imported) return { given, model, imported };
  return { given, model, ...(given.problem && { problem: given.problem }) };
}

function knownVersion(
  state: IndexQueries,
  model: ModelName,
  { key: [name, value] }: GivenVersion,
): Version | undefined {
  if (!state.model(model)) return undefined;
  return state
    .versions({ model, limit: maxVersions })
    .find(
      ({ id }) => state.registration(VersionId.parse(id))?.recipe.otherMetadata?.[name] === value,
    );
}
