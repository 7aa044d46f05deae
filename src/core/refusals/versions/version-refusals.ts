import * as l10n from "@vscode/l10n";
import type { VersionId } from "../../model/ids.ts";
import type { WordTable } from "../word-table.ts";

/** Refusals about models and versions as such. */
export interface VersionRefusals {
  readonly "unknown-model": { readonly code: "unknown-model"; readonly model: string };
  readonly "unknown-version-id": { readonly code: "unknown-version"; readonly version: string };
  readonly "version-deleted": {
    readonly code: "version-deleted";
    readonly version: VersionId;
    /** `fraud 5` */
    readonly title: string;
    /** `fraud@5` */
    readonly reference: string;
    readonly deletedAt: string;
    readonly deletedBy: string;
    /** Reason that was given. */
    readonly because: string;
  };
  readonly "already-registered": {
    readonly code: "already-registered";
    readonly version: VersionId;
    readonly model: string;
    readonly number: number;
    /** `fraud 5` */
    readonly title: string;
    /** `fraud@5` */
    readonly reference: string;
    readonly stage: string;
  };
  readonly "dangerous-file": {
    readonly code: "dangerous-file";
    readonly file: string;
    readonly findings: readonly { readonly code: string; readonly message: string }[];
  };
  /** `title`: `fraud 5` */
  readonly "no-patch": { readonly code: "unknown-artifact"; readonly title: string };
  readonly "no-commit": { readonly code: "invalid-request"; readonly title: string };
}

export const versionWords = {
  "unknown-model": {
    message: ({ model }) => l10n.t("There is no model named “{0}” in this registry.", model),
  },
  "unknown-version-id": {
    message: ({ version }) => l10n.t("Version {0} is not in this registry.", version),
  },
  "version-deleted": {
    message: ({ title, deletedAt, deletedBy, because }) =>
      l10n.t(
        "{0} was deleted on {1} by {2}: “{3}”.",
        title,
        deletedAt.slice(0, 10),
        deletedBy,
        because,
      ),
    details: ({ version, reference, deletedAt, deletedBy }) => ({
      version,
      reference,
      deletedAt,
      deletedBy,
    }),
  },
  "already-registered": {
    message: ({ title, stage }) =>
      l10n.t("These bytes are already registered as {0} ({1}).", title, stage),
    details: ({ version, model, number, reference }) => ({ version, model, number, reference }),
  },
  "dangerous-file": {
    message: ({ file, findings: [first] }) =>
      first
        ? l10n.t("{0} is dangerous: {1}", file, first.message)
        : l10n.t("{0} is dangerous: loading it would do harm.", file),
    details: ({ findings }) => ({
      findings: findings.map(({ code, message }) => `${code}: ${message}`),
    }),
  },
  "no-patch": {
    message: ({ title }) =>
      l10n.t("{0} has no patch: its tree was clean or the patch was not kept.", title),
    remedy: () => l10n.t("Look at its commit instead."),
  },
  "no-commit": {
    message: ({ title }) => l10n.t("{0} was registered without a commit.", title),
    remedy: () => l10n.t("Choose versions that have one."),
  },
} satisfies WordTable<VersionRefusals>;
