import type { Stamped } from "../../core/events/event.ts";
import type {
  ExperimentChanged,
  ExperimentCreated,
  ExperimentDeleted,
  ExperimentRestored,
} from "../../core/events/experiment-events.ts";
import { RegistryError } from "../../core/refusals/refusal.ts";
import {
  decideExperimentChange,
  decideExperimentCreation,
  decideExperimentDeletion,
  decideExperimentRestoration,
  selectExperiment,
  type ExperimentChange,
  type ExperimentCreation,
  type ExperimentSelector,
} from "../../core/runs/decide-experiment.ts";
import type { Experiment } from "../../core/runs/run.ts";
import type { Registry } from "../registry.ts";
import type { NoRequest } from "../task.ts";

/** An experiment with the number of its runs that are not deleted. */
export interface CountedExperiment extends Experiment {
  readonly runCount: number;
}

/**
 * Makes an experiment. Its id is the event's id.
 *
 * @throws RegistryError `experiment-exists`, also if the one of that name is deleted;
 *   `invalid-request`, `read-only`, `busy`
 */
export function createExperiment(
  registry: Registry,
  request: ExperimentCreation,
): Promise<Stamped<ExperimentCreated>> {
  return registry.commit((state) => decideExperimentCreation(state, request));
}

/**
 * Renames an experiment or changes its tags; a tag of `null` is removed.
 *
 * @throws RegistryError `unknown-experiment`, `experiment-exists`, `invalid-request` if nothing
 *   would change, `read-only`, `busy`
 */
export function updateExperiment(
  registry: Registry,
  request: ExperimentChange,
): Promise<Stamped<ExperimentChanged>> {
  return registry.commit((state) => decideExperimentChange(state, request));
}

/**
 * Deletes an experiment, and its runs with it until it is restored.
 *
 * @throws RegistryError `unknown-experiment`, also if it is deleted already; `read-only`, `busy`
 */
export function deleteExperiment(
  registry: Registry,
  request: { readonly experiment: ExperimentSelector },
): Promise<Stamped<ExperimentDeleted>> {
  return registry.commit((state) => decideExperimentDeletion(state, request.experiment));
}

/** @throws RegistryError `unknown-experiment`, `invalid-request` if it is not deleted */
export function restoreExperiment(
  registry: Registry,
  request: { readonly experiment: ExperimentSelector },
): Promise<Stamped<ExperimentRestored>> {
  return registry.commit((state) => decideExperimentRestoration(state, request.experiment));
}

/** Returns all experiments, deleted ones too, the newest first. */
export function listExperiments(
  registry: Registry,
  _request: NoRequest = {},
): Promise<readonly CountedExperiment[]> {
  return registry.read(({ runs }) => {
    const counts = runs.counts();
    return runs
      .experiments()
      .map((experiment) => ({ ...experiment, runCount: counts.get(experiment.id) ?? 0 }));
  });
}

/**
 * Returns an experiment by its id or its name, deleted or not.
 *
 * @throws RegistryError `unknown-experiment`
 */
export function readExperiment(
  registry: Registry,
  request: { readonly experiment: ExperimentSelector },
): Promise<Experiment> {
  return registry.read((state) => {
    const found = selectExperiment(state, request.experiment);
    if ("code" in found) throw new RegistryError(found);
    return found;
  });
}
