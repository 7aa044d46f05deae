import type {
  ExperimentChanged,
  ExperimentCreated,
  ExperimentDeleted,
  ExperimentRestored,
} from "../events/experiment-events.ts";
import { ExperimentName, type ExperimentId } from "../model/run.ts";
import { accept, refuse, type Decision, type Refusal } from "../refusals/refusal.ts";
import type { Experiment } from "./run.ts";
import type { RunsOnRecord } from "./runs-on-record.ts";

interface State {
  readonly runs: RunsOnRecord;
}

/** Names an experiment by its id or its name. */
export type ExperimentSelector = { readonly id: ExperimentId } | { readonly name: string };

/** Returns the experiment that is meant, deleted or not; else why there is none. */
export function selectExperiment(
  { runs }: State,
  selector: ExperimentSelector,
): Experiment | Refusal {
  const name = "name" in selector ? ExperimentName.safeParse(selector.name).data : undefined;
  const found =
    "id" in selector ? runs.experiment(selector.id) : name && runs.experimentNamed(name);
  if (found) return found;
  const experiment = "id" in selector ? selector.id : selector.name;
  return { code: "unknown-experiment", reason: "experiment-unknown", experiment };
}

/** Returns a living experiment, else why there is none. */
export function livingExperiment(state: State, selector: ExperimentSelector): Experiment | Refusal {
  const found = selectExperiment(state, selector);
  if ("code" in found || !found.isDeleted) return found;
  return { code: "unknown-experiment", reason: "experiment-deleted", experiment: found.name };
}

type Tags = Readonly<Record<string, string | null>>;

export interface ExperimentCreation {
  readonly name: string;
  readonly tags?: Readonly<Record<string, string>> | undefined;
}

/** Makes an experiment. */
export function decideExperimentCreation(
  state: State,
  { name, tags = {} }: ExperimentCreation,
): Decision<ExperimentCreated> {
  const parsed = ExperimentName.safeParse(name);
  if (!parsed.success) {
    return refuse({ code: "invalid-request", reason: "experiment-name-invalid", name });
  }
  const obstacle = nameObstacle(state, parsed.data);
  if (obstacle) return refuse(obstacle);
  const data = { name: parsed.data, ...(Object.keys(tags).length > 0 && { tags }) };
  return accept({ type: "experiment.created", v: 1, data });
}

function nameObstacle({ runs }: State, name: ExperimentName): Refusal | undefined {
  const holder = runs.experimentNamed(name);
  if (!holder) return undefined;
  const { isDeleted } = holder;
  return {
    code: "experiment-exists",
    reason: "experiment-name-taken",
    experiment: name,
    isDeleted,
  };
}

export interface ExperimentChange {
  readonly experiment: ExperimentSelector;
  /** Its new name. */
  readonly to?: string | undefined;
  /** Tags to set; `null` removes one. */
  readonly tags?: Tags | undefined;
}

/** Renames an experiment, or changes its tags. */
export function decideExperimentChange(
  state: State,
  { experiment, to, tags = {} }: ExperimentChange,
): Decision<ExperimentChanged> {
  const found = livingExperiment(state, experiment);
  if ("code" in found) return refuse(found);
  const renamed = newName(state, found, to);
  if (typeof renamed === "object") return refuse(renamed);
  const changed = Object.entries(tags).filter(
    ([key, value]) => (found.tags[key] ?? null) !== value,
  );
  if (renamed === undefined && changed.length === 0) return refuse(unchanged(found));
  return accept({
    type: "experiment.changed",
    v: 1,
    data: {
      experiment: found.id,
      name: found.name,
      ...(renamed !== undefined && { to: renamed }),
      ...(changed.length > 0 && { tags: Object.fromEntries(changed) }),
    },
  });
}

/** Returns the name that an experiment gets, if it is another one, or why it can't have it. */
function newName(
  state: State,
  { name }: Experiment,
  to: string | undefined,
): ExperimentName | Refusal | undefined {
  if (to === undefined) return undefined;
  const parsed = ExperimentName.safeParse(to);
  if (!parsed.success) {
    return { code: "invalid-request", reason: "experiment-name-invalid", name: to };
  }
  return parsed.data === name ? undefined : (nameObstacle(state, parsed.data) ?? parsed.data);
}

function unchanged({ name }: Experiment): Refusal {
  return { code: "invalid-request", reason: "experiment-unchanged", experiment: name };
}

/** Deletes an experiment, and its runs with it. */
export function decideExperimentDeletion(
  state: State,
  experiment: ExperimentSelector,
): Decision<ExperimentDeleted> {
  const found = livingExperiment(state, experiment);
  if ("code" in found) return refuse(found);
  const data = { experiment: found.id, name: found.name };
  return accept({ type: "experiment.deleted", v: 1, data });
}

/** Restores a deleted experiment. */
export function decideExperimentRestoration(
  state: State,
  experiment: ExperimentSelector,
): Decision<ExperimentRestored> {
  const found = selectExperiment(state, experiment);
  if ("code" in found) return refuse(found);
  if (!found.isDeleted) return refuse(unchanged(found));
  const data = { experiment: found.id, name: found.name };
  return accept({ type: "experiment.restored", v: 1, data });
}
