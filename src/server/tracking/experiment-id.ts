import { EventId } from "../../core/model/ids.ts";
import { defaultExperiment, ExperimentId } from "../../core/model/run.ts";
import type { ExperimentSelector } from "../../core/runs/decide-experiment.ts";
import type { ExperimentReference } from "../../core/runs/run.ts";

/** Id that MLflow's clients take for the experiment of runs that name none. */
export const defaultExperimentId = "0";

/** Returns the experiment that an id of MLflow means. What can't be an id of ours is a name of none. */
export function experimentOf(id: string): ExperimentSelector {
  if (id === defaultExperimentId) return { name: defaultExperiment };
  const parsed = EventId.safeParse(id);
  return parsed.success ? { id: ExperimentId.parse(parsed.data) } : { name: `\u0000${id}` };
}

/** Returns the id by which MLflow's clients know an experiment. */
export function wireExperimentId({ id, name }: ExperimentReference): string {
  return name === defaultExperiment ? defaultExperimentId : id;
}

/** Returns where the files of an experiment's runs are, for clients. */
export function artifactRoot(experiment: ExperimentReference): string {
  return `mlflow-artifacts:/${wireExperimentId(experiment)}`;
}
