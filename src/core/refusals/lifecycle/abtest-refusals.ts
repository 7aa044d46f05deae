import * as l10n from "@vscode/l10n";
import type { WordTable } from "../word-table.ts";

/** Refusals about A/B tests. */
export interface AbTestRefusals {
  readonly "ab-unknown": { readonly code: "unknown-test"; readonly test: string };
  readonly "ab-unread": {
    readonly code: "figures-unread";
    readonly test: string;
    /** The sentence that says why. */
    readonly problem: string;
  };
  readonly "ab-name-taken": { readonly code: "test-exists"; readonly test: string };
  readonly "ab-name-invalid": { readonly code: "invalid-request"; readonly name: string };
  readonly "ab-same-version": { readonly code: "invalid-request"; readonly test: string };
  readonly "ab-variants": { readonly code: "invalid-request"; readonly count: number };
  readonly "ab-split-invalid": {
    readonly code: "invalid-request";
    readonly test: string;
    readonly variants: number;
  };
  readonly "ab-split-unchanged": { readonly code: "invalid-request"; readonly test: string };
  readonly "ab-canary-invalid": { readonly code: "invalid-request"; readonly test: string };
  readonly "ab-shadow-split": { readonly code: "invalid-request"; readonly test: string };
  readonly "ab-concluded": { readonly code: "invalid-request"; readonly test: string };
  readonly "ab-no-variant": { readonly code: "invalid-request"; readonly test: string };
  readonly "observation-without-request": {
    readonly code: "invalid-request";
    readonly position: number;
    readonly test: string;
  };
  readonly "observation-of-no-variant": {
    readonly code: "invalid-request";
    readonly position: number;
    readonly test: string;
  };
}

export const abTestWords = {
  "ab-unknown": {
    message: ({ test }) => l10n.t("There is no A/B test “{0}”.", test),
    remedy: () => l10n.t("List the A/B tests to see their names."),
    details: ({ test }) => ({ test }),
  },
  "ab-unread": {
    message: ({ test, problem }) =>
      l10n.t("The figures of the A/B test “{0}” can't be read here. {1}", test, problem),
    details: ({ test }) => ({ test }),
  },
  "ab-name-taken": {
    message: ({ test }) => l10n.t("The A/B test “{0}” is running already.", test),
    remedy: () => l10n.t("Choose another name, or conclude it first."),
    details: ({ test }) => ({ test }),
  },
  "ab-name-invalid": {
    message: ({ name }) => l10n.t("“{0}” can't be the name of an A/B test.", name),
    remedy: () => l10n.t("Use up to 100 letters, digits, spaces, _, . and -."),
  },
  "ab-same-version": {
    message: ({ test }) => l10n.t("A version stands twice in the A/B test “{0}”.", test),
    remedy: () => l10n.t("Name each version once."),
  },
  "ab-variants": {
    message: ({ count }) => l10n.t("An A/B test can't have {0} versions.", count),
    remedy: () => l10n.t("Name two to four versions."),
  },
  "ab-split-invalid": {
    message: ({ test, variants }) =>
      l10n.t("The split doesn't fit the A/B test “{0}”, which has {1} versions.", test, variants),
    remedy: () =>
      l10n.t("Give a percentage for each version, with at most two decimals, 100 in all: 90/10."),
  },
  "ab-split-unchanged": {
    message: ({ test }) => l10n.t("The A/B test “{0}” has this split already.", test),
    remedy: () => l10n.t("Nothing needs to be changed."),
  },
  "ab-canary-invalid": {
    message: ({ test }) => l10n.t("The A/B test “{0}” can't be a canary like that.", test),
    remedy: () =>
      l10n.t("Name two versions, and percentages of the second one that grow: 5, 25, 100."),
  },
  "ab-shadow-split": {
    message: ({ test }) =>
      l10n.t("The A/B test “{0}” has no split: in a shadow test all versions answer.", test),
    remedy: () => l10n.t("Conclude it and start one with a split."),
  },
  "ab-concluded": {
    message: ({ test }) => l10n.t("The A/B test “{0}” has ended already.", test),
    remedy: () => l10n.t("Start another one."),
    details: ({ test }) => ({ test }),
  },
  "ab-no-variant": {
    message: ({ test }) => l10n.t("This version takes no part in the A/B test “{0}”.", test),
    remedy: () => l10n.t("Choose one of its versions."),
    details: ({ test }) => ({ test }),
  },
  "observation-without-request": {
    message: ({ position, test }) =>
      l10n.t(
        "Observation {0} of the A/B test “{1}” names neither a request nor a version.",
        position,
        test,
      ),
    remedy: () => l10n.t("Add the id of the request that was routed, or the version."),
    details: ({ position, test }) => ({ position, test }),
  },
  "observation-of-no-variant": {
    message: ({ position, test }) =>
      l10n.t("The version of observation {0} takes no part in the A/B test “{1}”.", position, test),
    remedy: () => l10n.t("Leave the version out to take the one that the request is routed to."),
    details: ({ position, test }) => ({ position, test }),
  },
} satisfies WordTable<AbTestRefusals>;
