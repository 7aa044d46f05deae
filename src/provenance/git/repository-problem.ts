import * as l10n from "@vscode/l10n";
import { inEnglish } from "../../core/text/language.ts";

/** Reason why a folder has no repository that can be used. */
export type RepositoryProblem =
  | {
      readonly kind:
        | "none"
        | "elsewhere"
        | "not-installed"
        | "no-git-directory"
        | "names-another"
        | "links-elsewhere";
    }
  | {
      readonly kind: "not-pointed-back";
      readonly repair: "set-work-tree" | "repair-worktree";
      /** Root of the work tree: absolute. */
      readonly root: string;
    };

/** Returns the problem in words, as the end of a sentence. */
export function repositoryProblemText(problem: RepositoryProblem): string {
  switch (problem.kind) {
    case "none":
      return l10n.t("not in a git repository");
    case "elsewhere":
      return l10n.t("the repository's work tree is somewhere else");
    case "not-installed":
      return l10n.t("git is not installed");
    case "no-git-directory":
      return l10n.t("its .git is neither a git directory nor names one");
    case "names-another":
      return l10n.t("its .git names another repository (commondir)");
    case "links-elsewhere":
      return l10n.t("links in its git directory lead to another repository");
    case "not-pointed-back":
      return problem.repair === "set-work-tree"
        ? l10n.t(
            "its .git points to a repository that doesn't point back to this folder: run “git config core.worktree '{0}'” there if it is its work tree",
            problem.root,
          )
        : l10n.t(
            "its .git points to a repository that doesn't point back to this folder: run “git worktree repair” in it if it is a worktree that was moved",
          );
  }
}

/** Returns the problem in words for the ledger, which are English in any editor. */
export function recordedRepositoryProblem(problem: RepositoryProblem): string {
  return inEnglish(() => repositoryProblemText(problem));
}
