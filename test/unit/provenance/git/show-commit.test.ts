import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { CommitId } from "../../../../src/core/model/ids.ts";
import { showCommit } from "../../../../src/provenance/git/show-commit.ts";
import { commitAll, git } from "../../support/git.ts";
import { refusalOf } from "../../support/refusal.ts";
import { temporaryFolder, write } from "../temporary-folder.ts";
import { repository } from "./repository.ts";

const head = (folder: string): CommitId => CommitId.parse(git(folder, "rev-parse", "HEAD"));

describe("showCommit", () => {
  it("says who, when and why, and what changed", async () => {
    const folder = repository();
    write(folder, { "train.py": "print(2)\n" });
    commitAll(folder, "Print two");
    const text = await showCommit(folder, head(folder));
    for (const part of ["Ada <ada@example.org>", "Print two", "train.py | 2 +-", "+print(2)"]) {
      expect(text).toContain(part);
    }
  });

  it("leaves out a patch that is too large", async () => {
    const folder = repository({ "big.txt": "0123456789abcdef\n".repeat(300_000) });
    const text = await showCommit(folder, head(folder));
    expect(text).toContain("big.txt");
    expect(text).toContain("too large");
    expect(text.length).toBeLessThan(2000);
  });

  it("says why there is nothing to show", async () => {
    const unknown = CommitId.parse("0".repeat(40));
    for (const folder of [repository(), temporaryFolder()]) {
      expect(await refusalOf(showCommit(folder, unknown))).toMatchObject({ code: "file-problem" });
    }
  });

  it("runs nothing that a hostile submodule names", async () => {
    const folder = repository();
    const canary = join(folder, "..", "canary");
    const inner = repository();
    git(folder, "-c", "protocol.file.allow=always", "submodule", "--quiet", "add", inner, "sub");
    commitAll(folder, "Add");
    write(folder, { "sub/train.py": "print(2)\n" });
    git(join(folder, "sub"), "commit", "--quiet", "--all", "--message", "Inside");
    commitAll(folder, "Move");
    git(join(folder, "sub"), "config", "diff.external", `touch '${canary}'; true`);
    git(folder, "config", "diff.submodule", "diff");
    git(folder, "show");
    expect(existsSync(canary), "plain git springs the trap").toBe(true);
    rmSync(canary);
    expect(await showCommit(folder, head(folder))).toContain("Subproject commit");
    expect(existsSync(canary)).toBe(false);
  });
});
