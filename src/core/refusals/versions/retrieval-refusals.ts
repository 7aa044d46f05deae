import * as l10n from "@vscode/l10n";
import type { WordTable } from "../word-table.ts";

/** Refusals to find versions, and to hand out their artifacts. */
export interface RetrievalRefusals {
  readonly "no-reference": { readonly code: "invalid-request"; readonly text: string };
  readonly "number-unknown": {
    readonly code: "unknown-version";
    readonly model: string;
    readonly number: string;
    /** Number of the latest version; absent if there is none. */
    readonly latest?: number;
  };
  readonly "no-versions": { readonly code: "unknown-version"; readonly model: string };
  readonly "name-unknown": {
    readonly code: "unknown-version";
    readonly model: string;
    readonly name: string;
    readonly stages: readonly string[];
  };
  readonly "metric-unclear": {
    readonly code: "invalid-request";
    readonly model: string;
    readonly name: string;
    /** Metrics that may be meant. */
    readonly similar: readonly string[];
    readonly metrics: readonly string[];
  };
  readonly "metric-unknown": {
    readonly code: "invalid-request";
    readonly model: string;
    readonly name: string;
    readonly metrics: readonly string[];
  };
  readonly "direction-unknown": {
    readonly code: "invalid-request";
    readonly model: string;
    readonly metric: string;
  };
  readonly "none-meets-query": {
    readonly code: "invalid-request";
    readonly model: string;
    readonly query: string;
  };
  readonly "best-without-bytes": {
    readonly code: "artifact-missing";
    readonly model: string;
    readonly metric: string;
    /** `fraud 5` */
    readonly best: string;
  };
  readonly "artifact-unknown": {
    readonly code: "unknown-artifact";
    /** `fraud 5` */
    readonly title: string;
    readonly path: string;
    readonly artifacts: readonly string[];
  };
  readonly "query-invalid": {
    readonly code: "invalid-request";
    readonly query: string;
    /** Clause: `a value is missing`. */
    readonly problem: string;
    /** Offset of the mistake, in UTF-16 units. */
    readonly from: number;
    readonly to: number;
    readonly suggestions: readonly string[];
  };
  readonly "filter-invalid": {
    readonly code: "invalid-request";
    readonly part: "filter" | "order";
    /** Clause about its place in MLflow's grammar. */
    readonly problem: string;
  };
}

export const retrievalWords = {
  "no-reference": {
    message: ({ text }) => l10n.t("“{0}” is not a version reference.", text),
    remedy: () =>
      l10n.t(
        "Write name@version, name@stage, name@alias or name@latest, for example fraud@Production.",
      ),
  },
  "number-unknown": {
    message: ({ model, number }) => l10n.t("{0} has no version {1}.", model, number),
    remedy: ({ latest }) =>
      latest === undefined ? l10n.t("Register one.") : l10n.t("Its latest is {0}.", latest),
  },
  "no-versions": {
    message: ({ model }) => l10n.t("{0} has no versions.", model),
    remedy: () => l10n.t("Register one."),
  },
  "name-unknown": {
    message: ({ model, name }) => l10n.t("{0} has nothing called “{1}”.", model, name),
    remedy: ({ stages }) =>
      l10n.t(
        "Use a version number, a label, an alias, latest, best:metric, or a stage: {0}.",
        stages.join(", "),
      ),
  },
  "metric-unclear": {
    message: ({ model, name }) =>
      l10n.t("Which metric of {0} “{1}” means is not clear.", model, name),
    remedy: ({ similar }) => l10n.t("Name one of {0}.", similar.join(", ")),
    details: ({ metrics }) => ({ metrics }),
  },
  "metric-unknown": {
    message: ({ model, name }) =>
      l10n.t("No version of {0} that is not rejected has a metric “{1}”.", model, name),
    details: ({ metrics }) => ({ metrics }),
  },
  "direction-unknown": {
    message: ({ model, metric }) =>
      l10n.t(
        "Which {0} is best by {1} is not clear: its name doesn't tell whether higher or lower is better.",
        model,
        metric,
      ),
  },
  "none-meets-query": {
    message: ({ model, query }) => l10n.t("No version of {0} meets “{1}”.", model, query),
    remedy: () => l10n.t("Take a condition out of it."),
  },
  "best-without-bytes": {
    message: ({ model, metric }) =>
      l10n.t("Of the versions of {0} with {1}, none has all of its stored bytes.", model, metric),
  },
  "artifact-unknown": {
    message: ({ title, path }) => l10n.t("{0} has no artifact named “{1}”.", title, path),
    remedy: ({ artifacts }) => l10n.t("Its artifacts are {0}.", artifacts.join(", ")),
  },
  "query-invalid": {
    message: ({ query, from, problem }) =>
      from >= query.length
        ? l10n.t("The query can’t be read at its end: {0}.", problem)
        : l10n.t("The query can’t be read at character {0}: {1}.", from + 1, problem),
    remedy: ({ suggestions }) =>
      suggestions.length > 0
        ? l10n.t(
            "Perhaps {0} was meant.",
            new Intl.ListFormat("en", { type: "disjunction" }).format(suggestions),
          )
        : l10n.t("Correct it there."),
    details: ({ query, from, to, suggestions }) => ({ query, from, to, suggestions }),
  },
  "filter-invalid": {
    message: ({ part, problem }) =>
      part === "filter"
        ? l10n.t("The filter is invalid: {0}.", problem)
        : l10n.t("The order is invalid: {0}.", problem),
    remedy: () => l10n.t("Write comparisons such as name LIKE 'fraud%' with AND between them."),
  },
} satisfies WordTable<RetrievalRefusals>;
