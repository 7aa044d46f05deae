import { createHash } from "node:crypto";
import { readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { isHeld } from "../../../../src/core/model/artifact.ts";
import { createBundle } from "../../../../src/registry/bundles/create-bundle.ts";
import { importBundle } from "../../../../src/registry/bundles/import-bundle.ts";
import { verifyBundle } from "../../../../src/registry/bundles/verify-bundle.ts";
import { sync } from "../../../../src/registry/exchange/sync.ts";
import { artifactPath } from "../../../../src/storage/files/registry-paths.ts";
import { refusalOf } from "../../support/refusal.ts";
import { openRegistry, registerContent, useTemporaryFolders } from "../../support/registry.ts";
import { makeShare, openClone } from "../../support/shared-clones.ts";

const temporaryFolder = useTemporaryFolders();
const all = { kind: "all" } as const;

test("a bundle replaces a bundle, no other file unasked, and nothing of a registry", async () => {
  const folder = await temporaryFolder();
  const registry = await openRegistry(folder);
  await registerContent(registry, "bundled and replaced");
  const path = join(folder, "a.bundle");
  await createBundle(registry, { path, bytes: all });
  await createBundle(registry, { path, bytes: all });

  const notes = join(folder, "notes.txt");
  await writeFile(notes, "not a bundle");
  expect(await refusalOf(createBundle(registry, { path: notes, bytes: all }))).toMatchObject({
    reason: "export-target-exists",
  });
  expect(await readFile(notes, "utf8")).toBe("not a bundle");
  await createBundle(registry, { path: notes, bytes: all, replace: true });
  expect(await verifyBundle({ path: notes })).toMatchObject({ objects: 1, leftOut: 0 });

  const [file = ""] = await readdir(registry.paths.ledger);
  const ledger = join(registry.paths.ledger, file);
  const before = await readFile(ledger, "utf8");
  expect(
    await refusalOf(createBundle(registry, { path: ledger, bytes: all, replace: true })),
  ).toMatchObject({ reason: "target-in-registry" });
  expect(await readFile(ledger, "utf8")).toBe(before);
});

test("files of versions that are not here are told as left out", async () => {
  const folder = await temporaryFolder();
  const registry = await openRegistry(folder);
  const version = await registerContent(registry, "bundled without its file");
  const artifacts = await registry.read((state) => state.artifacts(version.id));
  for (const { sha256 } of artifacts.filter(isHeld)) await rm(artifactPath(registry.paths, sha256));
  const path = join(folder, "a.bundle");
  expect(await createBundle(registry, { path, bytes: all })).toMatchObject({
    objects: 0,
    leftOut: 1,
  });
  expect(await verifyBundle({ path })).toMatchObject({ leftOut: 1 });
});

test("files that only the shared registry has are fetched for a bundle", async () => {
  const parent = await temporaryFolder();
  const share = await makeShare(parent);
  const ada = await openClone(join(parent, "ada"), share);
  const ben = await openClone(join(parent, "ben"), share);
  await registerContent(ada, "bundled from a share");
  await sync(ada, {});
  await sync(ben, {});
  const path = join(parent, "a.bundle");
  expect(await createBundle(ben, { path, bytes: all })).toMatchObject({ objects: 1, leftOut: 0 });
  await registerContent(ada, "bundled while the share is away");
  await sync(ada, {});
  await sync(ben, {});
  await rename(share, `${share}-away`);
  expect(await createBundle(ben, { path, bytes: all })).toMatchObject({ objects: 1, leftOut: 1 });
  await Promise.all([ada.close(), ben.close()]);
});

test("a line that was changed with all digests above it is found, and nothing is imported", async () => {
  const folder = await temporaryFolder();
  const registry = await openRegistry(folder);
  await registerContent(registry, "bundled and changed");
  await registerContent(registry, "bundled behind it");
  const path = join(folder, "a.bundle");
  await createBundle(registry, { path, bytes: all });
  expect(await verifyBundle({ path })).toMatchObject({ objects: 2 });
  await writeFile(path, withChangedLine(await readFile(path)));
  const refusal = { code: "file-problem", details: { fault: "wrong-line" } };
  expect(await refusalOf(verifyBundle({ path }))).toMatchObject(refusal);
  const other = await openRegistry(await temporaryFolder());
  expect(await refusalOf(importBundle(other, { path }))).toMatchObject(refusal);
  expect(await other.read((state) => state.models())).toEqual([]);
});

/** Changes the first line with a description so that segment and head still fit it. */
function withChangedLine(bundle: Buffer): Buffer {
  const text = bundle.toString("latin1");
  const changed = text.replace('"model":"fraud"', '"model":"freud"');
  expect(changed).not.toBe(text);
  const [, before = ""] = /segments\/([0-9a-f]{64})/.exec(text) ?? [];
  const start = text.indexOf('{"id":"');
  const end = text.indexOf("}\n\0", start) + 2;
  expect(createHash("sha256").update(bundle.subarray(start, end)).digest("hex")).toBe(before);
  const after = createHash("sha256")
    .update(Buffer.from(changed.slice(start, end), "latin1"))
    .digest("hex");
  return withHeaderSums(Buffer.from(changed.replaceAll(before, after), "latin1"));
}

/** Computes the sums of the archive's headers again. */
function withHeaderSums(archive: Buffer): Buffer {
  for (let offset = 0; archive[offset];) {
    const header = archive.subarray(offset, offset + 512);
    header.fill(" ", 148, 156);
    const sum = header.reduce((total, byte) => total + byte, 0);
    header.write(`${sum.toString(8).padStart(6, "0")}\0 `, 148, "latin1");
    const size = Number.parseInt(header.toString("latin1", 124, 135), 8);
    offset += 512 + Math.ceil(size / 512) * 512;
  }
  return archive;
}
