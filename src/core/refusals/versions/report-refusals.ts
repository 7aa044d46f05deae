import * as l10n from "@vscode/l10n";
import type { WordTable } from "../word-table.ts";

/** Refusals of reports and of questions about lineage. */
export interface ReportRefusals {
  readonly "hash-ambiguous": { readonly code: "invalid-request"; readonly text: string };
  readonly "not-recorded": { readonly code: "invalid-request"; readonly text: string };
  readonly "too-many-compared": {
    readonly code: "invalid-request";
    readonly most: number;
    readonly given: number;
  };
  readonly "never-rolled-back": { readonly code: "invalid-request"; readonly model: string };
  readonly "rollback-unknown": {
    readonly code: "invalid-request";
    readonly model: string;
    readonly event: string;
  };
  readonly "report-is-no-table": { readonly code: "invalid-request"; readonly title: string };
  readonly "never-moved": { readonly code: "invalid-request"; readonly title: string };
  readonly "never-brought-into": {
    readonly code: "invalid-request";
    readonly title: string;
    readonly stage: string;
  };
  readonly "decision-unknown": {
    readonly code: "invalid-request";
    readonly title: string;
    readonly event: string;
  };
}

export const reportWords = {
  "hash-ambiguous": {
    message: ({ text }) => l10n.t("{0} is the beginning of several hashes.", text),
    remedy: () => l10n.t("Give more digits of the commit or digest."),
  },
  "not-recorded": {
    message: ({ text }) => l10n.t("No version was recorded with “{0}”.", text),
    remedy: () =>
      l10n.t(
        "Give the path, URI, name or digest of a dataset, a commit, or a version such as fraud@5.",
      ),
  },
  "too-many-compared": {
    message: ({ most, given }) =>
      l10n.t("A report is about 1 to {0} versions, not {1}.", most, given),
    remedy: () => l10n.t("Choose fewer versions."),
  },
  "never-rolled-back": {
    message: ({ model }) => l10n.t("{0} has never been rolled back, and had no alert.", model),
    remedy: aboutRollbacks,
  },
  "rollback-unknown": {
    message: ({ model, event }) =>
      l10n.t("No rollback or alert of {0} is recorded as {1}.", model, event),
    remedy: aboutRollbacks,
  },
  "report-is-no-table": {
    message: ({ title }) =>
      l10n.t("“{0}” can't be written as CSV: it is more than a table.", title),
    remedy: () => l10n.t("Choose HTML, Markdown or JSON."),
  },
  "never-moved": {
    message: ({ title }) => l10n.t("{0} has not been moved to another stage yet.", title),
    remedy: aboutDecisions,
  },
  "never-brought-into": {
    message: ({ title, stage }) => l10n.t("No decision has brought {0} into {1}.", title, stage),
    remedy: aboutDecisions,
  },
  "decision-unknown": {
    message: ({ title, event }) =>
      l10n.t("No decision about {0} is recorded as {1}.", title, event),
    remedy: aboutDecisions,
  },
} satisfies WordTable<ReportRefusals>;

function aboutDecisions(): string {
  return l10n.t("See its history for the decisions about it.");
}

function aboutRollbacks(): string {
  return l10n.t(
    "An incident report is about a rollback or an alert. Use a comparison report for two versions.",
  );
}
