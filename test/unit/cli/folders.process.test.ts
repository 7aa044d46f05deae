import { existsSync, mkdirSync, readFileSync, symlinkSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { git } from "../support/git.ts";
import { document, failure, succeed, useCli } from "./cli.ts";
import { temporaryFolder, workspace, write } from "./workspace.ts";

useCli();

test("in a sub folder the registry of the workspace is used, and paths are relative to the sub folder", async () => {
  const folder = workspace();
  const models = join(folder, "models");

  expect(
    await document(models, "register", "fraud.onnx", "--metrics", "metrics.json"),
  ).toMatchObject({
    version: { reference: "fraud@1" },
    took: { metrics: ["models/metrics.json"] },
  });
  expect(existsSync(join(folder, ".model-registry"))).toBe(true);
  expect(existsSync(join(models, ".model-registry"))).toBe(false);

  await succeed(models, "export", "fraud@1", "--out", "copy");
  expect(readFileSync(join(models, "copy", "fraud.onnx"), "utf8")).toBe("weights 1");
});

test("the nearest registry counts, not the top of the repository", async () => {
  const folder = workspace({ "team/model.onnx": "weights of the team" });
  const team = join(folder, "team");
  await succeed(folder, "-C", "team", "init");
  mkdirSync(join(team, "src"));

  await succeed(join(team, "src"), "register", "../model.onnx", "--name", "inner");
  expect(await document(team, "list")).toMatchObject({ versions: [{ model: "inner" }] });
  expect(existsSync(join(folder, ".model-registry"))).toBe(false);
});

test("without repository and registry the current folder is the workspace", async () => {
  const folder = temporaryFolder();
  write(folder, { "model.onnx": "weights" });
  expect(await document(folder, "register", "model.onnx", "--name", "plain")).toMatchObject({
    version: { reference: "plain@1" },
    commit: null,
    missing: expect.arrayContaining([expect.objectContaining({ about: "git" })]) as unknown,
  });
  expect(existsSync(join(folder, ".model-registry"))).toBe(true);
});

test("-C names the workspace, before the command or after it; paths stay relative to here", async () => {
  const folder = workspace();
  const parent = dirname(folder);
  await succeed(parent, "-C", "project", "register", "project/models/fraud.onnx");
  expect(await document(parent, "list", "-C", folder)).toMatchObject({
    versions: [{ reference: "fraud@1" }],
  });
});

test("a workspace reached through a link is the same workspace", async () => {
  const folder = workspace();
  const link = join(temporaryFolder(), "link");
  symlinkSync(folder, link);
  const paths = [join(link, "models/fraud.onnx"), "--metrics", join(link, "models/metrics.json")];
  await succeed(link, "-C", link, "register", ...paths);
  expect(await document(folder, "show", "fraud@1")).toMatchObject({
    source: "models/fraud.onnx",
    recipe: { sources: { metrics: ["models/metrics.json"] } },
  });
});

test("a linked work tree uses the registry of the main one, with paths and commit of its own", async () => {
  const folder = workspace({ ".model-registry/policy.yaml": "version: 1\n" });
  await succeed(folder, "register", "models/fraud.onnx");
  // One beside the main work tree, and one inside of it.
  for (const linked of [join(dirname(folder), "linked"), join(folder, "trees", "inner")]) {
    git(folder, "worktree", "add", "--quiet", "--detach", linked);
    write(linked, { "models/fraud.onnx": `weights of ${linked}` });
    const models = join(linked, "models");
    expect(await document(models, "list")).toMatchObject({ versions: [{ reference: "fraud@1" }] });
    await succeed(models, "register", "fraud.onnx");
    expect(await document(linked, "show", "fraud@latest")).toMatchObject({
      source: "models/fraud.onnx",
      recipe: { git: { commit: git(linked, "rev-parse", "HEAD") } },
    });
    expect(existsSync(join(linked, ".model-registry", "ledger"))).toBe(false);
    await succeed(folder, "delete", "fraud@latest", "--reason", "trial");
  }
});

test("a linked work tree that has a ledger of its own goes on with it", async () => {
  const folder = workspace();
  const linked = join(dirname(folder), "linked");
  git(folder, "worktree", "add", "--quiet", "--detach", linked);
  await succeed(folder, "register", "models/fraud.onnx");
  write(linked, { ".model-registry/ledger/.keep": "" });
  expect(await document(linked, "list")).toMatchObject({ versions: [] });
});

test("a .git that only claims to be a linked work tree leads to no other registry", async () => {
  const folder = workspace();
  await succeed(folder, "register", "models/fraud.onnx");
  git(folder, "worktree", "add", "--quiet", "--detach", join(dirname(folder), "linked"));
  const claimant = temporaryFolder();
  write(claimant, { ".git": `gitdir: ${join(folder, ".git", "worktrees", "linked")}\n` });
  expect(await failure(claimant, "list")).toMatchObject({ code: "no-registry" });
});
