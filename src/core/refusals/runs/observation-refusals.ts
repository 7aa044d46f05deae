import * as l10n from "@vscode/l10n";
import { formatNumber } from "../../text/language.ts";
import type { WordTable } from "../word-table.ts";

/** Refusals about observations of versions in use. */
export interface ObservationRefusals {
  readonly "observations-sealed": { readonly code: "busy"; readonly segment: string };
  readonly "monitoring-settled": { readonly code: "busy" };
  readonly "observation-invalid": {
    readonly code: "invalid-request";
    /** Number of the given observation, from 1 on. */
    readonly position: number;
    /** Clause: `metrics.latency_ms must be a number`. */
    readonly problem: string;
  };
  readonly "observation-without-version": {
    readonly code: "invalid-request";
    readonly position: number;
  };
  readonly "observation-in-future": {
    readonly code: "invalid-request";
    readonly position: number;
    /** ISO 8601. */
    readonly at: string;
  };
}

export const observationWords = {
  "observations-sealed": {
    message: () => l10n.t("These observations were sealed by another process."),
    remedy: () => l10n.t("Try again."),
  },
  "monitoring-settled": {
    message: () => l10n.t("Another window or job has recorded this meanwhile."),
    remedy: () => l10n.t("Nothing needs to be done."),
  },
  "observation-invalid": {
    message: ({ position, problem }) =>
      l10n.t("Observation {0} can't be recorded: {1}.", formatNumber(position), problem),
    remedy: () => l10n.t("Correct it and record it again."),
    details: ({ position, problem }) => ({ position, problem }),
  },
  "observation-without-version": {
    message: ({ position }) => l10n.t("Observation {0} names no version.", formatNumber(position)),
    remedy: () => l10n.t("Add the version that was used, such as fraud@Production."),
    details: ({ position }) => ({ position }),
  },
  "observation-in-future": {
    message: ({ position, at }) =>
      l10n.t("The time of observation {0} is in the future: {1}.", formatNumber(position), at),
    remedy: () => l10n.t("Check the clock of the program that observes."),
    details: ({ position, at }) => ({ position, at }),
  },
} satisfies WordTable<ObservationRefusals>;
