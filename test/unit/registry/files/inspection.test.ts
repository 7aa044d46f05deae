import { cp, link, mkdir, readdir, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { folderSurroundings } from "../../../../src/inspect/sources/folder-surroundings.ts";
import { inspectModel } from "../../../../src/registry/files/inspect-model.ts";
import { register } from "../../../../src/registry/registration/register.ts";
import type { Registry } from "../../../../src/registry/registry.ts";
import { assemble } from "../../inspect/support/pickle-assembler.ts";
import { refusalOf } from "../../support/refusal.ts";
import {
  openRegistry,
  registration,
  useTemporaryFolders,
  versionsOf,
} from "../../support/registry.ts";

const temporaryFolder = useTemporaryFolders();
const fixtures = join(import.meta.dirname, "../../../fixtures/models");

const dangerous = assemble(
  ["PROTO", 2],
  ["GLOBAL", "os\nsystem"],
  ["BINUNICODE", "true"],
  "TUPLE1",
  "REDUCE",
  "STOP",
);

async function registryWith(...names: readonly string[]): Promise<Registry> {
  const registry = await openRegistry(await temporaryFolder());
  for (const name of names) {
    await cp(join(fixtures, name), join(registry.folder, name), { recursive: true });
  }
  return registry;
}

test("what a model says is recorded with the version", async () => {
  const registry = await registryWith("sklearn-network.onnx", "scaler.pkl");
  const paths = ["sklearn-network.onnx", "scaler.pkl"];
  const { id } = await register(registry, registration({ paths }));
  const detail = await registry.read((state) => state.detail(id));
  const { description, files } = detail?.registration.inspection ?? {};
  expect(description).toMatchObject({ format: "onnx", framework: "scikit-learn" });
  expect(description?.signature?.inputs).toHaveLength(1);
  // A pickled scaler needs code, and so the version does.
  expect(description?.verdict).toBe("needs-code");
  expect(files?.map(({ path, description: { format } }) => [path, format])).toEqual([
    ["scaler.pkl", "pickle"],
    ["sklearn-network.onnx", "onnx"],
  ]);
});

test("a folder is described as what it is, its files under their paths", async () => {
  const registry = await registryWith("hf-digit-reader");
  const { id } = await register(registry, registration({ paths: ["hf-digit-reader"] }));
  const detail = await registry.read((state) => state.detail(id));
  const { description, files } = detail?.registration.inspection ?? {};
  expect(description).toMatchObject({ format: "huggingface", verdict: "weights-only" });
  expect(files?.map(({ path }) => path)).toContain("hf-digit-reader/model.safetensors");
});

test("a dangerous file is registered only by choice, which is recorded", async () => {
  const registry = await openRegistry(await temporaryFolder());
  await writeFile(join(registry.folder, "model.pkl"), dangerous);
  const refusal = await refusalOf(register(registry, registration()));
  expect(refusal).toMatchObject({ code: "dangerous-file" });
  expect(refusal.message).toContain("model.pkl is dangerous");
  expect(refusal.message).toContain("os.system");
  expect(await versionsOf(registry)).toEqual([]);
  expect(await readdir(registry.paths.staging)).toEqual([]);

  const { id } = await register(registry, { ...registration(), acceptDanger: true });
  const detail = await registry.read((state) => state.detail(id));
  expect(detail?.registration.inspection).toMatchObject({
    acceptedDanger: true,
    description: { verdict: "dangerous" },
  });
});

test("a dangerous file among others makes the version dangerous", async () => {
  const registry = await registryWith("sklearn-network.onnx");
  await writeFile(join(registry.folder, "tokenizer.pkl"), dangerous);
  const paths = ["sklearn-network.onnx", "tokenizer.pkl"];
  const refusal = await refusalOf(register(registry, registration({ paths })));
  expect(refusal.code).toBe("dangerous-file");
});

test("a choice that was not needed is not recorded", async () => {
  const registry = await registryWith("digits.safetensors");
  const request = { ...registration({ paths: ["digits.safetensors"] }), acceptDanger: true };
  const { id } = await register(registry, request);
  const detail = await registry.read((state) => state.detail(id));
  expect(detail?.registration.inspection?.description.verdict).toBe("weights-only");
  expect(detail?.registration.inspection).not.toHaveProperty("acceptedDanger");
});

test("a file that can't be read is refused by name", async () => {
  const registry = await openRegistry(await temporaryFolder());
  await symlink("nowhere.pkl", join(registry.folder, "dangling.pkl"));
  await symlink("loop.pkl", join(registry.folder, "loop.pkl"));
  for (const name of ["missing.pkl", "dangling.pkl", "loop.pkl"]) {
    const refusal = await refusalOf(inspectModel({ path: join(registry.folder, name) }));
    expect(refusal).toMatchObject({ code: "file-problem" });
    expect(refusal.message).toContain(name);
  }
});

test("a folder is seen without what is linked or outside", async () => {
  const outer = await temporaryFolder();
  const folder = join(outer, "model");
  await mkdir(join(folder, "sub"), { recursive: true });
  await writeFile(join(outer, "secret.bin"), "secret");
  await writeFile(join(folder, "sub", "weights.bin"), "weights");
  await symlink(join(outer, "secret.bin"), join(folder, "linked.bin"));
  await symlink(outer, join(folder, "up"));
  await link(join(outer, "secret.bin"), join(folder, "hard.bin"));
  const inside = folderSurroundings(folder);
  expect(await inside.list(100)).toEqual(["hard.bin", "sub/weights.bin"]);
  const outside = ["../secret.bin", "/etc/passwd", "linked.bin", "up/secret.bin", "hard.bin"];
  for (const path of [...outside, "sub/../../secret.bin", "C:\\secret.bin", "sub\\weights.bin"]) {
    expect(await inside.open(path), path).toBe("outside");
  }
  expect(await inside.open("missing.bin")).toBe("absent");
  expect(await inside.open("sub")).toBe("absent");
  const weights = await inside.open("sub/weights.bin");
  if (typeof weights === "string") throw new Error(weights);
  expect(Buffer.from(await weights.read(2, 100)).toString()).toBe("ights");
});
