import type { Registry } from "../registry.ts";

/** What an exchange needs of a registry. */
export type SharedRegistry = Pick<
  Registry,
  "folder" | "paths" | "policy" | "read" | "requireTrust" | "trusted" | "whileLocked"
>;
