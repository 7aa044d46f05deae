import { expect, it } from "vitest";
import { CommitId } from "../../../../src/core/model/ids.ts";
import { commitsBetween, readFileAt } from "../../../../src/provenance/git/commits-between.ts";
import { commitAll, git } from "../../support/git.ts";
import { refusalOf } from "../../support/refusal.ts";
import { write } from "../temporary-folder.ts";
import { repository } from "./repository.ts";

function head(folder: string): CommitId {
  return CommitId.parse(git(folder, "rev-parse", "HEAD"));
}

it("names the commits and files between two commits, and reads files as they were", async () => {
  const folder = repository({ "old.py": "old\n", "train.py": "1\n" });
  const from = head(folder);
  write(folder, { "train.py": "2\n", "[x] ü.py": "new\n", "model.onnx": "\0\u0001" });
  git(folder, "rm", "-q", "old.py");
  commitAll(folder, "Change\n\nand say why");
  const middle = head(folder);
  write(folder, { "train.py": "3\n" });
  commitAll(folder, "Change again");
  const to = head(folder);

  const { commits, files, ahead, behind } = await commitsBetween(folder, from, to);
  expect(commits.map(({ commit, subject, author }) => [commit, subject, author])).toEqual([
    [to, "Change again", "Ada"],
    [middle, "Change", "Ada"],
  ]);
  expect([ahead, behind]).toEqual([2, 0]);
  expect(files).toEqual([
    { path: "[x] ü.py", change: "added" },
    { path: "model.onnx", change: "added" },
    { path: "old.py", change: "deleted" },
    { path: "train.py", change: "changed" },
  ]);
  expect(await commitsBetween(folder, to, from)).toMatchObject({
    commits: [],
    ahead: 0,
    behind: 2,
  });
  expect(await readFileAt(folder, from, "train.py")).toBe("1\n");
  expect(await readFileAt(folder, to, "[x] ü.py")).toBe("new\n");
  expect(await readFileAt(folder, to, "model.onnx")).toBe("(binary, 2 B)\n");
  expect(await readFileAt(folder, to, "old.py"), "it is not there any more").toBe("");
});

it("says which commits can't be compared, and what to do", async () => {
  const folder = repository();
  const unknown = CommitId.parse("1".repeat(40));
  expect(await refusalOf(commitsBetween(folder, head(folder), unknown))).toMatchObject({
    code: "file-problem",
    message: expect.stringMatching(/^Can't compare [0-9a-f]{7} and 1111111: /) as string,
    wayOut: "Fetch the branches that they are on, and try again.",
  });
});
