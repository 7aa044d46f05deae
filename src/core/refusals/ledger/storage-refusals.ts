import * as l10n from "@vscode/l10n";
import type { WordTable } from "../word-table.ts";
import { lineProblemText, type LineProblem } from "./line-fault.ts";

/** Refusals by the state of the registry's own folder: its lock, its files, its disk. */
export interface StorageRefusals {
  readonly "lock-held": {
    readonly code: "busy";
    /** Folder of the registry. */
    readonly folder: string;
    readonly lock: string;
    /** Number of the process that holds it; absent if it does not tell. */
    readonly pid?: number;
  };
  readonly "lock-lost": { readonly code: "busy"; readonly folder: string };
  readonly "lock-not-empty": {
    readonly code: "file-problem";
    readonly lock: string;
    /** Name of an entry that the registry did not make. */
    readonly entry: string;
  };
  readonly "lock-no-folder": {
    readonly code: "file-problem";
    readonly lock: string;
    readonly kind: "file" | "link";
  };
  readonly "not-own-folder": {
    readonly code: "file-problem";
    readonly path: string;
    readonly isLink: boolean;
  };
  readonly "not-own-file": {
    readonly code: "file-problem";
    readonly path: string;
    readonly isLink: boolean;
  };
  readonly "folder-not-writable": {
    readonly code: "read-only";
    readonly folder: string;
    /** Code of the operating system: `EACCES`. */
    readonly errno: string;
  };
  readonly "no-space": {
    readonly code: "file-problem";
    readonly folder: string;
    readonly errno: string;
  };
  readonly "event-too-large": { readonly code: "invalid-request" };
  readonly "event-invalid": {
    readonly code: "invalid-request";
    readonly problem: LineProblem;
  };
  readonly recorded: {
    readonly code: "recorded";
    /** Ids of the events. */
    readonly events: readonly string[];
    /** Titles of the events. */
    readonly titles: readonly string[];
    /** Failure of what came after them. */
    readonly error: string;
  };
}

export const storageWords = {
  "lock-held": {
    message: ({ folder, lock, pid }) =>
      pid === undefined
        ? l10n.t(
            "Another process is writing to the registry in {0} and keeps its lock, {1}.",
            folder,
            lock,
          )
        : l10n.t(
            "Another process ({0}) is writing to the registry in {1} and keeps its lock, {2}.",
            String(pid),
            folder,
            lock,
          ),
    remedy: ({ pid }) =>
      pid === undefined
        ? l10n.t(
            "Wait for it to finish and try again; nothing was changed. If it hangs, end it: its lock is taken over then.",
          )
        : l10n.t(
            "Wait for it to finish and try again; nothing was changed. If process {0} hangs, end it: its lock is taken over then.",
            String(pid),
          ),
  },
  "lock-lost": {
    message: ({ folder }) =>
      l10n.t(
        "This process stood still for so long that another one took the lock of the registry in {0}.",
        folder,
      ),
    remedy: () => l10n.t("Try again; nothing was changed."),
  },
  "lock-not-empty": {
    message: ({ lock, entry }) =>
      l10n.t(
        "The lock of the registry, {0}, has something in it that is not the registry's: {1}.",
        lock,
        entry,
      ),
    remedy: () => l10n.t("Move that away and try again; nothing was changed."),
  },
  "lock-no-folder": {
    message: ({ lock, kind }) =>
      kind === "link"
        ? l10n.t(
            "{0} is a link, where the registry keeps a folder while somebody writes to it.",
            lock,
          )
        : l10n.t(
            "{0} is a file, where the registry keeps a folder while somebody writes to it.",
            lock,
          ),
    remedy: () => l10n.t("Remove it or move it away and try again; nothing was changed."),
  },
  "not-own-folder": {
    message: ({ path, isLink }) =>
      isLink
        ? l10n.t("{0} is not a folder of its own but a link.", path)
        : l10n.t("{0} is not a folder of its own.", path),
    remedy: followsNoLinks,
  },
  "not-own-file": {
    message: ({ path, isLink }) =>
      isLink
        ? l10n.t("{0} is not a file of its own but a link.", path)
        : l10n.t("{0} is not a file of its own.", path),
    remedy: followsNoLinks,
  },
  "folder-not-writable": {
    message: ({ folder, errno }) =>
      l10n.t("The registry in {0} can't be written ({1}).", folder, errno),
    remedy: () => l10n.t("Allow writing to its .model-registry folder and try again."),
  },
  "no-space": {
    message: ({ folder, errno }) =>
      l10n.t("There is no space left for the registry in {0} ({1}).", folder, errno),
    remedy: () => l10n.t("Free some space and try again; nothing was changed."),
  },
  "event-too-large": {
    message: () => l10n.t("This can't be recorded: there is too much of it."),
    remedy: shorten,
  },
  "event-invalid": {
    message: ({ problem }) => l10n.t("This can't be recorded: {0}.", lineProblemText(problem)),
    remedy: shorten,
  },
  recorded: {
    message: ({ titles, error }) =>
      l10n.t("This is recorded: {0}. What comes after it failed: {1}.", titles.join("; "), error),
    remedy: () => l10n.t("Don't repeat it; look at it in the log."),
    details: ({ events }) => ({ events }),
  },
} satisfies WordTable<StorageRefusals>;

function followsNoLinks(): string {
  return l10n.t("The registry does not follow links; remove it or move it away.");
}

function shorten(): string {
  return l10n.t("Shorten or correct it and try again; nothing was changed.");
}
