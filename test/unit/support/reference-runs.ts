import type { RegistryEvent } from "../../../src/core/events/event.ts";

/** State of an experiment in the reference. */
export interface ExpectedExperiment {
  name: string;
  readonly tags: Map<string, string>;
  isDeleted: boolean;
}

/** State of a run in the reference. */
export interface ExpectedRun {
  experiment: ExpectedExperiment;
  name: string | undefined;
  status: string;
  isDeleted: boolean;
  /** Digests of the sealed parts of its log, in order. */
  readonly segments: string[];
  /** The last values. */
  metrics: ReadonlyMap<string, unknown>;
  depth: unknown;
}

/**
 * The experiments and runs of a registry after some events, computed in the plainest way: sort them
 * and go through them once. The index must say the same.
 */
export class ReferenceRuns {
  readonly experiments: ExpectedExperiment[] = [];
  readonly runs = new Map<string, ExpectedRun>();
  /** By the event that names an experiment without an id. */
  readonly #origins = new Map<string, ExpectedExperiment>();

  constructor(events: readonly RegistryEvent[]) {
    for (const event of events.toSorted((a, b) => (a.id < b.id ? -1 : 1))) this.#add(event);
  }

  #add(event: RegistryEvent): void {
    switch (event.type) {
      case "experiment.created": {
        const made = this.#experiment(event.id, undefined, event.data.name);
        for (const [key, value] of Object.entries(event.data.tags ?? {})) made.tags.set(key, value);
        made.isDeleted = false;
        return;
      }
      case "experiment.changed": {
        const found = this.#origins.get(event.data.experiment);
        if (!found) return;
        const { to, tags = {} } = event.data;
        if (to !== undefined && !this.#named(to)) found.name = to;
        for (const [key, value] of Object.entries(tags)) {
          if (value === null) found.tags.delete(key);
          else found.tags.set(key, value);
        }
        return;
      }
      case "experiment.deleted":
      case "experiment.restored": {
        const found = this.#origins.get(event.data.experiment);
        if (found) found.isDeleted = event.type === "experiment.deleted";
        return;
      }
      default:
        this.#addToRun(event);
    }
  }

  #addToRun(event: RegistryEvent): void {
    switch (event.type) {
      case "run.started": {
        const { experimentId, experiment, name, parameters } = event.data;
        const isKnown = this.runs.has(event.data.run);
        const run = this.#run(event.id, event.data.run, experimentId, experiment);
        if (isKnown && experiment !== undefined) {
          run.experiment = this.#experiment(event.id, experimentId, experiment);
        }
        run.name = name ?? run.name;
        if (parameters?.["depth"] !== undefined) run.depth = parameters["depth"];
        return;
      }
      case "run.finished": {
        const { data } = event;
        const run = this.#run(event.id, data.run, undefined, data.experiment);
        run.status = data.status;
        run.segments.push(...(data.segments ?? []).map(({ sha256 }) => sha256));
        const { summary, metrics = {}, parameters = {} } = data;
        const last = Object.entries(summary?.metrics ?? {}).map(
          ([key, value]) => [key, value.last] as const,
        );
        run.metrics = new Map(summary ? last : Object.entries(metrics));
        run.depth = (summary?.parameters ?? parameters)["depth"];
        return;
      }
      case "run.deleted":
      case "run.restored": {
        const run = this.runs.get(event.data.run);
        if (run) run.isDeleted = event.type === "run.deleted";
        return;
      }
      default:
        return;
    }
  }

  #run(
    event: string,
    id: string,
    experimentId: string | undefined,
    experiment = "Default",
  ): ExpectedRun {
    const known = this.runs.get(id);
    if (known) return known;
    const run: ExpectedRun = {
      experiment: this.#experiment(event, experimentId, experiment),
      name: undefined,
      status: "running",
      isDeleted: false,
      segments: [],
      metrics: new Map(),
      depth: undefined,
    };
    this.runs.set(id, run);
    return run;
  }

  /** The experiment of an id, else of a name; it is made if it is not there. */
  #experiment(event: string, id: string | undefined, name: string): ExpectedExperiment {
    const known = (id === undefined ? undefined : this.#origins.get(id)) ?? this.#named(name);
    const found = known ?? { name, tags: new Map<string, string>(), isDeleted: false };
    if (!known) this.experiments.push(found);
    if (id === undefined) this.#origins.set(event, found);
    return found;
  }

  #named(name: string): ExpectedExperiment | undefined {
    return this.experiments.find((each) => each.name === name);
  }
}
