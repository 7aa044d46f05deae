import { execFile } from "node:child_process";
import { cp, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { ModelName } from "../../../../src/core/model/ids.ts";
import { setTag } from "../../../../src/registry/annotations/set-tag.ts";
import { verify } from "../../../../src/registry/audit/verify.ts";
import { registryPaths } from "../../../../src/storage/files/registry-paths.ts";
import { knownWriter, readWriterId } from "../../../../src/storage/ledger/writer-id.ts";
import { currentPlace, isSamePlace } from "../../../../src/storage/ledger/writer-place.ts";
import {
  findings,
  ledgerFile,
  openRegistry,
  registerContent,
  useTemporaryFolders,
  versionsOf,
  withRegistry,
} from "../../support/registry.ts";

const temporaryFolder = useTemporaryFolders();

async function oneVersion(): Promise<string> {
  const folder = await temporaryFolder();
  await withRegistry(folder, (registry) => registerContent(registry, "one"));
  return folder;
}

function ledgerFolder(folder: string): string {
  return join(folder, ".model-registry", "ledger");
}

async function notes(folder: string): Promise<readonly string[]> {
  return withRegistry(folder, async (registry) =>
    (await verify(registry, {})).notes.map(({ where, problem }) => `${where}: ${problem}`),
  );
}

test("a copy writes to a file of its own, and nothing of either side is lost by merging", async () => {
  const folder = await oneVersion();
  const copy = `${folder}-copy`;
  await promisify(execFile)("cp", ["-a", folder, copy]);
  try {
    const shared = basename(await ledgerFile(folder));
    await withRegistry(folder, (registry) => registerContent(registry, "two"));
    await withRegistry(copy, async (registry) => {
      await registerContent(registry, "other two");
      await registerContent(registry, "other three");
      const tag = { subject: { model: ModelName.parse("fraud") }, key: "from", value: "copy" };
      await setTag(registry, tag);
    });
    expect(await readdir(ledgerFolder(folder))).toEqual([shared]);
    expect(await readdir(ledgerFolder(copy))).toHaveLength(2);
    // The way to merge: all files of both sides, those of one name from the clone that writes them.
    await cp(ledgerFolder(folder), ledgerFolder(copy), { recursive: true });
    await cp(join(folder, ".model-registry/artifacts"), join(copy, ".model-registry/artifacts"), {
      recursive: true,
    });
    await withRegistry(copy, async (registry) => {
      expect((await versionsOf(registry)).map(({ number }) => number)).toEqual([1, 2, 3, 4]);
      expect(await findings(registry)).toEqual([]);
      const tags = await registry.read((state) => state.tags(ModelName.parse("fraud")));
      expect(tags.get("from")).toBe("copy");
    });
  } finally {
    await rm(copy, { recursive: true });
  }
});

test("verify notes that a folder is a copy, before and after its first change", async () => {
  const folder = await oneVersion();
  const copy = await temporaryFolder();
  await cp(folder, copy, { recursive: true });
  const shared = await readWriterId(registryPaths(folder));
  expect(await notes(folder)).toEqual([]);
  expect(await notes(copy)).toEqual([
    expect.stringMatching(new RegExp(`^ledger/${shared}.jsonl: .*to a file of its own$`)),
  ]);
  await withRegistry(copy, (registry) => registerContent(registry, "two"));
  const own = await readWriterId(registryPaths(copy));
  expect(own).not.toBe(shared);
  expect(await notes(copy)).toEqual([expect.stringContaining(`go to ledger/${own}.jsonl`)]);
  expect(await notes(folder)).toEqual([]);
  // It stays with the file that it has begun.
  await withRegistry(copy, (registry) => registerContent(registry, "three"));
  expect(await readWriterId(registryPaths(copy))).toBe(own);
  expect(await readdir(ledgerFolder(copy))).toHaveLength(2);
});

test("a moved or renamed folder goes on in the same file", async () => {
  const folder = await oneVersion();
  const moved = `${folder}-moved`;
  await rename(folder, moved);
  try {
    await withRegistry(moved, (registry) => registerContent(registry, "two"));
    expect(await readdir(ledgerFolder(moved))).toHaveLength(1);
    expect(await notes(moved)).toEqual([]);
  } finally {
    await rm(moved, { recursive: true });
  }
});

test("an open registry whose folder becomes a copy does not go on in the shared file", async () => {
  const folder = await temporaryFolder();
  const original = await temporaryFolder();
  await rm(original, { recursive: true });
  const registry = await openRegistry(folder);
  await registerContent(registry, "one");
  const shared = basename(await ledgerFile(folder));
  await rename(folder, original);
  await cp(original, folder, { recursive: true });
  await registerContent(registry, "two");
  await registry.close();
  expect(await readdir(ledgerFolder(original))).toEqual([shared]);
  expect((await readFile(join(ledgerFolder(folder), shared), "utf8")).split("\n")).toHaveLength(3);
  expect(await readdir(ledgerFolder(folder))).toHaveLength(2);
  await rm(original, { recursive: true });
});

test.each([
  ["is not there", undefined],
  ["is not JSON", "{"],
  ["has other fields", '{"inode":5}'],
  ["names another writer", JSON.stringify({ writer: "0".repeat(26) })],
])("an id whose place %s is not used again: in doubt a new one", async (_, content) => {
  const folder = await oneVersion();
  const { writerPlace } = registryPaths(folder);
  if (content === undefined) await rm(writerPlace);
  else if (content.startsWith('{"writer"')) {
    const kept = JSON.parse(await readFile(writerPlace, "utf8")) as object;
    await writeFile(writerPlace, JSON.stringify({ ...kept, ...JSON.parse(content) }));
  } else await writeFile(writerPlace, content);
  expect(await knownWriter(registryPaths(folder))).toEqual({});
  expect(await notes(folder)).toEqual([]);
  await withRegistry(folder, async (registry) => {
    await registerContent(registry, "two");
    expect(await findings(registry)).toEqual([]);
  });
  expect(await readdir(ledgerFolder(folder))).toHaveLength(2);
  await withRegistry(folder, (registry) => registerContent(registry, "three"));
  expect(await readdir(ledgerFolder(folder))).toHaveLength(2);
});

test("a place is the same by machine, inode and birth", async () => {
  const folder = await oneVersion();
  const now = { ...(await currentPlace(registryPaths(folder))), isBirthKnown: true };
  expect(isSamePlace(now, now)).toBe(true);
  expect(isSamePlace({ ...now, inode: "1" }, now)).toBe(false);
  expect(isSamePlace({ ...now, machine: "other" }, now)).toBe(false);
  // A folder made anew may get the inode of the one that was removed.
  expect(isSamePlace({ ...now, bornAt: "1" }, now)).toBe(false);
  expect(isSamePlace({ ...now, bornAt: "1" }, { ...now, isBirthKnown: false })).toBe(true);
});
