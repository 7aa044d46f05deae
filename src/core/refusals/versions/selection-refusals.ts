import * as l10n from "@vscode/l10n";
import { leftOutLine, type LeftOut } from "../../text/left-out-line.ts";
import type { WordTable } from "../word-table.ts";

/** Refusals of what a person has selected or opened. */
export interface SelectionRefusals {
  readonly "not-on-disk": {
    readonly code: "file-problem";
    readonly action: "register" | "import" | "inspect" | "export" | "write";
    readonly name: string;
    /** Scheme of the document's URI: `git`. */
    readonly scheme: string;
  };
  readonly "not-in-one-folder": { readonly code: "invalid-request" };
  readonly "import-not-in-one-folder": { readonly code: "invalid-request"; readonly path: string };
  readonly "too-many-chosen": {
    readonly code: "invalid-request";
    readonly given: number;
    readonly most: number;
  };
  readonly "nothing-to-inspect": { readonly code: "file-problem"; readonly path: string };
  readonly "registries-differ": { readonly code: "invalid-request" };
  readonly "none-selected-fits": {
    readonly code: "invalid-request";
    readonly action: "archive" | "reject" | "delete" | "tag" | "export";
    readonly leftOut: readonly LeftOut[];
  };
  readonly "no-production-to-compare": { readonly code: "unknown-version"; readonly model: string };
  readonly "search-invalid": {
    readonly code: "invalid-request";
    /** Problem of the query, in a sentence. */
    readonly problem: string;
  };
  readonly "path-outside": { readonly code: "file-problem"; readonly path: string };
  readonly "folder-not-open": { readonly code: "file-problem" };
  readonly "not-found-by-import": { readonly code: "invalid-request"; readonly path: string };
  readonly "discovery-cancelled": { readonly code: "cancelled" };
  readonly "nothing-due": {
    readonly code: "invalid-request";
    readonly action: "archive" | "delete";
  };
  readonly "export-restricted": {
    readonly code: "read-only";
    readonly subject: "audit-trail" | "lineage";
  };
}

export const selectionWords = {
  "not-on-disk": {
    message: ({ action, name, scheme }) => {
      switch (action) {
        case "register":
          return l10n.t("Can't register {0} ({1}): only files on disk can be read.", name, scheme);
        case "import":
          return l10n.t("Can't import {0} ({1}): only files on disk can be read.", name, scheme);
        case "inspect":
          return l10n.t("Can't inspect {0} ({1}): only files on disk can be read.", name, scheme);
        case "export":
          return l10n.t("Can't export to {0} ({1}): only files on disk can be read.", name, scheme);
        case "write":
          return l10n.t("Can't write to {0} ({1}): only files on disk can be read.", name, scheme);
      }
    },
    remedy: () => l10n.t("Save it as a file first, and choose that."),
  },
  "not-in-one-folder": {
    message: () =>
      l10n.t("Can't register these files together: they are not in one folder of this workspace."),
    remedy: () => l10n.t("Open the folder that they are in, or register them one by one."),
  },
  "import-not-in-one-folder": {
    message: ({ path }) =>
      l10n.t("Can't import from {0}: all of it must be in one folder of this workspace.", path),
    remedy: () =>
      l10n.t("Open the folder that it is in, or import from one folder after the other."),
  },
  "too-many-chosen": {
    message: ({ given, most }) =>
      l10n.t("Can't import {0} files chosen one by one: {1} are the most.", given, most),
    remedy: () =>
      l10n.t("Import the folder that they are in, and leave out there what does not belong."),
  },
  "nothing-to-inspect": {
    message: ({ path }) => l10n.t("Can't inspect {0}: it is not there, or can't be read.", path),
    remedy: () => l10n.t("Choose a file or folder that is there."),
  },
  "registries-differ": {
    message: () => l10n.t("These versions are in registries of different folders."),
    remedy: () => l10n.t("Choose versions of one folder."),
  },
  "none-selected-fits": {
    message: ({ action, leftOut }) => `${noneFits(action)} ${leftOutLine(leftOut)}`.trim(),
    remedy: ({ action }) => {
      switch (action) {
        case "tag":
          return l10n.t("Select models or versions.");
        case "export":
          return l10n.t("Select versions.");
        default:
          return l10n.t("Select other versions.");
      }
    },
  },
  "no-production-to-compare": {
    message: ({ model }) =>
      l10n.t("{0} has no other version in production to compare with.", model),
    remedy: () => l10n.t("Choose the versions with Compare Versions."),
  },
  "search-invalid": {
    message: ({ problem }) => l10n.t("The search can't be saved: {0}", problem),
    remedy: () => l10n.t("Correct the query first."),
  },
  "path-outside": {
    message: ({ path }) => l10n.t("{0} is not in this workspace.", path),
    remedy: () => l10n.t("Open the folder that it is in."),
  },
  "folder-not-open": {
    message: () => l10n.t("The folder of this page is not open in this window."),
    remedy: () => l10n.t("Open it and retry."),
  },
  "not-found-by-import": {
    message: ({ path }) => l10n.t("{0} is not among the versions that were found.", path),
    remedy: () => l10n.t("Look again, and import what is there now."),
  },
  "discovery-cancelled": {
    message: () => l10n.t("Looking for versions was cancelled."),
    remedy: () => l10n.t("Nothing was changed. Retry, or choose a folder that holds less."),
  },
  "nothing-due": {
    message: ({ action }) =>
      action === "archive"
        ? l10n.t("There is nothing to archive any more.")
        : l10n.t("There is nothing to delete any more."),
    remedy: () => l10n.t("The page shows what has changed; nothing was done."),
  },
  "export-restricted": {
    message: ({ subject }) =>
      subject === "lineage"
        ? l10n.t("The lineage can't be exported: this workspace is in Restricted Mode.")
        : l10n.t("The audit trail can't be exported: this workspace is in Restricted Mode."),
    remedy: () => l10n.t("Trust the workspace first (Workspaces: Manage Workspace Trust)."),
  },
} satisfies WordTable<SelectionRefusals>;

function noneFits(action: SelectionRefusals["none-selected-fits"]["action"]): string {
  switch (action) {
    case "archive":
      return l10n.t("None of what is selected can be archived.");
    case "reject":
      return l10n.t("None of what is selected can be rejected.");
    case "delete":
      return l10n.t("None of what is selected can be deleted.");
    case "tag":
      return l10n.t("None of what is selected can be tagged.");
    case "export":
      return l10n.t("None of what is selected can be exported.");
  }
}
