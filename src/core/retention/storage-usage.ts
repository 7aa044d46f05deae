import { count, formatBytes } from "../text/format.ts";

/** Kinds of files in a registry's folder, in the order in which they are listed. */
export const usageKinds = [
  "versions",
  "unreferenced",
  "leftover",
  "unknown-owner",
  "in-progress",
  "snapshot",
  "unused-snapshot",
  "ledger",
  "run-log",
  "index",
  "aside",
  "settings",
  "other",
] as const;
export type UsageKind = (typeof usageKinds)[number];

/** Storage used by the files of one kind. */
export interface UsagePart {
  readonly kind: UsageKind;
  readonly files: number;
  readonly bytes: number;
  /**
   * Paths relative to the registry's folder; of kinds that a person may want to look at, the first
   * few.
   */
  readonly paths?: readonly string[];
}

/** Storage used by a registry's folder; the parts add up to the total. */
export interface StorageUsage {
  readonly parts: readonly UsagePart[];
  readonly bytes: number;
}

const titles: Readonly<Record<UsageKind, string>> = {
  versions: "bytes of versions and runs",
  unreferenced: "bytes that no version or run refers to",
  leftover: "left behind by processes that ended",
  "unknown-owner":
    "unfinished, of another machine or an earlier release (goes a day after its last change)",
  "in-progress": "being written by a process that runs",
  snapshot: "read-only copies that resolve handed out (go when unused for a week)",
  "unused-snapshot": "read-only copies that nobody has resolved for a week, or of deleted versions",
  ledger: "ledger",
  "run-log": "logs of runs and observations that are not sealed",
  index: "index",
  aside: "set aside for you to look at (stays until you remove it)",
  settings: "policy, settings and state of this clone",
  other: "other files, not the registry's (stay)",
};

/** Lists the parts of a registry's folder, a line each; parts with few files with their names. */
export function usageLines({ parts, bytes }: StorageUsage): readonly string[] {
  return [
    `The registry's folder holds ${formatBytes(bytes)}:`,
    ...parts.map(({ kind, files, bytes: size, paths = [] }) => {
      const named =
        paths.length > 0 ? `: ${paths.join(", ")}${files > paths.length ? ", …" : ""}` : "";
      return `  ${formatBytes(size)} in ${count(files, "file")}, ${titles[kind]}${named}`;
    }),
  ];
}
