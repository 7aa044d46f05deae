import * as l10n from "@vscode/l10n";
import type { WordTable } from "../word-table.ts";

/** Refusals to reproduce a version. Versions are named by their titles: `fraud 5`. */
export interface ReproductionRefusals {
  readonly "command-invalid": { readonly code: "invalid-request" };
  readonly "no-digests-to-compare": { readonly code: "invalid-request"; readonly title: string };
  readonly "reproduction-unknown": { readonly code: "invalid-request"; readonly id: string };
  readonly "no-commit-to-reproduce": { readonly code: "invalid-request"; readonly title: string };
  readonly "reproduction-in-workspace": {
    readonly code: "invalid-request";
    readonly folder: string;
  };
  readonly "reproduction-failed": {
    readonly code: "command-failed";
    readonly title: string;
    readonly end: CommandEnd;
    /** Work tree that is still there. */
    readonly folder: string;
  };
}

/** End of a command that failed. */
export type CommandEnd =
  | { readonly kind: "exit"; readonly exitCode: number }
  | { readonly kind: "early" }
  /** `problem`: clause after “the command”: `was ended by SIGTERM`. */
  | { readonly kind: "other"; readonly problem: string };

export const reproductionWords = {
  "command-invalid": {
    message: () => l10n.t("The command is empty or longer than 32 KiB."),
    remedy: () => l10n.t("Give the command line that trains the model."),
  },
  "no-digests-to-compare": {
    message: ({ title }) =>
      l10n.t("The files of {0} can't be compared: no SHA-256 of them is known.", title),
    remedy: () => l10n.t("Register the files themselves, so that their digests are recorded."),
  },
  "reproduction-unknown": {
    message: ({ id }) => l10n.t("There is no prepared reproduction {0}.", id),
    remedy: () => l10n.t("Prepare it again."),
  },
  "no-commit-to-reproduce": {
    message: ({ title }) => l10n.t("Can't reproduce {0}: no commit was recorded with it.", title),
    remedy: () => l10n.t("Register versions in a git repository, so that their code is known."),
  },
  "reproduction-in-workspace": {
    message: ({ folder }) =>
      l10n.t("{0} is in the workspace, which a reproduction leaves as it is.", folder),
    remedy: () => l10n.t("Choose a folder outside of it."),
  },
  "reproduction-failed": {
    message: ({ title, end }) => {
      switch (end.kind) {
        case "exit":
          return l10n.t(
            "{0} was not reproduced: the command ended with code {1}.",
            title,
            end.exitCode,
          );
        case "early":
          return l10n.t("{0} was not reproduced: the command ended early.", title);
        case "other":
          return l10n.t("{0} was not reproduced: the command {1}.", title, end.problem);
      }
    },
    details: ({ folder }) => ({ folder }),
  },
} satisfies WordTable<ReproductionRefusals>;
