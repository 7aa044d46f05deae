import type { Registry } from "../registry.ts";

/** Parts of a registry that an exchange needs. */
export type SharedRegistry = Pick<
  Registry,
  "folder" | "paths" | "policy" | "read" | "requireTrust" | "trusted" | "whileLocked"
>;
