import { createHash } from "node:crypto";
import { mkdtemp, open, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { copyAndHash } from "../../../../src/storage/artifacts/copy-and-hash.ts";

const mebibyte = 1024 * 1024;
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "copy-and-hash-"));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

/** Makes a file of `size` bytes that is a hole but for its end. */
async function makeFile(size: number): Promise<string> {
  const path = join(folder, "model.bin");
  const file = await open(path, "w");
  await file.write("the end", size - 7);
  await file.close();
  return path;
}

test("a copy that goes to the disk on the way has the bytes of the digest", async () => {
  const path = await makeFile(150 * mebibyte + 3);
  await using source = await open(path);
  await using target = await open(join(folder, "copy"), "wx");
  let seen = 0;
  const stored = await copyAndHash(source, target, { onBytes: (bytes) => (seen += bytes) });

  const copy = await readFile(join(folder, "copy"));
  expect(stored).toEqual({
    sha256: createHash("sha256").update(copy).digest("hex"),
    size: 150 * mebibyte + 3,
  });
  expect(copy.equals(await readFile(path))).toBe(true);
  expect(seen).toBe(stored.size);
});

test("a cancelled copy leaves nothing under way in its files", async () => {
  const source = await open(await makeFile(150 * mebibyte));
  const target = await open(join(folder, "copy"), "wx");
  const controller = new AbortController();
  let seen = 0;
  const onBytes = (bytes: number): void => {
    seen += bytes;
    if (seen > 100 * mebibyte) controller.abort();
  };
  const { signal } = controller;
  await expect(copyAndHash(source, target, { signal, onBytes })).rejects.toMatchObject({
    refusal: { code: "cancelled" },
  });
  await source.close();
  await target.close();
  expect(seen).toBeLessThan(110 * mebibyte);
});
