import { isAbsolute } from "node:path";
import * as l10n from "@vscode/l10n";
import { withoutCredentialsIn } from "../../core/model/data/uri-credentials.ts";
import { VersionNumber, type ModelName, type Stage } from "../../core/model/ids.ts";
import { findStage, type Policy } from "../../core/model/policy.ts";
import { RunId } from "../../core/model/run.ts";
import { readModelName } from "../../core/models/model-name.ts";
import { throwIfCancelled, type Refusal } from "../../core/refusals/refusal.ts";
import type { Version } from "../../core/state/version.ts";
import type { MlflowModel, MlflowRun, MlflowVersion } from "../../interchange/mlflow/store.ts";
import { truncate } from "../../provenance/values/truncate.ts";
import type { IndexQueries } from "../../storage/index/index-queries.ts";
import { relativePath } from "../files/relative-path.ts";
import type { Registry } from "../registry.ts";
import type { Task } from "../task.ts";
import type { OpenMlflow } from "./open-mlflow.ts";

/** Preview of an import from MLflow. */
export interface MlflowPreview {
  /** The store, relative to the workspace folder where it is inside, or the address of a server. */
  readonly source: string;
  readonly models: readonly MlflowModelPlan[];
  readonly runs: readonly MlflowRunPlan[];
}

export interface MlflowModelPlan {
  /** Its name in MLflow. */
  readonly from: string;
  /** Its name here; absent if no model can have it. */
  readonly model: ModelName | undefined;
  readonly isNew: boolean;
  readonly given: MlflowModel;
  readonly versions: readonly MlflowVersionPlan[];
}

export interface MlflowVersionPlan {
  readonly given: MlflowVersion;
  readonly aliases: readonly string[];
  /** The stage here that is called so; absent for the first one. */
  readonly stage?: Stage;
  readonly run?: MlflowRun;
  /** Place of its files: an absolute path, or a URI of a server. */
  readonly path?: string;
  /** The version that was made of it by an earlier import. */
  readonly imported?: Version;
  /** Reason why it can't be imported. */
  readonly problem?: Refusal;
  /** Parts that can't be as they are in MLflow. */
  readonly note?: string;
}

export interface MlflowRunPlan {
  readonly given: MlflowRun;
  /** It has been imported, and ended. */
  readonly isKnown: boolean;
}

/** Key of other metadata that says which version of MLflow one was made of: `fraud/3`. */
export const mlflowVersionKey = "mlflow_version";

/**
 * Returns what an import would do. Stores nothing.
 *
 * @param name the model's name here, if the store has one model
 * @throws RegistryError `cancelled`
 */
export async function previewMlflow(
  registry: Registry,
  opened: OpenMlflow,
  { name }: { readonly name?: string },
  { signal }: Task = {},
): Promise<MlflowPreview> {
  const { store } = opened;
  const { policy } = await registry.policy();
  const runs = new Map(store.runs.map((run) => [run.id, run]));
  const models: MlflowModelPlan[] = [];
  for (const given of store.models) {
    const read = readModelName(name ?? given.name);
    const model = "code" in read ? undefined : read.name;
    const versions: MlflowVersionPlan[] = [];
    for (const version of given.versions) {
      throwIfCancelled(signal);
      const known =
        "code" in read
          ? { problem: read }
          : await registry.read((state) =>
              knownVersion(state, read.name, given.name, version.number),
            );
      const isKnown = "imported" in known || "problem" in known;
      const path = isKnown ? undefined : await opened.find(version.places);
      versions.push(planOf(policy, given, version, { ...known, path, runs }));
    }
    const isNew = model === undefined || !(await registry.read((state) => state.model(model)));
    models.push({ from: given.name, model, isNew, given, versions });
  }
  const known = await registry.read(
    (state) =>
      new Set(
        store.runs
          .filter(({ id }) => state.runs.run(RunId.parse(id))?.finishedEvent !== undefined)
          .map(({ id }) => id),
      ),
  );
  return {
    source: isAbsolute(opened.name) ? relativePath(registry.folder, opened.name) : opened.name,
    models,
    runs: store.runs.map((given) => ({ given, isKnown: known.has(given.id) })),
  };
}

interface FoundOfVersion extends KnownVersion {
  readonly path: string | undefined;
  readonly runs: ReadonlyMap<string, MlflowRun>;
}

function planOf(
  policy: Policy,
  model: MlflowModel,
  given: MlflowVersion,
  { path, runs, imported, problem: obstacle }: FoundOfVersion,
): MlflowVersionPlan {
  const run = given.run === undefined ? undefined : runs.get(given.run);
  const hasStage = given.stage !== "None";
  const stage = hasStage ? findStage(policy, given.stage) : undefined;
  const missing = imported === undefined && path === undefined ? notHere(model, given) : undefined;
  const problem = obstacle ?? missing;
  return {
    given,
    aliases: Object.entries(model.aliases)
      .filter(([, number]) => number === given.number)
      .map(([alias]) => alias),
    ...(stage && { stage }),
    ...(run && { run }),
    ...(path !== undefined && { path }),
    ...(imported && { imported }),
    ...(problem !== undefined && { problem }),
    ...(hasStage && !stage && { note: noStage(given.stage) }),
  };
}

function noStage(stage: string): string {
  return l10n.t("the policy has no stage {0}", stage);
}

function notHere(model: MlflowModel, { number, places: [place] }: MlflowVersion): Refusal {
  return {
    code: "invalid-request",
    reason: "foreign-files-absent",
    from: `${model.name}/${number}`,
    ...(place !== undefined && { place: truncate(withoutCredentialsIn(place), 500) }),
  };
}

interface KnownVersion {
  readonly imported?: Version;
  readonly problem?: Refusal;
}

/** Returns the version of this number: made of the same one of MLflow, or of something else. */
function knownVersion(
  state: IndexQueries,
  model: ModelName,
  from: string,
  number: number,
): KnownVersion {
  const here = state.model(model)?.name;
  if (here === undefined) return {};
  const found = state.versionNumbered(here, VersionNumber.parse(number));
  const other = found && state.registration(found.id)?.recipe.otherMetadata;
  if (found && other?.[mlflowVersionKey] === `${from}/${number}`) return { imported: found };
  const highest = state.highestNumber(here);
  if (highest < number) return {};
  return {
    problem: {
      code: "invalid-request",
      reason: "foreign-number-taken",
      from: `${from}/${number}`,
      last: `${here}@${highest}`,
    },
  };
}
