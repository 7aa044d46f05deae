import type { CommandEntry } from "./command-entry.ts";

/** Commands about training runs. */
export const runCommands: readonly CommandEntry[] = [
  {
    name: "run",
    parameters: "[action-or-command...]",
    summary: "Run a command as a training run, or start, log to, end and show a run.",
    load: async () => (await import("./commands/runs/run.ts")).defineRun,
  },
  {
    name: "runs",
    parameters: "[experiment]",
    summary: "List training runs, newest first: of one experiment or of all.",
    load: async () => (await import("./commands/runs/runs.ts")).defineRuns,
  },
];
