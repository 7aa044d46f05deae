import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { registerReference } from "../../../../src/registry/registration/register-reference.ts";
import { openRegistry, useTemporaryFolders } from "../../support/registry.ts";

const temporaryFolder = useTemporaryFolders();

test("an address is recorded without what signs it, under the name of its file", async () => {
  const registry = await openRegistry(await temporaryFolder());
  const id = await registerReference(registry, {
    model: "fraud",
    uri: "https://ada:hunter2@bucket.example/a/model.onnx?versionId=3&X-Amz-Signature=abcdef",
  });
  const uri = "https://bucket.example/a/model.onnx?versionId=3";
  expect(await registry.read((state) => state.artifacts(id))).toMatchObject([{ uri }]);
  const folder = registry.paths.ledger;
  const files = await readdir(folder);
  const texts = await Promise.all(files.map((file) => readFile(join(folder, file), "utf8")));
  expect(texts.join("")).toContain(`"source":"${uri}"`);
  expect(texts.join("")).not.toMatch(/hunter2|abcdef/);
});
