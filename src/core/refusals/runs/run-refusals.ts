import * as l10n from "@vscode/l10n";
import { formatNumber } from "../../text/language.ts";
import type { WordTable } from "../word-table.ts";

/** Refusals about experiments and runs. Runs are named by their names, else their ids. */
export interface RunRefusals {
  readonly "experiment-unknown": {
    readonly code: "unknown-experiment";
    /** Name or id as it was asked for. */
    readonly experiment: string;
  };
  readonly "experiment-deleted": {
    readonly code: "unknown-experiment";
    readonly experiment: string;
  };
  readonly "experiment-name-taken": {
    readonly code: "experiment-exists";
    readonly experiment: string;
    readonly isDeleted: boolean;
  };
  readonly "experiment-name-invalid": { readonly code: "invalid-request"; readonly name: string };
  readonly "experiment-unchanged": {
    readonly code: "invalid-request";
    readonly experiment: string;
  };
  readonly "run-unknown": { readonly code: "unknown-run"; readonly run: string };
  readonly "run-ambiguous": {
    readonly code: "invalid-request";
    readonly run: string;
    /** Ids of the runs that it may mean. */
    readonly matches: readonly string[];
  };
  readonly "run-deleted": { readonly code: "unknown-run"; readonly run: string };
  readonly "run-not-deleted": { readonly code: "invalid-request"; readonly run: string };
  readonly "run-id-taken": { readonly code: "run-exists"; readonly run: string };
  readonly "run-id-invalid": { readonly code: "invalid-request"; readonly run: string };
  readonly "run-already-ended": {
    readonly code: "invalid-request";
    readonly run: string;
    readonly status: string;
  };
  readonly "run-already-running": { readonly code: "invalid-request"; readonly run: string };
  readonly "run-parameter-changed": {
    readonly code: "invalid-request";
    readonly run: string;
    readonly key: string;
    readonly from: string;
    readonly to: string;
  };
  readonly "run-entry-invalid": {
    readonly code: "invalid-request";
    readonly run: string;
    /** Clause: `values.loss is no number`. */
    readonly problem: string;
  };
  readonly "run-too-large": {
    readonly code: "invalid-request";
    readonly run: string;
    /** `metrics`, `artifacts`… */
    readonly what: string;
    readonly limit: number;
  };
  readonly "run-model-unknown": {
    readonly code: "unknown-artifact";
    readonly model: string;
  };
  readonly "run-artifact-path": { readonly code: "invalid-request"; readonly path: string };
  readonly "run-artifact-unknown": {
    readonly code: "unknown-artifact";
    /** Name of the run; absent for a logged model. */
    readonly run?: string;
    readonly loggedModel?: string;
    /** Empty if there are no artifacts at all. */
    readonly path: string;
  };
  readonly "run-log-busy": { readonly code: "busy"; readonly run: string };
}

export const runWords = {
  "experiment-unknown": {
    message: ({ experiment }) => l10n.t("There is no experiment “{0}”.", experiment),
    remedy: () => l10n.t("List the experiments to see their names."),
    details: ({ experiment }) => ({ experiment }),
  },
  "experiment-deleted": {
    message: ({ experiment }) => l10n.t("The experiment “{0}” was deleted.", experiment),
    remedy: () => l10n.t("Restore it, or use another experiment."),
    details: ({ experiment }) => ({ experiment }),
  },
  "experiment-name-taken": {
    message: ({ experiment, isDeleted }) =>
      isDeleted
        ? l10n.t("There is a deleted experiment “{0}”.", experiment)
        : l10n.t("There is an experiment “{0}” already.", experiment),
    remedy: ({ isDeleted }) =>
      isDeleted
        ? l10n.t("Restore it, or choose another name.")
        : l10n.t("Use it, or choose another name."),
    details: ({ experiment }) => ({ experiment }),
  },
  "experiment-name-invalid": {
    message: ({ name }) => l10n.t("“{0}” can't be the name of an experiment.", name),
    remedy: () =>
      l10n.t("Use 1 to 500 characters, without control characters and spaces around them."),
  },
  "experiment-unchanged": {
    message: ({ experiment }) =>
      l10n.t("Nothing about the experiment “{0}” would change.", experiment),
    remedy: () => l10n.t("Give another name or another tag."),
  },
  "run-unknown": {
    message: ({ run }) => l10n.t("There is no run “{0}”.", run),
    remedy: () => l10n.t("List the runs to see their ids."),
    details: ({ run }) => ({ run }),
  },
  "run-ambiguous": {
    message: ({ run }) => l10n.t("“{0}” matches several runs.", run),
    remedy: ({ matches }) => l10n.t("Give more of the id: {0}.", matches.join(", ")),
    details: ({ run, matches }) => ({ run, matches }),
  },
  "run-deleted": {
    message: ({ run }) => l10n.t("The run “{0}” was deleted.", run),
    remedy: () => l10n.t("Restore it first."),
    details: ({ run }) => ({ run }),
  },
  "run-not-deleted": {
    message: ({ run }) => l10n.t("The run “{0}” is not deleted.", run),
    remedy: () => l10n.t("Nothing needs to be restored."),
  },
  "run-id-taken": {
    message: ({ run }) => l10n.t("There is a run “{0}” already.", run),
    remedy: () => l10n.t("Resume it, or leave the id out to get a new one."),
    details: ({ run }) => ({ run }),
  },
  "run-id-invalid": {
    message: ({ run }) => l10n.t("“{0}” can't be the id of a run.", run),
    remedy: () =>
      l10n.t("Use 1 to 128 lower-case letters, digits, _ and -, and a letter or digit first."),
  },
  "run-already-ended": {
    message: ({ run, status }) => l10n.t("The run “{0}” has ended already: {1}.", run, status),
    remedy: () => l10n.t("Resume it to log on."),
    details: ({ run, status }) => ({ run, status }),
  },
  "run-already-running": {
    message: ({ run }) => l10n.t("The run “{0}” is running.", run),
    remedy: () => l10n.t("Log to it, or end it first."),
    details: ({ run }) => ({ run }),
  },
  "run-parameter-changed": {
    message: ({ run, key, from, to }) =>
      l10n.t(
        "The parameter {0} of the run “{1}” can't become {2}: it is {3}, and a parameter of a run keeps its value.",
        key,
        run,
        to,
        from,
      ),
    remedy: () => l10n.t("Use another key, or start another run."),
    details: ({ key, from, to }) => ({ key, from, to }),
  },
  "run-entry-invalid": {
    message: ({ run, problem }) => l10n.t("Can't log to the run “{0}”: {1}.", run, problem),
    remedy: () => l10n.t("Correct the entry and log it again."),
  },
  "run-too-large": {
    message: ({ run, what, limit }) =>
      l10n.t("The run “{0}” can't have more than {1} {2}.", run, formatNumber(limit), what),
    remedy: () => l10n.t("Log less, or start another run."),
  },
  "run-model-unknown": {
    message: ({ model }) => l10n.t("There is no logged model “{0}”.", model),
    remedy: () => l10n.t("Show the run to see the models that it logged."),
    details: ({ model }) => ({ model }),
  },
  "run-artifact-path": {
    message: ({ path }) => l10n.t("“{0}” can't be the path of an artifact.", path),
    remedy: () =>
      l10n.t("Use a relative path with / between its parts, without .. and reserved characters."),
    details: ({ path }) => ({ path }),
  },
  "run-artifact-unknown": {
    message: ({ run = "", loggedModel, path }) => {
      if (loggedModel === undefined) {
        return path === ""
          ? l10n.t("The run “{0}” has no artifacts.", run)
          : l10n.t("The run “{0}” has no artifact {1}.", run, path);
      }
      return path === ""
        ? l10n.t("The logged model “{0}” has no artifacts.", loggedModel)
        : l10n.t("The logged model “{0}” has no artifact {1}.", loggedModel, path);
    },
    remedy: ({ path }) =>
      path === ""
        ? l10n.t("Log its files first.")
        : l10n.t("List its artifacts to see their paths."),
    details: ({ path }) => ({ path }),
  },
  "run-log-busy": {
    message: ({ run }) =>
      l10n.t("The log of the run “{0}” is being sealed by another process.", run),
    remedy: () => l10n.t("Try again."),
  },
} satisfies WordTable<RunRefusals>;
