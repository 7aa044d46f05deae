import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { currentProcess, ownerTag } from "../../../src/storage/files/process-owner.ts";
import { temporaryName } from "../../../src/storage/files/temporary-name.ts";
import { commitAll, git } from "../support/git.ts";
import {
  openRegistry,
  registerContent,
  useTemporaryFolders,
  versionsOf,
  withRegistry,
} from "../support/registry.ts";

const temporaryFolder = useTemporaryFolders();
const olderForm = "# Everything here is local but the policy.\n*\n!.gitignore\n!policy.yaml\n";

const gitignoreOf = (folder: string): string => join(folder, ".model-registry", ".gitignore");
const excludeOf = (folder: string): string => join(folder, ".git", "info", "exclude");

/** Makes a repository whose workspace has a version of a model. */
async function workspace(): Promise<string> {
  const folder = await temporaryFolder();
  git(folder, "init", "--quiet", "--initial-branch=main");
  await writeFile(join(folder, "train.py"), "print(1)\n");
  commitAll(folder, "Train a model");
  await withRegistry(folder, (registry) => registerContent(registry, "v1"));
  return folder;
}

async function open(folder: string): Promise<void> {
  await withRegistry(folder, () => Promise.resolve());
}

/** Returns the files of the registry that `git add --all` would add. */
function offered(folder: string): string[] {
  return git(folder, "status", "--porcelain", "--untracked-files=all")
    .split("\n")
    .filter((line) => line.includes(".model-registry"))
    .map((line) => line.replace(/.*\.model-registry\//, ""));
}

describe("git leaves the registry alone", () => {
  test("cleaning and stashing take nothing of it", async () => {
    const folder = await workspace();
    for (const command of [
      ["clean", "-fdq"],
      ["clean", "-fdq"],
      ["stash", "-u", "--quiet"],
    ]) {
      await writeFile(join(folder, "untracked.txt"), "goes");
      git(folder, ...command);
      expect(existsSync(join(folder, "untracked.txt"))).toBe(false);
    }
    expect(await withRegistry(folder, versionsOf)).toHaveLength(1);
    expect(offered(folder)).toEqual([]);
  });

  test("the policy can be committed, and nothing else is offered", async () => {
    const folder = await workspace();
    await writeFile(join(folder, ".model-registry", "policy.yaml"), "version: 1\n");
    expect(offered(folder)).toEqual(["policy.yaml"]);
  });

  test("nothing is offered while .gitignore is missing; opening puts it back", async () => {
    const folder = await workspace();
    await rm(gitignoreOf(folder));
    expect(offered(folder)).toEqual([]);
    await open(folder);
    expect(await readFile(gitignoreOf(folder), "utf8")).toContain("\n*\n!policy.yaml\n");
  });

  test("a branch on which .gitignore was committed and one on which it was not", async () => {
    const folder = await workspace();
    await rm(gitignoreOf(folder));
    git(folder, "checkout", "--quiet", "-b", "old");
    await writeFile(gitignoreOf(folder), olderForm);
    git(folder, "add", "--force", ".model-registry/.gitignore");
    git(folder, "commit", "--quiet", "--message", "Keep the registry local");
    await open(folder);
    // Replaced, it would make every version look as if it was made with uncommitted changes.
    expect(git(folder, "status", "--porcelain", "--untracked-files=no")).toBe("");
    git(folder, "checkout", "--quiet", "main");
    expect(existsSync(gitignoreOf(folder))).toBe(false);
    expect(offered(folder)).toEqual([]);
    await open(folder);
    git(folder, "checkout", "--quiet", "old");
    git(folder, "clean", "-fdq");
    git(folder, "checkout", "--quiet", "main");
    expect(await withRegistry(folder, versionsOf)).toHaveLength(1);
  });

  test("in linked work trees, in a folder of the repository, without a newline before", async () => {
    const folder = await workspace();
    await writeFile(excludeOf(folder), "*.bak");
    const linked = join(await temporaryFolder(), "linked");
    git(folder, "worktree", "add", "--quiet", linked);
    const inner = join(linked, "models");
    await mkdir(inner);
    await withRegistry(inner, (registry) => registerContent(registry, "v2"));
    await rm(gitignoreOf(inner));
    expect(offered(linked)).toEqual([]);
    const lines = (await readFile(excludeOf(folder), "utf8")).split("\n");
    expect([lines[0], lines.filter((line) => line === "**/.model-registry/*").length]).toEqual([
      "*.bak",
      1,
    ]);
    await open(inner);
    expect((await readFile(excludeOf(folder), "utf8")).split("\n")).toEqual(lines);
  });

  test("a .git file does not have another repository's list written to", async () => {
    const [other, folder] = [await workspace(), await temporaryFolder()];
    const before = "# mine\n";
    await writeFile(excludeOf(other), before);
    for (const gitFolder of [join(other, ".git"), join(folder, "fake", "worktrees", "x")]) {
      await mkdir(join(folder, "fake", "worktrees", "x"), { recursive: true });
      await writeFile(join(folder, "fake", "worktrees", "x", "gitdir"), join(other, ".git"));
      await writeFile(join(folder, ".git"), `gitdir: ${gitFolder}\n`);
      await withRegistry(folder, (registry) =>
        registerContent(registry, "v1", { allowIdentical: true }),
      );
    }
    expect(await readFile(excludeOf(other), "utf8")).toBe(before);
    expect(existsSync(join(folder, "fake", "info"))).toBe(false);
  });

  test("a list that is a link is left alone", async () => {
    const folder = await workspace();
    const elsewhere = join(await temporaryFolder(), "list");
    await writeFile(elsewhere, "# mine\n");
    await rm(excludeOf(folder));
    await symlink(elsewhere, excludeOf(folder));
    await open(folder);
    expect(await readFile(elsewhere, "utf8")).toBe("# mine\n");
  });
});

describe("the registry's .gitignore", () => {
  const current = async (): Promise<string> => {
    const folder = await temporaryFolder();
    await withRegistry(folder, (registry) => registerContent(registry, "v1"));
    return readFile(gitignoreOf(folder), "utf8");
  };

  test.each([
    ["empty, as a full disk leaves it", "", ""],
    ["cut off", "# Model Registry: every", ""],
    ["cut off within its second line", olderForm.slice(0, 43), ""],
    ["of an earlier release", olderForm, ""],
    ["of an earlier release, with Windows' line ends", olderForm.replaceAll("\n", "\r\n"), ""],
    ["of an earlier release, with additions", `${olderForm}!notes.md\n`, "!notes.md\n"],
    ["of an earlier release, with a last line without its end", `${olderForm}!a.md`, "!a.md\n"],
    ["with lines before ours", `# Mine\n!notes.md\n${olderForm}`, "# Mine\n!notes.md\n"],
  ])("%s is written anew", async (_, before, kept) => {
    const folder = await temporaryFolder();
    await mkdir(dirname(gitignoreOf(folder)));
    await writeFile(gitignoreOf(folder), before);
    await open(folder);
    expect(await readFile(gitignoreOf(folder), "utf8")).toBe(`${await current()}${kept}`);
  });

  test("lines of one's own below ours stay as they are", async () => {
    const folder = await temporaryFolder();
    await mkdir(dirname(gitignoreOf(folder)));
    const text = `${await current()}!.gitignore\n!ledger/`;
    await writeFile(gitignoreOf(folder), text);
    await withRegistry(folder, (registry) => registerContent(registry, "v1"));
    expect(await readFile(gitignoreOf(folder), "utf8")).toBe(text);
  });

  test("one that is a link is replaced, not written through", async () => {
    const [folder, elsewhere] = [await temporaryFolder(), await temporaryFolder()];
    await mkdir(dirname(gitignoreOf(folder)));
    await writeFile(join(elsewhere, "shell-profile"), "mine");
    await symlink(join(elsewhere, "shell-profile"), gitignoreOf(folder));
    await open(folder);
    expect(await readFile(gitignoreOf(folder), "utf8")).toBe(await current());
    expect(await readFile(join(elsewhere, "shell-profile"), "utf8")).toBe("mine");
  });

  test("in Restricted Mode nothing is written, nor is where there is no registry", async () => {
    const [folder, empty] = [await workspace(), await temporaryFolder()];
    await rm(gitignoreOf(folder));
    await writeFile(excludeOf(folder), "");
    const left = join(folder, ".model-registry", await temporaryName("registry.db"));
    await writeFile(left, "");
    const registry = await openRegistry(folder, false);
    await registry.close();
    await open(empty);
    expect([existsSync(gitignoreOf(folder)), existsSync(left)]).toEqual([false, true]);
    expect(await readFile(excludeOf(folder), "utf8")).toBe("");
    expect(await readdir(empty)).toEqual([]);
  });
});

describe("what processes left behind", () => {
  /** Returns a temporary name of an ended process that had the same process id as this one. */
  async function endedName(start: string): Promise<string> {
    const self = await currentProcess();
    const name = await temporaryName(start);
    return name.replace(ownerTag(self), ownerTag({ ...self, started: "1" }));
  }

  test("is removed at the next opening once they have ended, and only then", async () => {
    const folder = await workspace();
    const root = join(folder, ".model-registry");
    const staging = join(root, "artifacts", "staging");
    const ended = [
      join(root, await endedName("registry.db")),
      join(root, await endedName("writer")),
      join(root, "ledger", await endedName("x.torn-1")),
    ];
    const kept = [
      join(root, await temporaryName("registry.db")),
      join(root, "notes.tmp"),
      join(root, "ledger", "registry.db.0ab6e4a1-31a5-4bb5-a4b0-0a2df2b2b0d1.tmp"),
    ];
    const [gone, going] = [await endedName("registration"), await temporaryName("registration")];
    for (const path of [...ended, ...kept]) await writeFile(path, "bytes");
    for (const name of [gone, going, "of-an-older-release"]) {
      await mkdir(join(staging, name));
      await writeFile(join(staging, name, "bytes"), "bytes");
    }
    await open(folder);
    expect(ended.filter((path) => existsSync(path))).toEqual([]);
    expect(kept.filter((path) => existsSync(path))).toEqual(kept);
    expect(await readdir(staging)).toEqual(["of-an-older-release", going].sort());
  });
});
