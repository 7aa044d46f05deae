import { execFileSync, spawnSync } from "node:child_process";
import { appendFile, mkdir, open, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { artifactManifest } from "../../../../src/core/model/artifact.ts";
import { register } from "../../../../src/registry/registration/register.ts";
import type { Registry } from "../../../../src/registry/registry.ts";
import { refusalOf } from "../../support/refusal.ts";
import {
  openRegistry,
  registerContent,
  registration,
  useTemporaryFolders,
  versionsOf,
} from "../../support/registry.ts";

const temporaryFolder = useTemporaryFolders();

async function emptyRegistry(): Promise<Registry> {
  return openRegistry(await temporaryFolder());
}

/** All files below the registry's artifacts, staged ones included. */
async function storedFiles({ paths }: Registry): Promise<string[]> {
  const entries = await readdir(join(paths.root, "artifacts"), {
    recursive: true,
    withFileTypes: true,
  }).catch(() => []);
  return entries.filter((entry) => entry.isFile()).map((entry) => entry.name);
}

test("a version without git, metrics or anything says what is missing", async () => {
  const registry = await emptyRegistry();
  const { id } = await registerContent(registry, "bytes");
  const detail = await registry.read((state) => state.detail(id));
  expect(detail?.registration.recipe.git).toBeUndefined();
  expect(detail?.registration.recipe.missing.map(({ about }) => about)).toEqual(
    expect.arrayContaining(["git", "environment"]),
  );
  expect(detail?.artifacts).toMatchObject([{ path: "model.pkl", role: "model", size: 5 }]);
});

test.each([["Copying and hashing"], ["Asking git"], ["Recording the version"]])(
  "cancelled while %s, nothing is left",
  async (moment) => {
    const registry = await emptyRegistry();
    await writeFile(join(registry.folder, "model.pkl"), Buffer.alloc(5_000_000, 1));
    const cancel = new AbortController();
    const report = ({ message }: { message: string }): void => {
      if (message.startsWith(moment)) cancel.abort();
    };
    const task = { signal: cancel.signal, report };
    const refusal = await refusalOf(register(registry, registration(), task));
    expect(refusal.code).toBe("cancelled");
    expect(cancel.signal.aborted).toBe(true);
    expect(await storedFiles(registry)).toEqual([]);
    expect(await readdir(registry.paths.staging)).toEqual([]);
    expect(await versionsOf(registry)).toEqual([]);
    expect((await register(registry, registration())).number).toBe(1);
  },
);

test.each([
  ["grows", (path: string) => appendFile(path, "more")],
  [
    "is written over",
    async (path: string) => {
      const handle = await open(path, "r+");
      await handle.write("other bytes");
      await handle.close();
    },
  ],
])("a file that %s while it is read is refused", async (_, change) => {
  const registry = await emptyRegistry();
  const path = join(registry.folder, "model.pkl");
  await writeFile(path, Buffer.alloc(20_000_000, 1));
  let changed: Promise<void> | undefined;
  const report = (): void => {
    changed ??= change(path);
  };
  const refusal = await refusalOf(register(registry, registration(), { report }));
  await changed;
  expect(refusal).toMatchObject({ code: "file-problem" });
  expect(refusal.message).toContain("changed while it was being read");
  expect(await storedFiles(registry)).toEqual([]);
  expect(await versionsOf(registry)).toEqual([]);
});

test.runIf(process.platform !== "win32")("a pipe is refused and not waited for", async () => {
  const registry = await emptyRegistry();
  expect(spawnSync("mkfifo", [join(registry.folder, "model.pkl")]).status).toBe(0);
  const refusal = await refusalOf(register(registry, registration()));
  expect(refusal.message).toContain("not a regular file");
});

test.each([
  ["case", ["Model.pkl", "model.pkl"]],
  ["Unicode form", ["caf\u00e9.pkl", "cafe\u0301.pkl"]],
])("names that differ only in %s are refused", async (_, names) => {
  const registry = await emptyRegistry();
  const bundle = join(registry.folder, "bundle");
  await mkdir(bundle);
  for (const name of names) await writeFile(join(bundle, name), name);
  const refusal = await refusalOf(register(registry, registration({ paths: ["bundle"] })));
  expect(refusal.message).toContain("the same name on some platforms");
});

test.each(["aux", "NUL.txt", "com1.pkl", "lpt¹", "a:b", "what?", "dot.", "space ", "back\\slash"])(
  "the name %j is refused, as not every platform has it",
  async (name) => {
    const registry = await emptyRegistry();
    await mkdir(join(registry.folder, "bundle"));
    await writeFile(join(registry.folder, "bundle", name), "bytes");
    const refusal = await refusalOf(register(registry, registration({ paths: ["bundle"] })));
    expect(refusal.message).toContain("not every platform");
    expect(refusal.message).toContain(name);
  },
);

test("neither the registry itself nor what is around it can be registered", async () => {
  const registry = await emptyRegistry();
  await registerContent(registry, "bytes");
  for (const path of [
    ".",
    "..",
    ".model-registry",
    ".model-registry/registry.db",
    "x/../.model-registry",
  ]) {
    const refusal = await refusalOf(register(registry, registration({ paths: [path] })));
    expect(refusal.code).toBe("file-problem");
    expect(refusal.message).toContain("the registry");
  }
});

test("a folder is registered file by file, without what is not the model's", async () => {
  const registry = await emptyRegistry();
  const bundle = join(registry.folder, "bundle");
  await mkdir(join(bundle, "weights"), { recursive: true });
  await mkdir(join(bundle, ".git"));
  await writeFile(join(bundle, ".git", "HEAD"), "x");
  await writeFile(join(bundle, "config.json"), "{}");
  await writeFile(join(bundle, "weights", "model.safetensors"), "bytes");
  const { id, digest, size } = await register(registry, registration({ paths: ["bundle"] }));
  const artifacts = await registry.read((state) => state.artifacts(id));
  expect(artifacts.map(({ path, role }) => [path, role])).toEqual([
    ["bundle/config.json", "config"],
    ["bundle/weights/model.safetensors", "model"],
  ]);
  expect(size).toBe(7);

  // The digest is that of the lines which sha256sum prints.
  const files = artifacts.map(({ path }) => path);
  const manifest = execFileSync("sha256sum", files, { cwd: registry.folder, encoding: "utf8" });
  expect(artifactManifest(artifacts)).toBe(manifest);
  const [sum] = execFileSync("sha256sum", { input: manifest, encoding: "utf8" }).split(" ");
  expect(digest).toBe(sum);
});

test("identical bytes are refused, allowed on request, and stored once", async () => {
  const registry = await emptyRegistry();
  const first = await registerContent(registry, "the same");
  await writeFile(join(registry.folder, "renamed.pkl"), "the same");
  const again = registration({ model: "churn", paths: ["renamed.pkl"] });
  const refusal = await refusalOf(register(registry, again));
  expect(refusal).toMatchObject({
    code: "already-registered",
    details: { version: first.id, reference: "fraud@1" },
  });
  const second = await register(registry, { ...again, allowIdentical: true });
  expect(second).toMatchObject({ model: "churn", number: 1 });
  expect(await storedFiles(registry)).toHaveLength(1);
});

test("metrics, parameters and parents are recorded", async () => {
  const registry = await emptyRegistry();
  const parent = await registerContent(registry, "v1");
  await writeFile(join(registry.folder, "metrics.json"), '{"test": {"auc": 0.9, "f1": 1e-7}}');
  await writeFile(join(registry.folder, "params.json"), '{"depth": 3}');
  const version = await registerContent(registry, "v2", {
    metricsFiles: ["metrics.json"],
    parametersFiles: ["params.json"],
    parents: ["fraud@1"],
    description: "  better ",
  });
  const detail = await registry.read((state) => state.detail(version.id));
  expect(detail?.metrics).toEqual({ "test.auc": 0.9, "test.f1": 1e-7 });
  expect(detail?.registration.recipe.parameters).toEqual({ depth: 3 });
  expect(detail?.registration.parents).toEqual([{ relation: "derived-from", version: parent.id }]);
  expect(detail?.registration.description).toBe("better");
  expect(await registry.read((state) => state.children(parent.id).map(({ id }) => id))).toEqual([
    version.id,
  ]);
});

test.each(["", " ", "-x", "a\nb", "x".repeat(300), "../up", "a\u0000b"])(
  "%j can't be a model's name",
  async (model) => {
    const registry = await emptyRegistry();
    const refusal = await refusalOf(registerContent(registry, "bytes", { model }));
    expect(refusal.code).toBe("invalid-request");
    expect(await storedFiles(registry)).toEqual([]);
  },
);

test("in Restricted Mode nothing is written", async () => {
  const folder = await temporaryFolder();
  const registry = await openRegistry(folder, false);
  const refusal = await refusalOf(registerContent(registry, "bytes"));
  expect(refusal.code).toBe("read-only");
  await registry.close();
  expect(await readdir(folder)).toEqual(["model.pkl"]);
});
