import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { commitAll, git } from "../../support/git.ts";
import { temporaryFolder, write } from "../temporary-folder.ts";

/** A repository on branch `main` with `train.py` and what else is given committed. */
export function repository(files: Readonly<Record<string, string>> = {}): string {
  const folder = join(temporaryFolder(), "project");
  mkdirSync(folder);
  git(folder, "init", "--quiet", "--initial-branch=main");
  write(folder, { "train.py": "print(1)\n", ...files });
  commitAll(folder, "Train a model");
  return folder;
}
