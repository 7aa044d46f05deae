import * as l10n from "@vscode/l10n";

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

/** Fault that hinders a task of git. */
export type GitFault =
  | RepositoryProblem
  | {
      readonly kind:
        | "untold"
        | "of-another-user"
        | "no-commit"
        | "commit-not-recorded"
        | "no-names-of-gto"
        | "tag-elsewhere";
    }
  /** `ref`: symbolic reference where the notes belong. */
  | { readonly kind: "notes-stand-for"; readonly ref: string; readonly target: string };

/** Cause as git tells it in a clause, or a fault that was found. */
export type GitProblem = string | GitFault;

/** Returns a problem in a clause: `git is not installed`. */
export function gitProblemText(problem: GitProblem): string {
  if (typeof problem === "string") return problem;
  switch (problem.kind) {
    case "untold":
      return l10n.t("git failed");
    case "of-another-user":
      return l10n.t(
        "the repository belongs to another user, so git refuses it (see safe.directory)",
      );
    case "no-commit":
      return l10n.t("there is no commit yet");
    case "commit-not-recorded":
      return l10n.t("no commit was recorded with it");
    case "no-names-of-gto":
      return l10n.t("GTO has no such names");
    case "tag-elsewhere":
      return l10n.t("a tag of this version is on another commit");
    case "notes-stand-for":
      return l10n.t("{0} stands for {1}", problem.ref, problem.target);
    default:
      return repositoryProblemText(problem);
  }
}

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
