import * as l10n from "@vscode/l10n";
import { gitProblemText, type GitProblem } from "./git-problem.ts";

/** Task for which git is asked. */
export type GitTask =
  | { readonly kind: "show-commit"; readonly commit: string }
  | { readonly kind: "compare-commits"; readonly from: string; readonly to: string }
  | { readonly kind: "anchor" | "import" }
  /** `title`: `fraud 5` */
  | {
      readonly kind: "reproduce" | "check-out" | "apply-patch" | "publish";
      readonly title: string;
    };

/** Remedy for a task that git refuses. */
export type GitAdvice =
  | "clone-to-compare"
  | "clone-to-import"
  | "clone-to-reproduce"
  | "clone-to-show"
  | "commit-first"
  | "rename-model"
  | "fetch-branch"
  | "fetch-branches"
  | "fetch-commit"
  | "init"
  | "repair"
  | "trust-owner"
  /** Symbolic reference that has to go. */
  | { readonly remove: string };

/** Returns what git could not be used for, and why. */
export function gitTaskText(task: GitTask, given: GitProblem): string {
  const problem = gitProblemText(given);
  switch (task.kind) {
    case "show-commit":
      return l10n.t("Can't show commit {0}: {1}.", task.commit.slice(0, 7), problem);
    case "compare-commits":
      return l10n.t(
        "Can't compare {0} and {1}: {2}.",
        task.from.slice(0, 7),
        task.to.slice(0, 7),
        problem,
      );
    case "anchor":
      return l10n.t("The ledger can't be anchored in git: {0}.", problem);
    case "import":
      return l10n.t("Versions can't be read from git: {0}.", problem);
    case "reproduce":
      return l10n.t("Can't reproduce {0}: {1}.", task.title, problem);
    case "publish":
      return l10n.t("Can't write tags of {0}: {1}.", task.title, problem);
    case "check-out":
      return l10n.t(
        "Can't reproduce {0}: its commit can't be checked out: {1}.",
        task.title,
        problem,
      );
    case "apply-patch":
      return l10n.t("Can't reproduce {0}: its patch can't be applied: {1}.", task.title, problem);
  }
}

/** Returns a remedy in whole sentences. */
export function gitAdviceText(advice: GitAdvice): string {
  return typeof advice === "object"
    ? l10n.t("Run “git symbolic-ref -d {0}”.", advice.remove)
    : advices[advice]();
}

const advices: Readonly<Record<Extract<GitAdvice, string>, () => string>> = {
  "clone-to-compare": () => l10n.t("Compare them in a clone of the repository."),
  "clone-to-import": () => l10n.t("Import in a clone of the repository that has them."),
  "clone-to-reproduce": () => l10n.t("Open a clone of the repository that it was registered in."),
  "clone-to-show": () => l10n.t("Look it up in a clone of the repository."),
  "commit-first": () => l10n.t("Commit something first."),
  "rename-model": () => l10n.t("Rename the model: letters, digits, “-”, “_” and “/” go."),
  "fetch-branch": () => l10n.t("Fetch the branch that it is on, and try again."),
  "fetch-branches": () => l10n.t("Fetch the branches that they are on, and try again."),
  "fetch-commit": () =>
    l10n.t("Fetch the commit if this clone doesn't have it (git fetch --all), and try again."),
  init: () => l10n.t("Make a repository with “git init” and a first commit."),
  repair: () => l10n.t("Repair the repository and try again."),
  "trust-owner": () =>
    l10n.t(
      "Let its owner anchor it, or trust it: git config --global --add safe.directory <folder>.",
    ),
};
