import { mkdirSync, renameSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { CommitId } from "../../../../src/core/model/ids.ts";
import { captureGit } from "../../../../src/provenance/git/git.ts";
import { showCommit } from "../../../../src/provenance/git/show-commit.ts";
import { commitAll, git } from "../../support/git.ts";
import { refusalOf } from "../../support/refusal.ts";
import { temporaryFolder, write } from "../temporary-folder.ts";
import { repository } from "./repository.ts";

/**
 * Makes a workspace without a repository, and somebody's private repository elsewhere on the disk.
 */
function workspaceAnd(): { readonly folder: string; readonly other: string } {
  const folder = temporaryFolder();
  write(folder, { "model.bin": "weights" });
  return { folder, other: repository({ "diary.txt": "private\n" }) };
}

async function reasonFor(folder: string): Promise<string | undefined> {
  const capture = await captureGit(folder, { paths: [join(folder, "model.bin")] });
  expect(capture.state).toBeUndefined();
  expect(capture.patch).toBeUndefined();
  return capture.missing[0]?.reason;
}

describe("a .git that leads to another repository is not followed", () => {
  it("a file that names it", async () => {
    const { folder, other } = workspaceAnd();
    write(folder, { ".git": `gitdir: ${other}/.git\n` });
    expect(git(folder, "status", "--short")).toContain("D diary.txt");
    expect(await reasonFor(folder)).toContain("doesn't point back to this folder");
    const commit = CommitId.parse(git(other, "rev-parse", "HEAD"));
    expect(await refusalOf(showCommit(folder, commit))).toMatchObject({ code: "file-problem" });
  });

  it("a link to it", async () => {
    const { folder, other } = workspaceAnd();
    symlinkSync(join(other, ".git"), join(folder, ".git"));
    expect(git(folder, "status", "--short")).toContain("D diary.txt");
    expect(await reasonFor(folder)).toContain("doesn't point back to this folder");
  });

  it("the name of, or a link to, the .git file of another worktree", async () => {
    const { folder, other } = workspaceAnd();
    git(other, "worktree", "add", "--quiet", "../beside");
    symlinkSync(join(other, "../beside/.git"), join(folder, ".git"));
    expect(git(folder, "status", "--short")).toContain("D diary.txt");
    expect(await reasonFor(folder)).toContain("doesn't point back to this folder");
    rmSync(join(folder, ".git"));
    write(folder, { ".git": `gitdir: ${other}/.git/worktrees/beside\n` });
    expect(await reasonFor(folder)).toContain("git worktree repair");
  });

  it("a git directory of the workspace's own that takes references and objects from there", async () => {
    const { folder, other } = workspaceAnd();
    write(folder, { ".git/HEAD": "ref: refs/heads/main\n", ".git/commondir": `${other}/.git\n` });
    expect(git(folder, "status", "--short")).toContain("D  diary.txt");
    expect(await reasonFor(folder)).toContain("commondir");
  });

  it("a forged worktree among the workspace's files that points back", async () => {
    const { folder, other } = workspaceAnd();
    write(folder, {
      ".git": "gitdir: worktrees/fake\n",
      "worktrees/fake/HEAD": "ref: refs/heads/main\n",
      "worktrees/fake/commondir": `${other}/.git\n`,
      "worktrees/fake/gitdir": join(folder, ".git"),
    });
    expect(git(folder, "status", "--short")).toContain("diary.txt");
    expect(await reasonFor(folder)).toContain("doesn't point back to this folder");
  });

  for (const linked of ["refs", "refs/heads", "refs/heads/main"]) {
    it(`a link at ${linked} beside borrowed objects`, async () => {
      const { folder, other } = workspaceAnd();
      git(folder, "init", "--quiet", "--initial-branch=main");
      write(folder, { ".git/objects/info/alternates": `${other}/.git/objects\n` });
      rmSync(join(folder, ".git", linked), { recursive: true, force: true });
      symlinkSync(join(other, ".git", linked), join(folder, ".git", linked));
      expect(git(folder, "status", "--short")).toContain("D  diary.txt");
      expect(await reasonFor(folder)).toContain("links in its git directory");
    });
  }
});

describe("a .git that points elsewhere and is pointed back at is followed", () => {
  it("of a worktree; moved by hand, it is told how to repair it", async () => {
    const main = repository();
    git(main, "worktree", "add", "--quiet", "../beside");
    const beside = join(main, "../beside");
    const { state } = await captureGit(beside, { paths: [] });
    expect(state).toMatchObject({ branch: "beside", commit: git(main, "rev-parse", "HEAD") });

    const moved = join(main, "../moved");
    renameSync(beside, moved);
    expect((await captureGit(moved, { paths: [] })).missing[0]?.reason).toContain("repair");
    git(moved, "worktree", "repair");
    expect((await captureGit(moved, { paths: [] })).state).toBeDefined();
  });

  it("of a submodule, also one with a sparse checkout", async () => {
    const inner = repository({ "data/a.csv": "1\n" });
    const outer = repository();
    git(outer, "-c", "protocol.file.allow=always", "submodule", "--quiet", "add", inner, "sub");
    commitAll(outer, "Add a submodule");
    const sub = join(outer, "sub");
    expect((await captureGit(sub, { paths: [] })).state?.subject).toBe("Train a model");
    git(sub, "sparse-checkout", "set", "data");
    expect((await captureGit(sub, { paths: [] })).state?.subject).toBe("Train a model");
  });

  it("of a separate git directory, once it names its work tree", async () => {
    const folder = repository();
    const elsewhere = join(folder, "../elsewhere.git");
    git(folder, "init", "--quiet", `--separate-git-dir=${elsewhere}`);
    const { missing } = await captureGit(folder, { paths: [] });
    const advice = /“git config core\.worktree '([^']*)'”/.exec(missing[0]?.reason ?? "");
    git(elsewhere, "config", "core.worktree", advice?.[1] ?? "");
    expect((await captureGit(folder, { paths: [] })).state?.subject).toBe("Train a model");
  });

  it("a clone that borrows the objects of another", async () => {
    const origin = repository();
    git(origin, "clone", "--quiet", "--shared", ".", "../borrower");
    const { state } = await captureGit(join(origin, "../borrower"), { paths: [] });
    expect(state?.subject).toBe("Train a model");
    mkdirSync(join(origin, "sub"));
    expect((await captureGit(join(origin, "sub"), { paths: [] })).state).toBeDefined();
  });
});
