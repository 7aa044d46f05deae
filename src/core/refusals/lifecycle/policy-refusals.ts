import * as l10n from "@vscode/l10n";
import {
  missingTransitionText,
  type MissingTransition,
} from "../../model/policy/missing-transition.ts";
import { commandText } from "../../text/command-text.ts";
import type { WordTable } from "../word-table.ts";

/** Refusals by or about the policy as a file, its hooks, and the trust in the workspace. */
export interface PolicyRefusals {
  readonly cancelled: { readonly code: "cancelled" };
  readonly "restricted-mode": { readonly code: "read-only" };
  readonly "policy-mistake": {
    readonly code: "invalid-policy";
    readonly line: number;
    /** Clause: `“stages” is missing`. */
    readonly problem: string;
    /** All mistakes of the file: `line 3: “stages” is missing`. */
    readonly mistakes: readonly string[];
  };
  readonly "policy-unreadable": {
    readonly code: "invalid-policy";
    /** Clause: `it is larger than 64 KiB`. */
    readonly problem: string;
  };
  readonly "policy-exists": { readonly code: "invalid-request"; readonly path: string };
  readonly "policy-changed": { readonly code: "busy" };
  readonly "hooks-perhaps-changed": { readonly code: "busy" };
  readonly "hooks-not-allowed": {
    readonly code: "hooks-not-allowed";
    /** Time at which they run: `when a version enters Production`. */
    readonly time: string;
    /** Others were allowed before. */
    readonly haveChanged: boolean;
    /** Digest of the hooks. */
    readonly hooks: string;
  };
  readonly "hooks-outdated": { readonly code: "invalid-request" };
  readonly "hook-failed": {
    readonly code: "hook-failed";
    /** `fraud 5` */
    readonly title: string;
    readonly to: string;
    readonly hook: readonly string[];
    /** Clause: `ended with code 1`. */
    readonly problem: string;
    readonly timedOut: boolean;
    readonly output: string;
    /** End of the output; can be empty. */
    readonly lastLines: string;
  };
  readonly "no-transition-missing": { readonly code: "invalid-request" };
  readonly "transitions-not-placed": {
    readonly code: "invalid-request";
    readonly missing: readonly MissingTransition[];
  };
}

export const policyWords = {
  cancelled: {
    message: () => l10n.t("Cancelled."),
    remedy: () => l10n.t("Nothing was changed."),
  },
  "restricted-mode": {
    message: () => l10n.t("The registry can't be changed: this workspace is in Restricted Mode."),
    remedy: () => l10n.t("Trust the workspace first (Workspaces: Manage Workspace Trust)."),
  },
  "policy-mistake": {
    message: ({ line, problem }) => l10n.t("policy.yaml, line {0}: {1}.", line, problem),
    details: ({ line, mistakes }) => ({ file: policyFile, line, mistakes }),
  },
  "policy-unreadable": {
    message: ({ problem }) => l10n.t("policy.yaml can't be read: {0}.", problem),
    details: () => ({ file: policyFile }),
  },
  "policy-exists": {
    message: ({ path }) => l10n.t("There is a policy in {0} already.", path),
    remedy: () => l10n.t("Change it there; it is a text to be reviewed like code."),
  },
  "policy-changed": {
    message: () => l10n.t("The policy has changed while its hooks were running."),
    remedy: () => l10n.t("Try again; nothing was changed."),
  },
  "hooks-perhaps-changed": {
    message: () =>
      l10n.t("The policy, and with it perhaps its hooks, has changed in the meantime."),
    remedy: () => l10n.t("Try again; nothing was changed."),
  },
  "hooks-not-allowed": {
    message: ({ time, haveChanged }) =>
      haveChanged
        ? l10n.t(
            "The policy runs programs {0}, and they have changed since you allowed them.",
            time,
          )
        : l10n.t("The policy runs programs {0}, and you have not allowed these.", time),
    details: ({ hooks }) => ({ hooks }),
  },
  "hooks-outdated": {
    message: () => l10n.t("The policy has no such hooks, or others by now."),
    remedy: () => l10n.t("Review the hooks that it has now, and allow them."),
  },
  "hook-failed": {
    message: ({ title, to, hook, problem, lastLines }) =>
      lastLines === ""
        ? l10n.t("Can't move {0} to {1}: the hook {2} {3}.", title, to, commandText(hook), problem)
        : l10n.t(
            "Can't move {0} to {1}: the hook {2} {3} (“{4}”).",
            title,
            to,
            commandText(hook),
            problem,
            lastLines,
          ),
    remedy: ({ timedOut }) =>
      timedOut
        ? l10n.t(
            "Find out what it waits for, or raise its timeout in the policy; nothing was changed.",
          )
        : l10n.t("Correct what it complains of, or the hook in the policy; nothing was changed."),
    details: ({ hook, output }) => ({ hook, output }),
  },
  "no-transition-missing": {
    message: () => l10n.t("No transition is missing any more."),
    remedy: writeTransitions,
  },
  "transitions-not-placed": {
    message: ({ missing }) => missingTransitionText(missing),
    remedy: writeTransitions,
  },
} satisfies WordTable<PolicyRefusals>;

function writeTransitions(): string {
  return l10n.t("Write them by hand where the policy has its transitions.");
}

const policyFile = ".model-registry/policy.yaml";
