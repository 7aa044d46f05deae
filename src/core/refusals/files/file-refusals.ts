import * as l10n from "@vscode/l10n";
import type { WordTable } from "../word-table.ts";

/** Reason why a file can't be written to a place. */
export type ExportObstacle =
  "not-writable" | "read-only" | "no-space" | "file-there" | "folder-there";

const obstacles: Readonly<Record<ExportObstacle, () => string>> = {
  "not-writable": () => l10n.t("it may not be written to"),
  "read-only": () => l10n.t("it is read-only"),
  "no-space": () => l10n.t("there is no space left"),
  "file-there": () => l10n.t("a file is in the way"),
  "folder-there": () => l10n.t("a folder is in the way"),
};

/** Refusals to read and write files of the workspace. */
export interface FileRefusals {
  readonly "export-target-exists": { readonly code: "file-exists"; readonly path: string };
  readonly "report-target-exists": { readonly code: "file-exists"; readonly path: string };
  readonly "report-target-is-folder": { readonly code: "file-problem"; readonly path: string };
  readonly "export-blocked": {
    readonly code: "file-problem";
    readonly path: string;
    readonly obstacle: ExportObstacle;
  };
  readonly "export-not-undone": {
    readonly code: "file-problem";
    readonly target: string;
    /** Folder in which what was there is kept. */
    readonly staging: string;
  };
  readonly "target-in-registry": {
    readonly code: "file-problem";
    readonly path: string;
    /** Name of the registry's folder. */
    readonly folder: string;
  };
  readonly "model-file-unreadable": {
    readonly code: "file-problem";
    readonly path: string;
    /** Clause: `it is not there`. */
    readonly problem: string;
  };
  readonly "artifact-not-held": {
    readonly code: "artifact-missing";
    readonly path: string;
    /** `fraud 5` */
    readonly title: string;
    readonly uri: string;
    /** Its SHA-256 is known, so that the registry can take it in. */
    readonly isVerifiable?: boolean;
  };
  readonly "system-error": {
    readonly code: "file-problem";
    /** Error of the operating system. */
    readonly error: string;
  };
}

export const fileWords = {
  "export-target-exists": {
    message: ({ path }) => l10n.t("Can't export to {0}: there is a file with other content.", path),
    details: ({ path }) => ({ path }),
  },
  "report-target-exists": {
    message: ({ path }) => l10n.t("Can't write to {0}: there is a file with other content.", path),
    details: ({ path }) => ({ path }),
  },
  "report-target-is-folder": {
    message: ({ path }) => l10n.t("Can't write to {0}: a folder is in the way.", path),
    remedy: () => l10n.t("Choose another name."),
  },
  "export-blocked": {
    message: ({ path, obstacle }) =>
      l10n.t("Can't export to {0}: {1}.", path, obstacles[obstacle]()),
    remedy: () => l10n.t("Choose another folder."),
  },
  "export-not-undone": {
    message: ({ target, staging }) =>
      l10n.t(
        "The export failed, and {0} could not be put back: what was there is in {1}.",
        target,
        staging,
      ),
    remedy: ({ staging }) => l10n.t("Move it back by hand, then remove {0}.", staging),
  },
  "target-in-registry": {
    message: ({ path }) => l10n.t("Can't write to {0}: that is in the folder of a registry.", path),
    remedy: ({ folder }) => l10n.t("Choose a place outside of {0}.", folder),
  },
  "model-file-unreadable": {
    message: ({ path, problem }) => l10n.t("Can't read {0}: {1}.", path, problem),
    remedy: () => l10n.t("Check that it is there and may be read."),
  },
  "artifact-not-held": {
    message: ({ path, title }) =>
      l10n.t(
        "The registry has no copy of {0} of {1}: it was registered by reference.",
        path,
        title,
      ),
    remedy: ({ uri, isVerifiable }) =>
      isVerifiable
        ? l10n.t("Copy it into the registry from {0} first; it is verified on the way.", uri)
        : l10n.t("Get it from {0}; the registry can't verify it.", uri),
    details: ({ uri }) => ({ uri }),
  },
  "system-error": {
    message: ({ error }) => `${error}.`,
    remedy: () => l10n.t("Check the file and its permissions, and try again."),
  },
} satisfies WordTable<FileRefusals>;
