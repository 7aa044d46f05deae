import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { onTestFinished } from "vitest";
import { commitAll, git } from "../support/git.ts";
import { temporaryParent } from "../support/temporary-parent.ts";

/** A folder that is gone when the test is over. */
export function temporaryFolder(): string {
  const folder = realpathSync(mkdtempSync(join(temporaryParent(), "model-registry-test-")));
  onTestFinished(() => {
    rmSync(folder, { recursive: true, force: true });
  });
  return folder;
}

/** Writes files, by path relative to the folder; folders are made as needed. */
export function write(folder: string, files: Readonly<Record<string, string>>): void {
  for (const [path, content] of Object.entries(files)) {
    const absolute = join(folder, path);
    mkdirSync(dirname(absolute), { recursive: true });
    writeFileSync(absolute, content);
  }
}

/** A git repository with a trained model and what is usually beside one, committed. */
export function workspace(files: Readonly<Record<string, string>> = {}): string {
  const folder = join(temporaryFolder(), "project");
  write(folder, {
    "models/fraud.onnx": "weights 1",
    "models/metrics.json": '{ "test": { "auc": 0.91 }, "train": { "auc": 0.95 } }',
    "models/params.yaml": "max_depth: 3\n",
    "requirements.txt": "scikit-learn==1.9.1\n",
    "data/train.csv": "a,b\n1,2\n",
    ...files,
  });
  git(folder, "init", "--quiet", "--initial-branch=main");
  commitAll(folder, "Train a model");
  return folder;
}
