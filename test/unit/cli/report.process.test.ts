import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { cli, document, failure, succeed, useCli } from "./cli.ts";
import { workspace, write } from "./workspace.ts";

useCli();

async function withTwoVersions(): Promise<string> {
  const folder = workspace();
  const register = ["register", "models/fraud.onnx", "--name", "fraud"];
  await succeed(folder, ...register);
  write(folder, {
    "models/fraud.onnx": "weights 2",
    "models/metrics.json": '{ "test": { "auc": 0.94 }, "train": { "auc": 0.95 } }',
    "models/params.yaml": "max_depth: 4\n",
  });
  await succeed(folder, ...register, "--tag", "note==1+1");
  return folder;
}

test("a comparison as HTML, Markdown, CSV and JSON, on stdout and in files", async () => {
  const folder = await withTwoVersions();
  const report = ["report", "fraud@1", "fraud@2"];

  const markdown = await succeed(folder, ...report);
  expect(markdown).toMatch(/^# fraud 2 compared with fraud 1\n\n_Comparison report_\n/);
  expect(markdown).toContain("| test.auc (higher is better) | 0.91 | **0.94** (+0.03 better) |");

  expect(await succeed(folder, ...report, "--output", "report.html")).toBe(
    "fraud 2 compared with fraud 1 written to report.html\n",
  );
  const html = readFileSync(join(folder, "report.html"), "utf8");
  expect(html).toMatch(/^<!doctype html>\n/);
  expect(html).toMatch(/<svg [^>]*viewBox/);
  expect(html).not.toMatch(/<script|<style[^>]*>[^<]*<svg|style="|href="http/);

  const csv = await succeed(folder, ...report, "--format", "csv");
  expect(csv).toContain("\r\nMetrics,test.auc,0.91,0.94\r\n");
  expect(csv).toContain("\r\nTags,note,,'=1+1\r\n");

  const data = await document(folder, ...report);
  expect(data).toMatchObject({
    report: "comparison",
    baseline: 0,
    versions: [{ reference: "fraud@1" }, { reference: "fraud@2" }],
  });
  expect(JSON.parse(await succeed(folder, ...report, "--format", "json"))).toMatchObject({
    versions: data["versions"],
  });
});

test("a file that is there is replaced only with --force", async () => {
  const folder = await withTwoVersions();
  write(folder, { "notes.md": "mine" });
  const report = ["report", "fraud@2", "--output", "notes.md"];
  expect(await failure(folder, ...report)).toMatchObject({ exit: 1, code: "file-exists" });
  expect(readFileSync(join(folder, "notes.md"), "utf8")).toBe("mine");
  expect(await document(folder, ...report, "--force")).toEqual({
    title: "fraud 2",
    path: join(folder, "notes.md"),
  });
  expect(readFileSync(join(folder, "notes.md"), "utf8")).toMatch(/^# fraud 2\n/);

  const inside = ["report", "fraud@2", "--output", ".model-registry/policy.yaml", "--force"];
  expect(await failure(folder, ...inside)).toMatchObject({ exit: 1, code: "file-problem" });
  const nowhere = await failure(folder, "report", "fraud@2", "--output", "no/such/report.md");
  expect(nowhere.message).toContain("does not exist");
});

test("an unknown format is a mistake, and so is an unknown version", async () => {
  const folder = await withTwoVersions();
  expect((await cli(folder, "report", "fraud@2", "--format", "pdf")).code).toBe(2);
  expect(await failure(folder, "report", "fraud@2", "fraud@9")).toMatchObject({
    exit: 1,
    code: "unknown-version",
  });
});
