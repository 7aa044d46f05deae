import { readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { document, failure, succeed, useCli } from "../../cli.ts";
import { workspace } from "../../workspace.ts";

useCli();

/** Removes all bytes that a registry has stored. */
function loseBytes(folder: string): void {
  const store = join(folder, ".model-registry/artifacts/sha256");
  for (const name of readdirSync(store)) rmSync(join(store, name), { recursive: true });
}

test("what is said of missing bytes works when it is followed", async () => {
  const folder = workspace({ "old/fraud_v1.pkl": "old weights" });
  await succeed(folder, "register", "models/fraud.onnx", "--name", "fraud");
  expect(await succeed(folder, "show", "fraud@1")).not.toContain("Bytes that are not there");
  loseBytes(folder);
  expect(await succeed(folder, "show", "fraud@1")).toContain(
    "Bytes that are not there\n  fraud.onnx  missing; register the same file again",
  );
  expect(await failure(folder, "resolve", "fraud@1")).toMatchObject({
    code: "artifact-missing",
    wayOut: expect.stringMatching(/^Register the same files again, which restores them/) as string,
  });
  const dryRun = ["promote", "fraud@1", "--to", "Staging", "--dry-run"];
  expect(await failure(folder, ...dryRun)).toMatchObject({ exit: 1, code: "artifact-missing" });

  expect(await document(folder, "register", "models/fraud.onnx", "--name", "other")).toMatchObject({
    version: { reference: "fraud@1" },
    restored: ["fraud.onnx"],
  });
  await succeed(folder, "resolve", "fraud@1");
  await succeed(folder, ...dryRun);

  await succeed(folder, "import", "old", "--name", "fraud");
  loseBytes(folder);
  expect(await succeed(folder, "import", "old", "--dry-run")).toContain("restores the bytes of");
  expect(await succeed(folder, "import", "old")).toMatch(
    /restored +old\/fraud_v1\.pkl +the bytes of fraud 2 are back\n0 versions registered, the bytes of 1 restored/,
  );
  await succeed(folder, "resolve", "fraud@2");
});
