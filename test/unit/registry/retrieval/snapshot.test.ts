import {
  chmod,
  lstat,
  mkdir,
  readdir,
  readFile,
  rm,
  stat,
  symlink,
  utimes,
  writeFile,
} from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { expect, test } from "vitest";
import {
  register,
  type RegisteredVersion,
} from "../../../../src/registry/registration/register.ts";
import type { Registry } from "../../../../src/registry/registry.ts";
import { collectGarbage, findGarbage } from "../../../../src/registry/retention/collect-garbage.ts";
import { deleteVersion } from "../../../../src/registry/retention/delete-version.ts";
import { resolve } from "../../../../src/registry/retrieval/resolve.ts";
import { refusalOf } from "../../support/refusal.ts";
import { openRegistry, registerContent, useTemporaryFolders } from "../../support/registry.ts";
import { storedPath } from "../../support/stored-path.ts";

const temporaryFolder = useTemporaryFolders();

async function registerFiles(
  registry: Registry,
  paths: readonly string[],
): Promise<RegisteredVersion> {
  return register(registry, {
    model: "credit",
    paths,
    metricsFiles: [],
    parametersFiles: [],
    datasets: [],
    parents: [],
    allowIdentical: false,
  });
}

async function registryWith(files: Readonly<Record<string, string>>): Promise<Registry> {
  const folder = await temporaryFolder();
  for (const [path, content] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), content);
  }
  return openRegistry(folder);
}

async function filesBelow(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name).slice(folder.length + 1))
    .sort();
}

const mlflow = {
  "out/credit/MLmodel": "flavors: {}\n",
  "out/credit/model.pkl": "weights",
  "out/credit/code/features.py": "pass\n",
};

test("a model file has its own name, and the files that belong to it around it", async () => {
  const registry = await registryWith({ "m/net.keras": "weights", "m/scaler.pkl": "scaler" });
  await registerFiles(registry, ["m/net.keras", "m/scaler.pkl"]);
  const { path, isFolder } = await resolve(registry, { reference: "credit@1" });
  expect([basename(path), isFolder]).toEqual(["net.keras", false]);
  expect(await readFile(path, "utf8")).toBe("weights");
  expect(await readFile(join(dirname(path), "scaler.pkl"), "utf8")).toBe("scaler");
  expect((await stat(path)).mode & 0o222).toBe(0);
  const stored = await lstat(await storedPath(registry, "credit@1"));
  expect((await lstat(path)).ino).not.toBe(stored.ino);
});

test("a model that is a folder is answered as that folder, whole", async () => {
  const registry = await registryWith(mlflow);
  await registerFiles(registry, ["out/credit"]);
  const { path, isFolder } = await resolve(registry, { reference: "credit@1" });
  expect([basename(path), isFolder]).toEqual(["credit", true]);
  expect(await filesBelow(path)).toEqual(["MLmodel", "code/features.py", "model.pkl"]);

  const artifact = "credit/model.pkl";
  const one = await resolve(registry, { reference: "credit@1", artifact });
  expect([basename(one.path), one.isFolder]).toEqual(["model.pkl", false]);
  expect(await readFile(one.path, "utf8")).toBe("weights");
});

test("a snapshot that was tampered with is made right before it is answered", async () => {
  const registry = await registryWith(mlflow);
  await registerFiles(registry, ["out/credit"]);
  const { path } = await resolve(registry, { reference: "credit@1" });
  const outside = join(registry.folder, "outside.txt");
  await writeFile(outside, "mine");

  await chmod(join(path, "model.pkl"), 0o644);
  await writeFile(join(path, "model.pkl"), "WEIGHTS");
  await writeFile(join(path, "code/evil.py"), "import os");
  await symlink(outside, join(path, "link.txt"));
  const again = await resolve(registry, { reference: "credit@1" });
  expect(again.path).toBe(path);
  expect(await filesBelow(path)).toEqual(["MLmodel", "code/features.py", "model.pkl"]);
  expect(await readFile(join(path, "model.pkl"), "utf8")).toBe("weights");

  await rm(join(path, "MLmodel"));
  await symlink(outside, join(path, "MLmodel"));
  await resolve(registry, { reference: "credit@1" });
  expect(await readFile(join(path, "MLmodel"), "utf8")).toBe("flavors: {}\n");
  expect(await readFile(outside, "utf8")).toBe("mine");
  expect(await readdir(registry.paths.staging)).toEqual([]);
});

test("snapshots are not made through a link, nor of changed bytes", async () => {
  const registry = await registryWith({ "net.onnx": "weights" });
  await registerFiles(registry, ["net.onnx"]);
  const elsewhere = await temporaryFolder();
  await symlink(elsewhere, registry.paths.snapshots);
  const refusal = await refusalOf(resolve(registry, { reference: "credit@1" }));
  expect(refusal.code).toBe("file-problem");
  expect(await readdir(elsewhere)).toEqual([]);
  await rm(registry.paths.snapshots);

  const path = await storedPath(registry, "credit@1");
  await chmod(path, 0o644);
  await writeFile(path, "WEIGHTS");
  expect((await refusalOf(resolve(registry, { reference: "credit@1" }))).code).toBe(
    "artifact-changed",
  );
  expect(await readdir(registry.paths.snapshots).catch(() => [])).toEqual([]);
  expect(await readdir(registry.paths.staging)).toEqual([]);
});

test("many who resolve at once all get the same right bytes", async () => {
  const registry = await registryWith(mlflow);
  await registerFiles(registry, ["out/credit"]);
  const answers = await Promise.all(
    Array.from({ length: 12 }, () => resolve(registry, { reference: "credit@1" })),
  );
  expect(new Set(answers.map(({ path }) => path)).size).toBe(1);
  expect(await filesBelow(answers[0]!.path)).toHaveLength(3);
});

test("in Restricted Mode the stored bytes themselves are answered, and nothing is written", async () => {
  const trusted = await registryWith({ "net.onnx": "weights", ...mlflow });
  await registerFiles(trusted, ["net.onnx"]);
  await registerFiles(trusted, ["out/credit"]);
  const stored = await storedPath(trusted, "credit@1");
  await trusted.close();
  const registry = await openRegistry(trusted.folder, false);
  expect((await resolve(registry, { reference: "credit@1" })).path).toBe(stored);
  await refusalOf(resolve(registry, { reference: "credit@2" }));
  expect(await readdir(registry.paths.root)).not.toContain("snapshots");
});

test("copies go a week after they were last asked for, and with their version", async () => {
  const registry = await registryWith({});
  const { id } = await registerContent(registry, "first weights");
  await registerContent(registry, "second weights");
  const first = await resolve(registry, { reference: "fraud@1" });
  const second = await resolve(registry, { reference: "fraud@2" });
  expect(await findGarbage(registry, {})).toMatchObject({ snapshots: 0, bytes: 0 });

  const longAgo = new Date(Date.now() - 8 * 24 * 60 * 60 * 1000);
  await utimes(dirname(second.path), longAgo, longAgo);
  const found = await findGarbage(registry, {});
  expect(found).toMatchObject({ snapshots: 1, objects: 0, bytes: "second weights".length });
  expect(found.usage.parts.map(({ kind }) => kind)).toContain("unused-snapshot");
  expect(await collectGarbage(registry, {})).toMatchObject({ snapshots: 1 });
  await expect(stat(second.path)).rejects.toThrow("ENOENT");
  expect(await readFile(first.path, "utf8")).toBe("first weights");

  await deleteVersion(registry, { version: id, reason: "a mistake" });
  await expect(stat(first.path)).rejects.toThrow("ENOENT");
});
