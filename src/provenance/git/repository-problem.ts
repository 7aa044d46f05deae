import {
  repositoryProblemText,
  type RepositoryProblem,
} from "../../core/refusals/git/git-problem.ts";
import { inEnglish } from "../../core/text/language.ts";

/** Returns the problem in words for the ledger, which are English in any editor. */
export function recordedRepositoryProblem(problem: RepositoryProblem): string {
  return inEnglish(() => repositoryProblemText(problem));
}
