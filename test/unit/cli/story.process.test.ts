import { chmodSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { document, failure, storedPath, succeed, useCli } from "./cli.ts";
import { temporaryFolder, workspace, write } from "./workspace.ts";

useCli();

/** Registers other weights and takes them to Production. */
async function release(folder: string, weights: string): Promise<void> {
  write(folder, { "models/fraud.onnx": weights });
  await succeed(folder, "register", "models/fraud.onnx", "--name", "fraud");
  await succeed(folder, "promote", "fraud@latest");
  await succeed(folder, "promote", "fraud@latest");
}

test("from a file to production, back again, and out of the registry", async () => {
  const folder = workspace();

  expect(await succeed(folder, "init")).toContain(join(folder, ".model-registry"));
  expect(
    await succeed(
      folder,
      ...["register", "models/fraud.onnx", "--name", "fraud", "--description", "First"],
      ...["--metrics", "models/metrics.json", "--dataset", "data/train.csv"],
    ),
  ).toMatch(/^fraud 1 registered · 9 B · main@[0-9a-f]{7}\n/);
  expect(await succeed(folder, "promote", "fraud@1")).toBe("fraud 1: None → Staging\n");
  expect(await succeed(folder, "promote", "fraud@Staging", "--to", "production")).toBe(
    "fraud 1: Staging → Production\n",
  );

  write(folder, { "models/fraud.onnx": "weights 2" });
  await succeed(folder, "register", "models/fraud.onnx", "--name", "fraud", "--parent", "fraud@1");
  await succeed(folder, "promote", "fraud@2", "--to", "Staging");
  expect(await succeed(folder, "promote", "fraud@2", "--reason", "better recall")).toBe(
    "fraud 2: Staging → Production\nfraud 1: Production → Archived\n",
  );

  expect(await succeed(folder, "rollback", "fraud", "--reason", "too slow")).toBe(
    "fraud 1: Archived → Production, bytes verified\nfraud 2: Production → Archived\n",
  );

  const path = await succeed(folder, "resolve", "fraud@Production");
  expect(readFileSync(path.replace(/\n$/, ""), "utf8")).toBe("weights 1");

  const out = join(temporaryFolder(), "deploy");
  await succeed(folder, "export", "fraud@2", "--out", out);
  expect(readFileSync(join(out, "fraud.onnx"), "utf8")).toBe("weights 2");

  expect(await succeed(folder, "list", "fraud")).toMatch(
    /^NAME .*\nfraud +2 {2}Archived +test\.auc 0\.91 .*\nfraud +1 {2}Production .*\n$/,
  );
  const page = await succeed(folder, "show", "fraud@2");
  expect(page).toMatch(/Made from\n {2}fraud 1 {2}Production/);
  expect(page).toContain("“better recall”");
  expect(page).toContain("“too slow”");
  expect(await succeed(folder, "verify")).toMatch(/^Everything is as it was recorded: 7 events /);
});

test("a second rollback goes further back, never forth to what was rolled back from", async () => {
  const folder = workspace();
  for (const weights of ["a", "b", "c"]) await release(folder, weights);

  const rollback = ["rollback", "fraud", "--reason", "wrong answers"];
  expect(await document(folder, ...rollback)).toMatchObject({ version: { number: 2 } });
  expect(await document(folder, ...rollback)).toMatchObject({ version: { number: 1 } });
  expect(await failure(folder, ...rollback)).toMatchObject({
    exit: 1,
    code: "nothing-to-roll-back-to",
    wayOut: "Choose one with --to: fraud@2, fraud@3.",
  });
  expect(await document(folder, ...rollback, "--to", "3")).toMatchObject({
    version: { number: 3 },
  });
});

test("a rollback to a version whose bytes have changed is refused and changes nothing", async () => {
  const folder = workspace();
  for (const weights of ["a", "b"]) await release(folder, weights);
  const path = await storedPath(folder, "fraud@1");

  chmodSync(path, 0o644);
  writeFileSync(path, "x");

  const refused = await failure(folder, "rollback", "fraud", "--reason", "wrong answers");
  expect(refused).toMatchObject({ exit: 1, code: "artifact-changed" });
  expect(refused.message).toContain("fraud.onnx of fraud 1");
  expect(await document(folder, "show", "fraud@Production")).toMatchObject({ number: 2 });
});
