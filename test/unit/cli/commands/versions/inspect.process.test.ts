import { copyFileSync, existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { cli, document, failure, succeed, useCli } from "../../cli.ts";
import { temporaryFolder, workspace, write } from "../../workspace.ts";

useCli();

const fixtures = new URL("../../../../fixtures/models/", import.meta.url).pathname;
const attack = "cposix\nsystem\n(S'true'\ntR.";

/** A folder that is no registry, with models of real frameworks. */
function folderWith(...names: readonly string[]): string {
  const folder = temporaryFolder();
  mkdirSync(join(folder, "models"));
  for (const name of names) copyFileSync(join(fixtures, name), join(folder, "models", name));
  return folder;
}

test("a file is described without a registry, and none is made", async () => {
  const folder = folderWith("digits.safetensors");
  const answer = await document(folder, "inspect", "models/digits.safetensors");
  expect(answer).toMatchObject({
    isFolder: false,
    formatName: "safetensors",
    description: { format: "safetensors", parameterCount: 1210, verdict: "weights-only" },
  });
  expect(answer["tensors"]).toHaveLength(4);
  expect(existsSync(join(folder, ".model-registry"))).toBe(false);
  const text = await succeed(folder, "inspect", "models/digits.safetensors");
  expect(text).toContain("safetensors");
});

test("a dangerous file ends it with exit code 3, and is described all the same", async () => {
  const folder = temporaryFolder();
  write(folder, { "model.bin": attack });
  const { code, stdout } = await cli(folder, "inspect", "model.bin", "--json");
  expect(code).toBe(3);
  expect(JSON.parse(stdout)).toMatchObject({
    description: {
      format: "pickle",
      verdict: "dangerous",
      imports: ["posix.system"],
      findings: [
        { code: "pickle-dangerous-import", severity: "danger" },
        { code: "pickle-dangerous-call", severity: "danger" },
        { code: "extension-mismatch", severity: "warning" },
      ],
    },
  });
  expect((await cli(folder, "inspect", ".")).code).toBe(3);
});

test("an unknown or damaged file is an answer; no file is an error", async () => {
  const folder = folderWith("digits.gguf");
  write(folder, { "notes.dat": "nothing of a model", "cut.gguf": "GGUF\u0003\u0000\u0000" });
  expect(await document(folder, "inspect", "notes.dat")).toMatchObject({
    description: { format: "unknown", verdict: "unreadable" },
  });
  expect(await document(folder, "inspect", "cut.gguf")).toMatchObject({
    description: { verdict: "unreadable" },
  });
  expect(await failure(folder, "inspect", "absent.onnx")).toMatchObject({ exit: 1 });
});

test("registering a dangerous file ends with exit code 3 and stores nothing, unless it is accepted", async () => {
  const folder = workspace({ "models/evil.pkl": attack });
  expect(await failure(folder, "register", "models/evil.pkl", "--name", "evil")).toMatchObject({
    exit: 3,
    code: "dangerous-file",
  });
  expect(await document(folder, "list")).toMatchObject({ versions: [] });
  await succeed(folder, "register", "models/evil.pkl", "--name", "evil", "--accept-danger");
  expect(await document(folder, "show", "evil@1")).toMatchObject({
    inspection: {
      acceptedDanger: true,
      description: { verdict: "dangerous", imports: ["posix.system"] },
    },
  });
});
