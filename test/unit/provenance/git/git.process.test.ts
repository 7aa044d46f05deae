import { mkdirSync, readFileSync, symlinkSync, utimesSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, vi } from "vitest";
import { RegistryError } from "../../../../src/core/refusals/refusal.ts";
import { captureGit } from "../../../../src/provenance/git/git.ts";
import { commitAll, git } from "../../support/git.ts";
import { temporaryFolder, write } from "../temporary-folder.ts";
import { repository } from "./repository.ts";

/** Git writes times in whole seconds: a file older than the index is not compared again. */
function touch(path: string): void {
  utimesSync(path, 1_000_000_000, 1_000_000_000);
}

describe("captureGit of a clean repository", () => {
  it("names commit, branch, tag, remote, subject, author and time", async () => {
    const folder = repository({ "model.onnx": "weights" });
    git(folder, "tag", "v1.0.0");
    git(folder, "remote", "add", "backup", "/srv/backup.git");
    git(folder, "remote", "add", "origin", "https://me:secret@example.org/team/fraud.git");
    const capture = await captureGit(folder, { paths: [join(folder, "model.onnx")] });
    expect(capture).toEqual({
      state: {
        commit: git(folder, "rev-parse", "HEAD"),
        branch: "main",
        state: "clean",
        tag: "v1.0.0",
        remote: "https://example.org/team/fraud.git",
        subject: "Train a model",
        author: { name: "Ada", email: "ada@example.org" },
        committedAt: "2026-03-01T08:00:00.000Z",
      },
      missing: [],
    });
  });

  it("chooses the newest of several tags, and has none when none is exact", async () => {
    const folder = repository();
    git(folder, "tag", "v1.9");
    git(folder, "tag", "v1.10");
    expect((await captureGit(folder, { paths: [] })).state?.tag).toBe("v1.10");
    write(folder, { "train.py": "print(2)\n" });
    commitAll(folder, "Next");
    expect((await captureGit(folder, { paths: [] })).state?.tag).toBeUndefined();
  });

  it("is not fooled by a file that was only touched", async () => {
    const folder = repository();
    touch(join(folder, "train.py"));
    expect((await captureGit(folder, { paths: [] })).state?.dirty).toBeUndefined();
  });

  it("leaves the index as it is", async () => {
    const folder = repository();
    touch(join(folder, "train.py"));
    const before = readFileSync(join(folder, ".git/index"));
    await captureGit(folder, { paths: [] });
    expect(readFileSync(join(folder, ".git/index")).equals(before)).toBe(true);
  });
});

describe("captureGit says what is missing", () => {
  it("without a repository", async () => {
    const folder = temporaryFolder();
    expect(await captureGit(folder, { paths: [join(folder, "model.onnx")] })).toEqual({
      missing: [{ about: "git", reason: "not in a git repository" }],
    });
  });

  it("before the first commit", async () => {
    const folder = temporaryFolder();
    git(folder, "init", "--quiet");
    expect(await captureGit(folder, { paths: [] })).toEqual({
      missing: [{ about: "git", reason: "no commits yet" }],
    });
  });

  it("without git", async () => {
    const folder = repository();
    vi.stubEnv("PATH", temporaryFolder());
    const capture = await captureGit(folder, { paths: [] });
    vi.unstubAllEnvs();
    expect(capture).toEqual({ missing: [{ about: "git", reason: "git is not installed" }] });
  });

  it("on a detached HEAD", async () => {
    const folder = repository();
    git(folder, "switch", "--quiet", "--detach");
    const { state, missing } = await captureGit(folder, { paths: [] });
    expect(state).not.toHaveProperty("branch");
    expect(missing).toEqual([{ about: "git branch", reason: "HEAD is detached" }]);
  });

  it("in a shallow clone", async () => {
    const origin = repository();
    write(origin, { "train.py": "print(2)\n" });
    commitAll(origin, "Next");
    const folder = join(temporaryFolder(), "clone");
    git(origin, "clone", "--quiet", "--depth=1", `file://${origin}`, folder);
    const { state, missing } = await captureGit(folder, { paths: [] });
    expect(state?.subject).toBe("Next");
    expect(missing.map(({ about }) => about)).toEqual(["git history"]);
  });

  it("about files that are untracked, ignored or elsewhere, a few by name", async () => {
    const folder = repository({ ".gitignore": "*.onnx\n", "kept[1].pkl": "k" });
    const paths = ["kept[1].pkl", "kept1.pkl", "a.onnx", "../b.onnx"].map((p) => join(folder, p));
    expect((await captureGit(folder, { paths })).missing).toEqual(
      ["kept1.pkl", "a.onnx", "../b.onnx"].map((about) => ({
        about,
        reason: "not tracked by git",
      })),
    );
    const many = Array.from({ length: 50 }, (_, i) => join(folder, `${i}.onnx`));
    const { missing } = await captureGit(folder, { paths: many });
    expect(missing).toHaveLength(21);
    expect(missing.at(-1)).toEqual({ about: "30 more files", reason: "not tracked by git" });
  });

  it("when git can't compare, as with a damaged index", async () => {
    const folder = repository();
    const index = join(folder, ".git/index");
    write(folder, { "train.py": "print(2)\n", ".git/index": readFileSync(index).subarray(0, 20) });
    const { state, missing } = await captureGit(folder, { paths: [] });
    expect(state?.commit).toBe(git(folder, "rev-parse", "HEAD"));
    const reason = expect.stringContaining("index") as string;
    expect(state).toMatchObject({ state: "unknown", unknownReason: reason });
    expect(missing).toEqual([{ about: "git changes", reason }]);
  });

  it("about a commit date that is no date", async () => {
    const folder = repository();
    const raw = git(folder, "cat-file", "commit", "HEAD").replace(
      /^committer .*$/m,
      "committer Ada <ada@example.org> 99999999999999999 +0000",
    );
    write(folder, { "../commit": `${raw}\n` });
    const id = git(folder, "hash-object", "-t", "commit", "-w", "--literally", "../commit");
    git(folder, "update-ref", "HEAD", id);
    const { state } = await captureGit(folder, { paths: [] });
    expect(state?.commit).toBe(id);
    expect(state?.committedAt).toBe("1970-01-01T00:00:00.000Z");
  });
});

describe("captureGit elsewhere", () => {
  it("works in a linked worktree", async () => {
    const main = repository();
    const folder = join(temporaryFolder(), "tree");
    git(main, "worktree", "add", "--quiet", "-b", "experiment", folder);
    write(folder, { "train.py": "print(2)\n" });
    const { state, missing } = await captureGit(folder, { paths: [] });
    expect(state?.branch).toBe("experiment");
    expect(state?.dirty?.files).toEqual(["train.py"]);
    expect(missing).toEqual([]);
  });

  it("asks the model's own repository in a folder of several", async () => {
    const folder = temporaryFolder();
    const inner = repository({ "model.onnx": "w" });
    mkdirSync(join(folder, "team"));
    git(folder, "clone", "--quiet", inner, "team/fraud");
    const { state, missing } = await captureGit(folder, {
      paths: [join(folder, "team/fraud/model.onnx")],
    });
    expect(state?.subject).toBe("Train a model");
    expect(missing).toEqual([]);
  });

  it("sees through a link to the workspace folder", async () => {
    const folder = repository({ "model.onnx": "w" });
    const link = join(temporaryFolder(), "link");
    symlinkSync(folder, link);
    write(folder, { "train.py": "print(2)\n" });
    const { state, missing } = await captureGit(link, { paths: [join(link, "model.onnx")] });
    expect(state?.dirty?.files).toEqual(["train.py"]);
    expect(missing).toEqual([]);
  });

  it("passes over a stray .git folder, as git does", async () => {
    const top = repository({ "sub/train.py": "1" });
    mkdirSync(join(top, "sub/.git"));
    const { state } = await captureGit(join(top, "sub"), { paths: [] });
    expect(state?.subject).toBe("Train a model");
  });

  it("works with SHA-256 object names", async () => {
    const folder = temporaryFolder();
    git(folder, "init", "--quiet", "--object-format=sha256");
    write(folder, { "train.py": "1" });
    commitAll(folder, "Long names");
    expect((await captureGit(folder, { paths: [] })).state?.commit).toHaveLength(64);
  });

  it("is cancelled by the signal", async () => {
    const folder = repository();
    const early = captureGit(folder, { paths: [], signal: AbortSignal.abort() });
    await expect(early).rejects.toThrow(RegistryError);
    const controller = new AbortController();
    const late = captureGit(folder, { paths: [], signal: controller.signal });
    setTimeout(() => {
      controller.abort();
    }, 5);
    await expect(late).rejects.toMatchObject({ refusal: { code: "cancelled" } });
  });

  it("is not led astray by variables that a git hook or a person has set", async () => {
    const folder = repository();
    const other = repository({ "other.py": "1" });
    vi.stubEnv("GIT_DIR", join(other, ".git"));
    vi.stubEnv("GIT_INDEX_FILE", "/nonexistent");
    vi.stubEnv("GIT_EXTERNAL_DIFF", "false");
    vi.stubEnv("EDITOR", "false");
    const { state } = await captureGit(folder, { paths: [] });
    vi.unstubAllEnvs();
    expect(state?.commit).toBe(git(folder, "rev-parse", "HEAD"));
  });
});
