import * as l10n from "@vscode/l10n";
import {
  protectionAdviceText,
  protectionText,
  type Protection,
  type ProtectionAdvice,
} from "../../model/policy/protection.ts";
import { alternatives } from "../../text/alternatives.ts";
import { actionText, type RefusedAction } from "../refused-action.ts";
import type { WordTable } from "../word-table.ts";

/** Refusals to delete versions, and to free their bytes. */
export interface RetentionRefusals {
  readonly "version-in-use": {
    readonly code: "version-in-use";
    /** `fraud 5` */
    readonly title: string;
    readonly version: string;
    readonly use: Protection;
    /** Condition that has to be met first. */
    readonly advice: ProtectionAdvice;
  };
  readonly "retention-period": {
    readonly code: "retention-period";
    readonly title: string;
    readonly version: string;
    /** Subject of the remedy: `fraud@5`, or `fraud` if the days are written there. */
    readonly subject: string;
    readonly reference: string;
    readonly writtenOn: "model" | "version";
    /** Days as they are written. */
    readonly days: string;
    /** End of the period; absent if the text is no number. */
    readonly until?: string;
    /** Whole days that have passed. */
    readonly passed: number;
  };
  readonly "may-not-delete": {
    readonly code: "not-permitted";
    readonly action: RefusedAction;
    readonly stage: string;
    readonly people: readonly string[];
  };
  readonly "nothing-to-delete": { readonly code: "invalid-request" };
  readonly "freeing-cancelled": { readonly code: "cancelled" };
  readonly "archiving-cancelled": {
    readonly code: "cancelled";
    /** Number of versions that stayed. */
    readonly left: number;
  };
  readonly "import-cancelled": {
    readonly code: "cancelled";
    /** Number of versions that are registered. */
    readonly registered: number;
  };
}

export const retentionWords = {
  "version-in-use": {
    message: ({ title, use }) => l10n.t("Can't delete {0}: {1}.", title, protectionText(use)),
    remedy: ({ advice }) => protectionAdviceText(advice),
    details: ({ version, use }) => ({ version, protection: use.kind }),
  },
  "retention-period": {
    message: ({ title, writtenOn, days, until }) => {
      if (until === undefined) {
        return writtenOn === "model"
          ? l10n.t(
              "Can't delete {0}: the retention-days of its model are “{1}”, which is no number of days.",
              title,
              days.slice(0, 60),
            )
          : l10n.t(
              "Can't delete {0}: its retention-days are “{1}”, which is no number of days.",
              title,
              days.slice(0, 60),
            );
      }
      return writtenOn === "model"
        ? l10n.t(
            "Can't delete {0}: the retention-days of its model ({1}) keep it until {2}.",
            title,
            days,
            minuteFrom(until),
          )
        : l10n.t(
            "Can't delete {0}: its retention-days ({1}) keep it until {2}.",
            title,
            days,
            minuteFrom(until),
          );
    },
    details: ({ version, days, until }) => ({
      version,
      retentionDays: days,
      ...(until !== undefined && { until }),
    }),
  },
  "may-not-delete": {
    message: ({ action, stage }) =>
      l10n.t(
        "{0}: by the policy, only those who may move versions to {1} may delete them.",
        actionText(action),
        stage,
      ),
    remedy: ({ people }) => l10n.t("Ask {0}.", alternatives(people)),
  },
  "nothing-to-delete": {
    message: () => l10n.t("Retention would no longer delete any of these versions."),
    remedy: () => l10n.t("Look at its preview again; nothing was deleted."),
  },
  "freeing-cancelled": {
    message: () => l10n.t("Cancelled before all unused files were removed."),
    remedy: () => l10n.t("Free the rest another time; nothing that is needed was touched."),
  },
  "archiving-cancelled": {
    message: ({ left }) =>
      left === 1
        ? l10n.t("Cancelled: 1 version of those to archive stayed.")
        : l10n.t("Cancelled: {0} versions of those to archive stayed.", left),
    remedy: () => l10n.t("Archive the rest another time."),
  },
  "import-cancelled": {
    message: () => l10n.t("The import was cancelled."),
    remedy: ({ registered }) => {
      if (registered === 0) return l10n.t("Nothing was registered.");
      return registered === 1
        ? l10n.t("Registered 1 version; import again to continue with the rest.")
        : l10n.t("Registered {0} versions; import again to continue with the rest.", registered);
    },
  },
} satisfies WordTable<RetentionRefusals>;

/** Returns the first whole minute that is not before an instant: `2026-11-21 09:30 UTC`. */
function minuteFrom(at: string): string {
  const minute = new Date(Math.ceil(Date.parse(at) / 60_000) * 60_000).toISOString();
  return `${minute.slice(0, 16).replace("T", " ")} UTC`;
}
