import { existsSync, mkdirSync, rmSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { GitState } from "../../../../src/core/model/recipe.ts";
import { captureGit } from "../../../../src/provenance/git/git.ts";
import { commitAll, git } from "../../support/git.ts";
import { write } from "../temporary-folder.ts";
import { repository } from "./repository.ts";

function addSubmodule(folder: string, inner: string, path: string): void {
  git(folder, "-c", "protocol.file.allow=always", "submodule", "--quiet", "add", inner, path);
  commitAll(folder, `Add ${path}`);
}

async function stateOf(folder: string): Promise<GitState | undefined> {
  return (await captureGit(folder, { paths: [] })).state;
}

describe("a submodule", () => {
  it("is listed with its commit, and clean as long as nothing differs", async () => {
    const inner = repository();
    const folder = repository();
    addSubmodule(folder, inner, "lib/sub");
    write(folder, { "lib/sub/cache.tmp": "x" });
    write(folder, { ".git/modules/lib/sub/info/exclude": "*.tmp\n" });
    const state = await stateOf(folder);
    const commit = git(inner, "rev-parse", "HEAD");
    expect(state?.submodules).toEqual([{ path: "lib/sub", commit, changed: false }]);
    expect(state).toMatchObject({ state: "clean" });
    expect(state?.dirty).toBeUndefined();
  });

  const changes: Readonly<Record<string, (sub: string) => void>> = {
    "has a changed file": (sub) => {
      write(sub, { "train.py": "print(2)\n" });
    },
    "has a staged file": (sub) => {
      write(sub, { "new.py": "1\n" });
      git(sub, "add", "new.py");
    },
    "has an untracked file": (sub) => {
      write(sub, { "more/new.py": "1\n" });
    },
    "has lost a file": (sub) => {
      rmSync(join(sub, "train.py"));
    },
    "is told not to look at a changed file": (sub) => {
      write(sub, { "train.py": "print(2)\n" });
      git(sub, "update-index", "--assume-unchanged", "train.py");
    },
    "is a link to another repository": (sub) => {
      rmSync(sub, { recursive: true });
      symlinkSync(repository(), sub);
    },
    "has another commit checked out": (sub) => {
      git(sub, "commit", "--quiet", "--allow-empty", "--message", "Inside");
    },
    "has lost its repository": (sub) => {
      rmSync(join(sub, ".git"));
    },
  };
  for (const [what, change] of Object.entries(changes)) {
    it(`that ${what} is a change`, async () => {
      const folder = repository();
      addSubmodule(folder, repository(), "sub");
      change(join(folder, "sub"));
      const { state, missing } = await captureGit(join(folder, "."), { paths: [] });
      expect(state).toMatchObject({ state: "changed", dirty: { files: ["sub"] } });
      expect(state?.submodules?.[0]).toMatchObject({ path: "sub", changed: true });
      expect(missing.filter(({ about }) => about !== "sub")).toEqual([]);
    });
  }

  it("whose own submodule is changed is a change", async () => {
    const middle = repository();
    addSubmodule(middle, repository(), "deep");
    const folder = repository();
    addSubmodule(folder, middle, "sub");
    const sub = join(folder, "sub");
    git(sub, "-c", "protocol.file.allow=always", "submodule", "--quiet", "update", "--init");
    expect(await stateOf(folder)).toMatchObject({ state: "clean" });
    write(folder, { "sub/deep/train.py": "print(2)\n" });
    expect(await stateOf(folder)).toMatchObject({ state: "changed", dirty: { files: ["sub"] } });
  });

  it("says that what is inside is not in the patch; another commit is", async () => {
    const folder = repository();
    addSubmodule(folder, repository(), "sub");
    write(folder, { "sub/train.py": "print(2)\n" });
    const inside = await captureGit(folder, { paths: [] });
    expect(inside.patch).toBeUndefined();
    const reason = "its change is not in the patch: it is inside the submodule";
    expect(inside.missing).toEqual([{ about: "sub", reason }]);
    expect(inside.state?.dirty?.leftOut).toEqual(["sub"]);
    git(join(folder, "sub"), "commit", "--quiet", "--all", "--message", "Inside");
    const moved = await captureGit(folder, { paths: [] });
    expect(new TextDecoder().decode(moved.patch)).toContain("+Subproject commit");
    const commit = git(join(folder, "sub"), "rev-parse", "HEAD");
    expect(moved.state?.submodules).toEqual([{ path: "sub", commit, changed: true }]);
  });

  it("that was never checked out is no change; one that can't be read is unknown", async () => {
    const inner = repository();
    const origin = repository();
    addSubmodule(origin, inner, "sub");
    git(origin, "clone", "--quiet", ".", "../clone");
    expect(await stateOf(join(origin, "../clone"))).toMatchObject({ state: "clean" });
    write(origin, { ".git/modules/sub/index": "DIRC" });
    const reason = expect.stringContaining("the submodule sub was not compared") as string;
    expect(await stateOf(origin)).toMatchObject({ state: "unknown", unknownReason: reason });
    write(origin, { "train.py": "print(2)\n" });
    expect(await stateOf(origin)).toMatchObject({
      state: "changed",
      dirty: { files: ["train.py"] },
    });
  });

  it("runs nothing that its configuration names", async () => {
    const folder = repository();
    addSubmodule(folder, repository({ "data.dat": "1\n" }), "sub");
    const sub = join(folder, "sub");
    const canary = join(folder, "../canary");
    const modules = ".git/modules/sub";
    write(folder, {
      "sub/data.dat": "2\n",
      [`${modules}/info/attributes`]: "*.dat filter=evil diff=evil\n",
    });
    git(sub, "config", "filter.evil.clean", `touch '${canary}'; cat`);
    git(sub, "config", "diff.external", `touch '${canary}'`);
    git(sub, "config", "core.fsmonitor", `touch '${canary}'; false`);
    git(folder, "status");
    expect(existsSync(canary), "plain git springs the trap").toBe(true);
    rmSync(canary);
    expect(await stateOf(folder)).toMatchObject({ state: "changed" });
    expect(existsSync(canary)).toBe(false);
  });

  it("whose .git leads to a private repository is unknown, and its files stay private", async () => {
    const folder = repository();
    addSubmodule(folder, repository(), "sub");
    const other = repository({ "diary.txt": "private\n" });
    write(folder, { "sub/.git": `gitdir: ${other}/.git\n` });
    const state = await stateOf(folder);
    expect(JSON.stringify(state)).not.toContain("diary");
    expect(["unknown", "changed"]).toContain(state?.state);
  });
});

describe("files that git is told not to look at", () => {
  for (const flag of ["--assume-unchanged", "--skip-worktree"]) {
    it(`are compared all the same (${flag})`, async () => {
      const folder = repository({ "config.yaml": "lr: 1\n", "same.yaml": "lr: 1\n" });
      git(folder, "update-index", flag, "config.yaml", "same.yaml");
      expect(await stateOf(folder)).toMatchObject({ state: "clean" });
      write(folder, { "config.yaml": "lr: 2\n" });
      expect(git(folder, "status", "--short")).toBe("");
      const { state, missing } = await captureGit(folder, { paths: [] });
      expect(state).toMatchObject({ state: "changed", dirty: { files: ["config.yaml"] } });
      expect(missing[0]).toMatchObject({ about: "config.yaml" });
    });
  }

  it("are absent from a sparse checkout, which is no change", async () => {
    const folder = repository({ "a/one.txt": "1", "b/two.txt": "2" });
    git(folder, "sparse-checkout", "set", "a");
    expect(existsSync(join(folder, "b"))).toBe(false);
    expect(await stateOf(folder)).toMatchObject({ state: "clean" });
    mkdirSync(join(folder, "b"));
    write(folder, { "b/two.txt": "other" });
    expect(await stateOf(folder)).toMatchObject({ state: "changed" });
  });
});
