import * as l10n from "@vscode/l10n";
import { formatNumber } from "../../text/language.ts";
import type { WordTable } from "../word-table.ts";

/** Refusals by the bytes of artifacts. */
export interface ArtifactRefusals {
  readonly "bytes-missing": {
    readonly code: "artifact-missing";
    /** Name of the artifact: `model.onnx of fraud 3`. */
    readonly title: string;
    readonly sha256: string;
  };
  readonly "size-changed": {
    readonly code: "artifact-changed";
    readonly title: string;
    /** Bytes. */
    readonly expected: number;
    readonly found: number;
  };
  readonly "digest-changed": {
    readonly code: "artifact-changed";
    readonly title: string;
    /** SHA-256. */
    readonly expected: string;
    readonly found: string;
  };
  readonly "reference-missing": {
    readonly code: "artifact-missing";
    readonly title: string;
    /** Place at which it was registered. */
    readonly uri: string;
  };
  readonly "reference-changed": {
    readonly code: "artifact-changed";
    readonly title: string;
    readonly uri: string;
  };
  readonly "reference-not-regular": {
    readonly code: "artifact-changed";
    readonly title: string;
    readonly uri: string;
  };
  readonly "reference-not-fetched": {
    readonly code: "artifact-missing";
    readonly title: string;
    readonly uri: string;
  };
  readonly "reference-restricted": {
    readonly code: "read-only";
    readonly title: string;
    readonly uri: string;
  };
  readonly "reference-partly-here": { readonly code: "artifact-missing"; readonly title: string };
  readonly "history-form-unknown": {
    readonly code: "artifact-changed";
    readonly title: string;
  };
  readonly "snapshots-busy": { readonly code: "busy"; readonly folder: string };
  readonly "source-changed": { readonly code: "file-problem"; readonly path: string };
  readonly "source-not-regular": { readonly code: "file-problem"; readonly path: string };
  readonly "folder-in-the-way": { readonly code: "file-problem"; readonly path: string };
}

export const artifactWords = {
  "bytes-missing": {
    message: ({ title, sha256 }) =>
      l10n.t("The bytes of {0} are not in this registry ({1}…).", title, sha256.slice(0, 12)),
    remedy: () =>
      l10n.t(
        "Register the same files again, which restores them, or copy .model-registry/artifacts from a backup or another clone.",
      ),
    details: ({ sha256 }) => ({ sha256 }),
  },
  "size-changed": {
    message: ({ title, expected, found }) =>
      expected === 1
        ? l10n.t("{0} has changed on disk (expected 1 byte, found {1}).", title, found)
        : l10n.t(
            "{0} has changed on disk (expected {1} bytes, found {2}).",
            title,
            formatNumber(expected),
            found,
          ),
    remedy: restoreOriginal,
    details: ({ expected, found }) => ({ expected, found }),
  },
  "digest-changed": {
    message: ({ title, expected, found }) =>
      l10n.t(
        "{0} has changed on disk (expected {1}…, found {2}…).",
        title,
        expected.slice(0, 12),
        found.slice(0, 12),
      ),
    remedy: restoreOriginal,
    details: ({ expected, found }) => ({ expected, found }),
  },
  "reference-missing": {
    message: ({ title, uri }) =>
      l10n.t("{0} is not there: it was registered without a copy, at {1}.", title, uri),
    remedy: () =>
      l10n.t(
        "Bring the file back to that place, or register the same file from where it is now, which copies its bytes into the registry.",
      ),
    details: ({ uri }) => ({ uri }),
  },
  "reference-changed": {
    message: ({ title, uri }) =>
      l10n.t(
        "{0} is not the file any more that was registered without a copy: {1} has other bytes.",
        title,
        uri,
      ),
    remedy: () =>
      l10n.t("Bring the former file back, or register the changed one as a new version."),
    details: ({ uri }) => ({ uri }),
  },
  "reference-not-regular": {
    message: ({ title, uri }) =>
      l10n.t("{0} can't be read: {1} is a link or no file any more.", title, uri),
    remedy: () =>
      l10n.t("Bring the former file back, or register the file that it leads to as a new version."),
    details: ({ uri }) => ({ uri }),
  },
  "reference-not-fetched": {
    message: ({ title, uri }) =>
      l10n.t("{0} is not on this machine: it was registered without a copy, at {1}.", title, uri),
    remedy: () => l10n.t("Copy it into the registry first; its bytes are verified on the way."),
    details: ({ uri }) => ({ uri }),
  },
  "reference-restricted": {
    message: ({ title, uri }) =>
      l10n.t("{0} is outside of this workspace ({1}), which is not trusted.", title, uri),
    remedy: () => l10n.t("Trust the workspace to read it."),
    details: ({ uri }) => ({ uri }),
  },
  "reference-partly-here": {
    message: ({ title }) =>
      l10n.t("Some files of {0} are in the registry and others only at other places.", title),
    remedy: () => l10n.t("Copy the others into the registry first."),
  },
  "history-form-unknown": {
    message: ({ title }) =>
      l10n.t("Can't read {0}: it is in a form that this release does not know.", title),
    remedy: () => l10n.t("Update Model Registry."),
  },
  "snapshots-busy": {
    message: ({ folder }) => l10n.t("Others keep changing the copies in {0}.", folder),
    remedy: () => l10n.t("Try again when nothing writes there."),
  },
  "source-changed": {
    message: ({ path }) => l10n.t("{0} changed while it was being read.", path),
    remedy: () => l10n.t("Wait until it is written and register it again."),
  },
  "source-not-regular": {
    message: ({ path }) => l10n.t("{0} is not a regular file.", path),
    remedy: () => l10n.t("Choose a file, or a folder of files."),
  },
  "folder-in-the-way": {
    message: ({ path }) => l10n.t("{0} is a folder, where a file of the registry belongs.", path),
    remedy: () => l10n.t("Move it away and try again."),
  },
} satisfies WordTable<ArtifactRefusals>;

function restoreOriginal(): string {
  return l10n.t(
    "Register the original files again, which restores them, or copy .model-registry/artifacts from a backup or another clone.",
  );
}
