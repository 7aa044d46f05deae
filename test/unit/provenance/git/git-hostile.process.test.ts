import { chmodSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { captureGit, type GitCapture } from "../../../../src/provenance/git/git.ts";
import { commitAll, git } from "../../support/git.ts";
import { write } from "../temporary-folder.ts";
import { repository } from "./repository.ts";

/** A hostile repository and the file that appears when one of its programs has been run. */
interface Trap {
  readonly folder: string;
  readonly canary: string;
  /** A shell command that leaves the canary. */
  readonly command: string;
}

function trap(files: Readonly<Record<string, string>> = {}): Trap {
  const folder = repository({ "data.dat": "1\n", ...files });
  const canary = join(folder, "..", "canary");
  return { folder, canary, command: `touch '${canary}'` };
}

/** Shows that plain git springs the trap, sets it again, and captures. */
async function capture({ folder, canary }: Trap, plain: readonly string[]): Promise<GitCapture> {
  try {
    git(folder, ...plain);
  } catch {
    // A trap may break git as well.
  }
  expect(existsSync(canary), `git ${plain.join(" ")} springs the trap`).toBe(true);
  rmSync(canary);
  const result = await captureGit(folder, { paths: [join(folder, "data.dat")] });
  expect(existsSync(canary), "captureGit does not").toBe(false);
  return result;
}

describe("captureGit runs nothing that a hostile repository names", () => {
  it("core.fsmonitor", async () => {
    const hostile = trap();
    git(hostile.folder, "config", "core.fsmonitor", `${hostile.command}; false`);
    const { state } = await capture(hostile, ["status"]);
    expect(state?.branch).toBe("main");
  });

  it("a hook, in the usual folder", async () => {
    const hostile = trap();
    const hook = join(hostile.folder, ".git/hooks/post-index-change");
    write(hostile.folder, { ".git/hooks/post-index-change": `#!/bin/sh\n${hostile.command}\n` });
    chmodSync(hook, 0o755);
    write(hostile.folder, { "data.dat": "1\n" });
    await capture(hostile, ["update-index", "--force-write-index"]);
  });

  it("a hook, in core.hooksPath", async () => {
    const hostile = trap({ "hooks/post-index-change": "" });
    write(hostile.folder, { "hooks/post-index-change": `#!/bin/sh\n${hostile.command}\n` });
    chmodSync(join(hostile.folder, "hooks/post-index-change"), 0o755);
    git(hostile.folder, "config", "core.hooksPath", "hooks");
    await capture(hostile, ["update-index", "--force-write-index"]);
  });

  for (const kind of ["clean", "process"]) {
    for (const where of [".gitattributes", ".git/info/attributes", "elsewhere"]) {
      it(`filter.<name>.${kind}, named in ${where}`, async () => {
        const hostile = trap();
        write(hostile.folder, { [where]: "*.dat filter=evil\n", "data.dat": "2\n" });
        if (where === "elsewhere") git(hostile.folder, "config", "core.attributesFile", where);
        git(hostile.folder, "config", `filter.evil.${kind}`, `${hostile.command}; cat`);
        git(hostile.folder, "config", "filter.evil.required", "true");
        const { state, missing } = await capture(hostile, ["status"]);
        expect(state?.dirty?.files).toEqual(["data.dat"]);
        expect(missing).toEqual([]);
      });
    }
  }

  it("a filter from an included file, with a name of many words", async () => {
    const hostile = trap();
    write(hostile.folder, {
      ".git/info/attributes": "*.dat filter=Evil.x:y\n",
      ".git/more": `[filter "Evil.x:y"]\n\tclean = "${hostile.command}; cat"\n`,
      "data.dat": "2\n",
    });
    git(hostile.folder, "config", "includeIf.onbranch:main.path", "more");
    await capture(hostile, ["status"]);
  });

  it("a filter whose name can't be overridden", async () => {
    const hostile = trap();
    write(hostile.folder, { ".git/info/attributes": "*.dat filter=a=b\n", "data.dat": "2\n" });
    git(hostile.folder, "config", "filter.a=b.clean", `${hostile.command}; cat`);
    const { state, missing } = await capture(hostile, ["status"]);
    expect(state?.dirty).toBeUndefined();
    expect(missing).toEqual([
      {
        about: "git changes",
        reason: "not compared: the repository has filters that can't be switched off",
      },
    ]);
  });

  it("diff.external", async () => {
    const hostile = trap();
    write(hostile.folder, { "train.py": "print(2)\n" });
    git(hostile.folder, "config", "diff.external", hostile.command);
    expect((await capture(hostile, ["diff"])).patch).toBeDefined();
  });

  for (const kind of ["command", "textconv"]) {
    it(`diff.<driver>.${kind}`, async () => {
      const hostile = trap();
      write(hostile.folder, {
        ".git/info/attributes": "*.py diff=evil\n",
        "train.py": "print(2)\n",
      });
      git(hostile.folder, "config", `diff.evil.${kind}`, `${hostile.command}; true`);
      expect((await capture(hostile, ["diff"])).patch).toBeDefined();
    });
  }

  it("gpg.program, by way of log.showSignature", async () => {
    const hostile = trap();
    const raw = git(hostile.folder, "cat-file", "commit", "HEAD");
    const signature = "gpgsig -----BEGIN PGP SIGNATURE-----\n \n x\n -----END PGP SIGNATURE-----";
    const signed = raw.replace(/^committer .*$/m, (line) => `${line}\n${signature}`);
    write(hostile.folder, {
      "../commit": `${signed}\n`,
      "../gpg": `#!/bin/sh\n${hostile.command}\n`,
    });
    chmodSync(join(hostile.folder, "../gpg"), 0o755);
    const id = git(hostile.folder, "hash-object", "-t", "commit", "-w", "../commit");
    git(hostile.folder, "update-ref", "HEAD", id);
    git(hostile.folder, "config", "log.showSignature", "true");
    git(hostile.folder, "config", "gpg.program", join(hostile.folder, "../gpg"));
    const { state } = await capture(hostile, ["log"]);
    expect(state?.subject).toBe("Train a model");
  });

  for (const [name, settings] of Object.entries({
    "the ext:: protocol": (command: string) => [
      ["remote.evil.url", `ext::sh -c ${command.replaceAll(" ", "% ")}`],
      ["protocol.ext.allow", "always"],
    ],
    "core.sshCommand": (command: string) => [
      ["remote.evil.url", "ssh://example.invalid/x"],
      ["core.sshCommand", `${command}; false`],
    ],
    "remote.<name>.uploadpack": (command: string) => [
      ["remote.evil.url", "."],
      ["remote.evil.uploadpack", `${command}; false`],
    ],
  })) {
    it(`a partial clone that fetches what is missing by ${name}`, async () => {
      const hostile = trap();
      const blob = git(hostile.folder, "rev-parse", "HEAD:train.py");
      rmSync(join(hostile.folder, ".git/objects", blob.slice(0, 2), blob.slice(2)));
      write(hostile.folder, { "train.py": "print(2)\n" });
      for (const setting of [
        ["core.repositoryFormatVersion", "1"],
        ["extensions.partialClone", "evil"],
        ["remote.evil.promisor", "true"],
        ...settings(hostile.command),
      ]) {
        git(hostile.folder, "config", ...setting);
      }
      const { state, missing } = await capture(hostile, ["diff"]);
      expect(state?.dirty?.files).toEqual(["train.py"]);
      expect(missing.map(({ about }) => about)).toEqual(["git patch"]);
    });
  }

  it("what the configuration of a submodule names", async () => {
    const inner = repository({ "inner.dat": "1\n" });
    const hostile = trap();
    const { folder, command } = hostile;
    git(folder, "-c", "protocol.file.allow=always", "submodule", "--quiet", "add", inner, "sub");
    commitAll(folder, "Add a submodule");
    git(join(folder, "sub"), "commit", "--quiet", "--allow-empty", "--message", "Moved");
    git(join(folder, "sub"), "config", "filter.evil.clean", `${command}; cat`);
    write(folder, {
      ".git/modules/sub/info/attributes": "*.dat filter=evil\n",
      "sub/inner.dat": "2\n",
    });
    git(folder, "config", "diff.submodule", "diff");
    git(folder, "config", "submodule.recurse", "true");
    git(folder, "config", "submodule.sub.ignore", "none");
    const { patch } = await capture(hostile, ["status"]);
    expect(new TextDecoder().decode(patch)).toContain("+Subproject commit");
  });

  it("an alias, a pager or an editor", async () => {
    const hostile = trap();
    for (const key of ["core.pager", "pager.status", "core.editor", "alias.status"]) {
      git(hostile.folder, "config", key, `!${hostile.command}`);
    }
    git(hostile.folder, "config", "alias.spring", `!${hostile.command}`);
    await capture(hostile, ["spring"]);
  });
});

describe("captureGit reads nothing that a hostile repository points at", () => {
  it("a work tree elsewhere", async () => {
    const folder = repository({ "secret.txt": "guess\n" });
    write(folder, { "../home/secret.txt": "the person's own\n" });
    git(folder, "config", "core.worktree", join(folder, "../home"));
    expect(git(folder, "diff")).toContain("the person's own");
    expect(await captureGit(folder, { paths: [] })).toEqual({
      missing: [{ about: "git", reason: "the repository's work tree is somewhere else" }],
    });
  });

  it("a bare repository among the files of a workspace", async () => {
    const folder = repository({ "data/train.csv": "x\n" });
    git(folder, "clone", "--quiet", "--bare", ".", "bare");
    mkdirSync(join(folder, "embedded"));
    for (const name of readdirSync(join(folder, "bare"))) {
      renameSync(join(folder, "bare", name), join(folder, "embedded", name));
    }
    git(join(folder, "embedded"), "config", "core.worktree", "..");
    const { state } = await captureGit(join(folder, "embedded"), { paths: [] });
    expect(state?.commit).toBe(git(folder, "rev-parse", "HEAD"));
  });

  it("another commit in place of the one named", async () => {
    const folder = repository();
    const commit = git(folder, "rev-parse", "HEAD");
    const other = git(folder, "commit-tree", "HEAD^{tree}", "-m", "Forged");
    git(folder, "replace", commit, other);
    expect(git(folder, "log", "--format=%s")).toBe("Forged");
    const { state } = await captureGit(folder, { paths: [] });
    expect(state).toMatchObject({ commit, subject: "Train a model" });
  });

  it("names and messages of any length", async () => {
    const folder = repository();
    const long = "ä".repeat(10_000);
    git(folder, "config", "remote.origin.url", `https://example.org/${long}`);
    write(folder, { "train.py": "2" });
    git(folder, "-c", "user.name=x", "commit", "-qam", long, "--author", `${long} <${long}>`);
    const { state, missing } = await captureGit(folder, { paths: [] });
    expect(state?.subject).toHaveLength(4096);
    expect(state?.author.name).toHaveLength(256);
    expect(state?.author.email).toHaveLength(256);
    expect(state?.remote).toHaveLength(4096);
    expect(missing).toEqual([]);
  });

  it("thousands of changed files", async () => {
    const files = Array.from({ length: 1200 }, (_, i) => [`f/${i}.txt`, `${i}`] as const);
    const folder = repository(Object.fromEntries(files));
    rmSync(join(folder, "f"), { recursive: true });
    const { state, patch, missing } = await captureGit(folder, { paths: [] });
    expect(state?.dirty?.files).toHaveLength(1000);
    expect(patch?.length).toBeGreaterThan(100_000);
    expect(missing).toEqual([
      { about: "git changes", reason: "200 more files with changes, not named" },
    ]);
  });
});
