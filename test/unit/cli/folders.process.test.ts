import { existsSync, mkdirSync, readFileSync, symlinkSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { document, succeed, useCli } from "./cli.ts";
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
