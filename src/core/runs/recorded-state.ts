import type { RunFinished, RunStarted } from "../events/run-events.ts";
import { RunStatus } from "../model/run.ts";
import { emptyRunState, type RunState } from "./run-state.ts";
import { applySummary } from "./run-summary.ts";
import type { RecordedRun } from "./run.ts";

/** A run with the events that say what it logged. */
export interface RunRecord {
  readonly recorded: RecordedRun;
  readonly started: RunStarted["data"] | undefined;
  readonly finished: RunFinished["data"] | undefined;
}

/** Returns the state of a run as far as the ledger has it. */
export function recordedState({ recorded, started, finished }: RunRecord): RunState {
  const state = emptyRunState();
  state.name = recorded.name;
  state.user = recorded.user;
  state.start = recorded.start;
  state.end = recorded.end;
  state.status = RunStatus.safeParse(recorded.status).data ?? "finished";
  state.lastAt = Math.max(recorded.start ?? 0, recorded.end ?? 0);
  for (const [key, value] of Object.entries(started?.parameters ?? {})) {
    state.parameters.set(key, value);
  }
  if (finished?.summary) applySummary(state, finished.summary);
  else if (finished) {
    for (const [key, value] of Object.entries(finished.parameters ?? {})) {
      state.parameters.set(key, value);
    }
    const at = recorded.end ?? 0;
    for (const [key, value] of Object.entries(finished.metrics ?? {})) {
      const range = { last: value, lowest: value, highest: value, step: 0, at, count: 1 };
      state.metrics.set(key, range);
    }
  }
  return state;
}
