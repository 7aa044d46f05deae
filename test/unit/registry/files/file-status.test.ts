import { rm, stat, symlink, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { fileStatus, type FileStatus } from "../../../../src/registry/files/file-status.ts";
import { versionsWithFile } from "../../../../src/registry/registration/same-bytes.ts";
import type { Registry } from "../../../../src/registry/registry.ts";
import { openRegistry, registerContent, useTemporaryFolders } from "../../support/registry.ts";

const temporaryFolder = useTemporaryFolders();

async function statusOf(registry: Registry, name: string): Promise<FileStatus> {
  const status = await fileStatus(registry, { path: join(registry.folder, name) });
  if (!status) throw new Error(`there is nothing to say of ${name}`);
  return status;
}

test("a file is known by its newest version, and by size and times whether it was touched since", async () => {
  const registry = await openRegistry(await temporaryFolder());
  const path = join(registry.folder, "model.pkl");
  expect(await fileStatus(registry, { path }), "it is not there").toBeUndefined();
  await registerContent(registry, "first");
  await registerContent(registry, "second");
  const status = async (): Promise<unknown> => {
    const { registered, isUnknownModel } = await statusOf(registry, "model.pkl");
    return [registered?.version.number, registered?.bytes, isUnknownModel];
  };
  expect(await status()).toEqual([2, "same", false]);

  await writeFile(path, "SECOND");
  // A time of modification is set by whoever likes to.
  await utimes(path, 0, 0);
  expect(await status(), "other bytes of the same size").toEqual([2, "unsure", true]);
  await writeFile(path, "longer than before");
  expect(await status()).toEqual([2, "modified", true]);
  await rm(path);
  expect(await fileStatus(registry, { path })).toBeUndefined();
});

test("a file is stamped anew by every change", async () => {
  const registry = await openRegistry(await temporaryFolder());
  const path = join(registry.folder, "model.onnx");
  await writeFile(path, "one");
  const { stamp } = await statusOf(registry, "model.onnx");
  expect((await statusOf(registry, "model.onnx")).stamp).toBe(stamp);
  await writeFile(path, "two");
  expect((await statusOf(registry, "model.onnx")).stamp).not.toBe(stamp);
});

test("of what is not registered, files named as models alone are worth a look", async () => {
  const registry = await openRegistry(await temporaryFolder());
  const worth = async (name: string): Promise<boolean> => {
    const path = join(registry.folder, name);
    await writeFile(path, "");
    return (await fileStatus(registry, { path }))?.isUnknownModel ?? false;
  };
  for (const name of ["a.pkl", "B.PT", "pytorch_model.bin", "c.onnx", "d.keras", "e.gguf"]) {
    expect([name, await worth(name)]).toEqual([name, true]);
  }
  for (const name of ["package.json", "notes.txt", "train.py", "data.zip", "pkl"]) {
    expect([name, await worth(name)]).toEqual([name, false]);
  }
  const link = join(registry.folder, "link.pkl");
  await symlink("a.pkl", link);
  expect(await fileStatus(registry, { path: link })).toBeUndefined();
});

test("the versions that have a file's bytes are found, whatever it was called then", async () => {
  const registry = await openRegistry(await temporaryFolder());
  const path = join(registry.folder, "copy.pkl");
  const same = async (): Promise<unknown> =>
    (await versionsWithFile(registry, { path }))?.map(({ number }) => number);
  await writeFile(path, "first");
  expect(await same(), "none is registered").toEqual([]);
  await registerContent(registry, "first");
  await registerContent(registry, "other");
  await registerContent(registry, "first", { allowIdentical: true });
  expect(await same()).toEqual([3, 1]);
  await writeFile(path, "otter");
  expect(await same(), "of the same size").toEqual([]);
  await rm(path);
  await symlink(join(registry.folder, "model.pkl"), path);
  expect(await same(), "a link is followed").toEqual([3, 1]);
});

test("a file is read again for the versions with its bytes only once it has changed", async () => {
  const registry = await openRegistry(await temporaryFolder());
  const path = join(registry.folder, "copy.pkl");
  await registerContent(registry, "first");
  await writeFile(path, "first");
  const same = async (signal?: AbortSignal): Promise<unknown> =>
    (await versionsWithFile(registry, { path }, { signal }))?.map(({ number }) => number);
  // Reading a byte of it would be refused.
  const withoutReading = AbortSignal.abort();
  await expect(same(withoutReading)).rejects.toThrow("Cancelled");
  expect(await same()).toEqual([1]);
  expect(await same(withoutReading)).toEqual([1]);
  await registerContent(registry, "first", { allowIdentical: true });
  expect(await same(withoutReading), "what is registered since").toEqual([2, 1]);
  const { atime, mtime } = await stat(path);
  await writeFile(path, "otter");
  // A time of modification is set by whoever likes to.
  await utimes(path, atime, mtime);
  await expect(same(withoutReading)).rejects.toThrow("Cancelled");
  expect(await same()).toEqual([]);
});
