import type { CommandEntry } from "./command-entry.ts";

/** Commands that give a registry to others, in the order in which the help lists them. */
export const sharingCommands: readonly CommandEntry[] = [
  {
    name: "publish",
    parameters: "<reference> [address]",
    summary: "Publish a version to an MLflow server, the Hugging Face Hub or git tags.",
    load: async () => (await import("./commands/versions/publish.ts")).definePublish,
  },
  {
    name: "bundle",
    parameters: "<action> <file> [references...]",
    summary: "Move or back up the registry in one file: create, verify, or import it.",
    load: async () => (await import("./commands/sharing/bundle.ts")).defineBundle,
  },
  {
    name: "remote",
    parameters: "[action] [address]",
    summary: "Set the place through which a team shares the registry, or show its state.",
    load: async () => (await import("./commands/sharing/remote.ts")).defineRemote,
  },
  {
    name: "pull",
    parameters: "",
    summary: "Bring what others have shared: the history, and files that are asked for.",
    load: async () => (await import("./commands/sharing/exchange.ts")).definePull,
  },
  {
    name: "push",
    parameters: "",
    summary: "Share what was registered and decided here.",
    load: async () => (await import("./commands/sharing/exchange.ts")).definePush,
  },
  {
    name: "sync",
    parameters: "",
    summary: "Bring what others have shared, and share what is here.",
    load: async () => (await import("./commands/sharing/exchange.ts")).defineSync,
  },
  {
    name: "fetch",
    parameters: "<reference>",
    summary: "Copy a version's files into the registry that are not in it.",
    load: async () => (await import("./commands/sharing/fetch.ts")).defineFetch,
  },
  {
    name: "prune",
    parameters: "[name]",
    summary: "Remove local copies of files that the shared registry has.",
    load: async () => (await import("./commands/sharing/prune.ts")).definePrune,
  },
];
