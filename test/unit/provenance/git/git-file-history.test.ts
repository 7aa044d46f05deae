import { join } from "node:path";
import { expect, test } from "vitest";
import { firstCommitTimes } from "../../../../src/provenance/git/git-file-history.ts";
import { commitAll, git } from "../../support/git.ts";
import { temporaryFolder, write } from "../temporary-folder.ts";
import { repository } from "./repository.ts";

test("files of a subfolder have the time of their first commit, by their path in it", async () => {
  const folder = repository({ "models/größe 1.pkl": "one", "models/old/a.pkl": "a", "b.pkl": "b" });
  const first = Number(git(folder, "log", "-1", "--format=%ct")) * 1000;
  write(folder, { "models/größe 1.pkl": "changed" });
  commitAll(folder, "Train again", "2026-05-01T08:00:00Z");
  const inModels = await firstCommitTimes(folder, join(folder, "models"));
  expect([...inModels].sort()).toEqual([
    ["größe 1.pkl", first],
    ["old/a.pkl", first],
  ]);
  expect((await firstCommitTimes(folder, folder)).get("models/old/a.pkl")).toBe(first);
});

test("without a repository nothing is known", async () => {
  const folder = temporaryFolder();
  expect((await firstCommitTimes(folder, folder)).size).toBe(0);
});
