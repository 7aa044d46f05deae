import type { CommandEntry } from "./command-entry.ts";

/** Commands about versions in use. */
export const productionCommands: readonly CommandEntry[] = [
  {
    name: "ab",
    parameters: "<action> [words...]",
    summary: "Run an A/B test between versions: create, list, show, route, split or conclude it.",
    load: async () => (await import("./commands/production/ab.ts")).defineAb,
  },
  {
    name: "monitor",
    parameters: "",
    summary:
      "Evaluate the policy's rules for versions in use: alerts, and rollbacks that it asks for.",
    load: async () => (await import("./commands/production/monitor.ts")).defineMonitor,
  },
  {
    name: "observe",
    parameters: "[reference]",
    summary: "Record what a version did in use: metrics and outcomes of requests.",
    load: async () => (await import("./commands/production/observe.ts")).defineObserve,
  },
  {
    name: "observations",
    parameters: "<subject>",
    summary: "Show what was observed of a version, or of all versions of a model.",
    load: async () => (await import("./commands/production/observations.ts")).defineObservations,
  },
];
