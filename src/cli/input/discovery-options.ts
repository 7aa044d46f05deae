import { InvalidArgumentError, Option } from "commander";
import type { DiscoveryLimits } from "../../core/files/discovery-limits.ts";
import { repeated } from "../options.ts";

export interface DiscoveryOptions {
  readonly maxDepth?: number;
  readonly exclude: readonly string[];
}

const none: readonly string[] = [];

/** Returns the option that leaves files and folders out of the search. */
export function excludeOption(): Option {
  return new Option(
    "--exclude <pattern>",
    "files and folders to leave out of the search: a name, or a path from the workspace folder, " +
      "with *, ? and **; may be repeated",
  )
    .argParser(repeated)
    .default(none, "none");
}

/** Returns the option that says how deep to search. */
export function maxDepthOption(): Option {
  return new Option(
    "--max-depth <levels>",
    "levels of folders to search, 0 for the folder alone",
  ).argParser(levels);
}

/** Returns the limits of the search for files. */
export function discoveryOf({ maxDepth, exclude }: DiscoveryOptions): DiscoveryLimits {
  return { exclude, ...(maxDepth !== undefined && { maxDepth }) };
}

function levels(text: string): number {
  if (/^\d{1,2}$/.test(text)) return Number(text);
  throw new InvalidArgumentError("It must be a whole number from 0 to 99.");
}
