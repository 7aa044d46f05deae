import * as l10n from "@vscode/l10n";
import type { GitProblem } from "../git/git-problem.ts";
import { gitAdviceText, gitTaskText, type GitAdvice, type GitTask } from "../git/git-task.ts";
import { serverProblemText, type ServerProblem } from "../sharing/server-problem.ts";
import type { WordTable } from "../word-table.ts";
import { adviceText, faultText, type FileAdvice, type FileFault } from "./file-fault.ts";

/** A metric or parameter that was given by itself. */
interface GivenValue {
  readonly code: "invalid-request";
  readonly kind: "metric" | "parameter";
  readonly name: string;
}

/** Refusals of the sources that a version is registered from: files, git, given values. */
export interface SourceRefusals {
  readonly "file-unusable": {
    readonly code: "file-problem";
    /** Name or path relative to the workspace folder, as the person knows it. */
    readonly file: string;
    /** 1-based, where it is known. */
    readonly line?: number;
    readonly fault: FileFault;
    readonly advice: FileAdvice;
  };
  readonly "git-failed": {
    readonly code: "file-problem";
    readonly task: GitTask;
    readonly problem: GitProblem;
    readonly advice: GitAdvice;
  };
  /** Another server, a registry or a hub, did not do what was asked. */
  readonly "server-failed": {
    readonly code: "server-problem";
    /** Its address. */
    readonly server: string;
    readonly problem: ServerProblem;
    readonly advice: "reach" | "authorize" | "look";
  };
  readonly "value-name-invalid": GivenValue;
  /** `problem`: clause. */
  readonly "value-not-recorded": GivenValue & { readonly problem: string };
}

export const sourceWords = {
  "file-unusable": {
    message: ({ file, line, fault }) => faultText(file, line, fault),
    remedy: ({ advice }) => adviceText(advice),
    details: ({ file, line }) => ({ file, ...(line !== undefined && { line }) }),
  },
  "git-failed": {
    message: ({ task, problem }) => gitTaskText(task, problem),
    remedy: ({ advice }) => gitAdviceText(advice),
  },
  "server-failed": {
    message: ({ server, problem }) =>
      l10n.t("{0} can't do that: {1}.", server, serverProblemText(problem)),
    remedy: ({ advice }) => {
      switch (advice) {
        case "reach":
          return l10n.t("Check its address, and whether it can be reached from here.");
        case "authorize":
          return l10n.t("Give a token that may do it.");
        case "look":
          return l10n.t("Look at what the server says of it, then try again: what is done stays.");
      }
    },
    details: ({ server }) => ({ server }),
  },
  "value-name-invalid": {
    message: ({ kind, name }) =>
      kind === "metric"
        ? l10n.t("The metric {0} has no name that can be recorded.", name)
        : l10n.t("The parameter {0} has no name that can be recorded.", name),
    remedy: () => l10n.t("Use 1 to 250 characters."),
  },
  "value-not-recorded": {
    message: ({ kind, name, problem }) =>
      kind === "metric"
        ? l10n.t("The metric {0} can't be recorded: {1}.", name, problem)
        : l10n.t("The parameter {0} can't be recorded: {1}.", name, problem),
    remedy: () => l10n.t("Give another value, or leave it out."),
  },
} satisfies WordTable<SourceRefusals>;
