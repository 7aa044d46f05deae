import type { StoredBytes } from "../model/artifact.ts";
import type { EventId, Timestamp } from "../model/ids.ts";
import type { ExperimentId, ExperimentName, RunId, RunStatus } from "../model/run.ts";
import type { RunState } from "./run-state.ts";

/** A set of runs that belong together. */
export interface Experiment {
  readonly id: ExperimentId;
  readonly name: ExperimentName;
  readonly tags: Readonly<Record<string, string>>;
  readonly createdAt: Timestamp;
  readonly changedAt: Timestamp;
  readonly isDeleted: boolean;
}

export interface ExperimentReference {
  readonly id: ExperimentId;
  readonly name: ExperimentName;
}

/** A run as the ledger has it. Times are milliseconds since the epoch. */
export interface RecordedRun {
  readonly id: RunId;
  readonly experiment: ExperimentReference;
  readonly name: string | undefined;
  readonly user: string | undefined;
  /** `running` until it ends; a newer release may know others than `RunStatus`. */
  readonly status: string;
  readonly start: number | undefined;
  readonly end: number | undefined;
  /** Number of sealed parts of its log. */
  readonly segments: number;
  readonly startedEvent: EventId | undefined;
  readonly finishedEvent: EventId | undefined;
  /** By itself or with its experiment. */
  readonly isDeleted: boolean;
}

/**
 * `interrupted`: it has not been ended and nobody logs to it any more; `ended`: in a state that
 * only a newer release knows.
 */
export type ShownStatus = RunStatus | "interrupted" | "ended";

/** A run with all that it logged, without histories. Times are milliseconds since the epoch. */
export interface Run {
  readonly id: RunId;
  readonly experiment: ExperimentReference;
  readonly status: ShownStatus;
  /** Set if part of its log is not sealed. */
  readonly isLive: boolean;
  readonly isDeleted: boolean;
  readonly state: Readonly<RunState>;
  /** Sealed parts of its log. */
  readonly segments: readonly StoredBytes[];
}

/** Signs of life of a run whose log is not sealed. */
export interface SignsOfLife {
  /** State of the process that trains; undefined if the log names none. */
  readonly process: "running" | "ended" | "unknown" | undefined;
  /** Seconds between the signs of life that the writer promised. */
  readonly heartbeat: number | undefined;
  /** Milliseconds since the epoch: the last change of the log. */
  readonly lastSign: number;
}

/** Milliseconds without a line after which a run that promised no sign of life is interrupted. */
export const silentAfter = 24 * 60 * 60 * 1000;
/** Milliseconds of tolerance, and number of signs of life that may be missed. */
const heartbeatGrace = 60_000;
const missedHeartbeats = 3;

/**
 * Returns whether a run that has not been ended is interrupted. A process that can be seen from here
 * decides. Else (another machine, a container, a server that logs for others): three missed signs of
 * life if the writer promised some, a day of silence if not. A later line makes it running again.
 */
export function isInterrupted({ process, heartbeat, lastSign }: SignsOfLife, now: number): boolean {
  if (process === "running" || process === "ended") return process === "ended";
  const patience =
    heartbeat === undefined ? silentAfter : heartbeat * 1000 * missedHeartbeats + heartbeatGrace;
  return now - lastSign > patience;
}
