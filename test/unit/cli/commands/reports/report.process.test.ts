import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { cli, document, failure, succeed, useCli } from "../../cli.ts";
import { workspace, write } from "../../workspace.ts";

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
  expect(nowhere.message).toMatch(/no\/such\/report\.md does not exist/);
});

test("an unknown format is a mistake, and so is an unknown version", async () => {
  const folder = await withTwoVersions();
  expect((await cli(folder, "report", "fraud@2", "--format", "pdf")).code).toBe(2);
  expect(await failure(folder, "report", "fraud@2", "fraud@9")).toMatchObject({
    exit: 1,
    code: "unknown-version",
  });
});

test("a model card, the record of a decision, and a report on a rollback", async () => {
  const folder = await withTwoVersions();
  const card = await succeed(folder, "card", "fraud@2");
  expect(card).toMatch(
    /^---\n[^]*model-index:\n {2}- name: fraud\n[^]*\n---\n\n# Model card for fraud 2\n/,
  );
  expect(await document(folder, "card", "fraud@2")).toMatchObject({
    report: "card",
    metadata: { metrics: ["roc_auc"] },
    version: { reference: "fraud@2" },
  });
  expect(await failure(folder, "decision", "fraud@2")).toMatchObject({
    exit: 1,
    message: "fraud 2 has not been moved to another stage yet.",
  });
  expect(await failure(folder, "incident", "fraud")).toMatchObject({
    exit: 1,
    message: "fraud has never been rolled back, and had no alert.",
  });

  for (const reference of ["fraud@1", "fraud@2"]) {
    await succeed(folder, "promote", reference);
    await succeed(folder, "promote", reference, "--to", "Production", "--reason", "better");
  }
  await succeed(folder, "rollback", "fraud", "--reason", "<b>worse</b>");

  const decision = await succeed(folder, "decision", "fraud@2");
  expect(decision).toMatch(/^# fraud 2: Staging → Production\n/);
  expect(decision).toContain("- **Reason:** better\n");
  expect(decision).toContain("“&lt;b&gt;worse&lt;/b&gt;”");
  const staging = await succeed(folder, "decision", "fraud@2", "--stage", "staging");
  expect(staging).toMatch(/^# fraud 2: None → Staging\n/);

  const { event, ...incident } = await document(folder, "incident", "fraud").then((data) => ({
    ...(data as { rollback: { event: string }; restored: string; removed: string }),
    event: (data["rollback"] as { event: string }).event,
  }));
  expect(incident).toMatchObject({ report: "incident", restored: "fraud 1", removed: "fraud 2" });
  const file = ["incident", "fraud", "--event", event, "--output", "incident.html"];
  expect(await succeed(folder, ...file)).toBe(
    "Rollback from fraud 2 to fraud 1 written to incident.html\n",
  );
  const html = readFileSync(join(folder, "incident.html"), "utf8");
  expect(html).toContain("<h2>What was in Production when</h2>");
  expect(html).toContain("&lt;b&gt;worse&lt;/b&gt;");
  expect((await cli(folder, "incident", "fraud", "--format", "csv")).code).toBe(2);
});
