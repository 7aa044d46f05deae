/** A registry and its runs as MLflow has them, wherever it keeps them. Times are milliseconds. */
export interface MlflowStore {
  readonly models: readonly MlflowModel[];
  readonly runs: readonly MlflowRun[];
  /** Places of models that runs logged, by their ids (`m-…`). */
  readonly loggedModels: ReadonlyMap<string, string>;
}

export interface MlflowModel {
  readonly name: string;
  readonly description?: string;
  readonly tags: Readonly<Record<string, string>>;
  /** Numbers of versions by alias. */
  readonly aliases: Readonly<Record<string, number>>;
  /** Those that were not deleted, by number. */
  readonly versions: readonly MlflowVersion[];
}

export interface MlflowVersion {
  readonly number: number;
  readonly stage: string;
  readonly description?: string;
  readonly tags: Readonly<Record<string, string>>;
  readonly createdAt?: number;
  readonly run?: string;
  /** URIs of its files, the likeliest first. */
  readonly places: readonly string[];
}

export interface MlflowRun {
  readonly id: string;
  readonly name?: string;
  readonly experiment: string;
  readonly user?: string;
  readonly status: MlflowStatus;
  readonly start?: number;
  readonly end?: number;
  readonly parameters: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
  /** URI of its artifacts. */
  readonly artifacts?: string;
  /** Its folder in a store that is one. */
  readonly folder?: string;
}

export type MlflowStatus = "running" | "scheduled" | "finished" | "failed" | "killed";

/** One value of a metric. */
export interface MlflowPoint {
  readonly key: string;
  readonly at: number;
  readonly step: number;
  readonly value: number;
}

/** Queries that MLflow's stores answer. */
export interface MlflowSource {
  read(): Promise<MlflowStore>;
  /** All values of the metrics of a run, by step. */
  points(run: string): Promise<readonly MlflowPoint[]>;
}

/** Limits beyond which a store is not read as a whole. */
export const mlflowLimits = {
  models: 10_000,
  versions: 100_000,
  runs: 20_000,
  /** Number of a version: a larger one would leave no room for the next. */
  number: 1_000_000,
  /** Values of all metrics of one run. */
  points: 1_000_000,
} as const;

/** The numbers of `RunStatus` in service.proto. */
const statuses: Readonly<Record<string, MlflowStatus>> = {
  1: "running",
  2: "scheduled",
  3: "finished",
  4: "failed",
  5: "killed",
};

/** Reads a status as a number or a word. */
export function mlflowStatus(value: unknown): MlflowStatus {
  const text = String(value).toLowerCase();
  return statuses[text] ?? Object.values(statuses).find((each) => each === text) ?? "finished";
}

/** Stage by which MLflow marks versions that were deleted. */
export const deletedStage = "Deleted_Internal";

/** Returns the fields that have a value. */
export function defined<T extends object>(fields: T): { [K in keyof T]?: NonNullable<T[K]> } {
  const entries = Object.entries(fields).filter(
    ([, value]) => value !== undefined && value !== null && value !== "",
  );
  return Object.fromEntries(entries) as { [K in keyof T]?: NonNullable<T[K]> };
}
