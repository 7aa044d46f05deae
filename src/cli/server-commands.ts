import type { CommandEntry } from "./command-entry.ts";

/** Commands that serve the registry to other programs. */
export const serverCommands: readonly CommandEntry[] = [
  {
    name: "serve",
    parameters: "",
    summary: "Serve the registry to clients of MLflow on this machine.",
    load: async () => (await import("./commands/production/serve.ts")).defineServe,
  },
  {
    name: "mcp",
    parameters: "",
    summary: "Offer the registry to agents as tools of the Model Context Protocol.",
    load: async () => (await import("./commands/setup/mcp.ts")).defineMcp,
  },
];
