import { appendFile, readFile, rm, truncate, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { expect, test } from "vitest";
import type { Sha256 } from "../../../../src/core/model/ids.ts";
import { verify } from "../../../../src/registry/audit/verify.ts";
import type { Registry } from "../../../../src/registry/registry.ts";
import { openNoFollow } from "../../../../src/storage/files/open-file.ts";
import { hasLine } from "../../../../src/storage/ledger/has-line.ts";
import { chainStart, sha256 } from "../../../../src/storage/ledger/ledger-line.ts";
import { eventId, registered } from "../../support/events.ts";
import { encodeLine } from "../../support/ledger.ts";
import {
  findings,
  ledgerFile,
  ledgerLines,
  registerContent,
  useTemporaryFolders,
  versionsOf,
  withRegistry,
} from "../../support/registry.ts";

const temporaryFolder = useTemporaryFolders();

/** Makes a closed registry of three versions. */
async function threeVersions(): Promise<{ folder: string; ledger: string; index: string }> {
  const folder = await temporaryFolder();
  await withRegistry(folder, async (registry) => {
    for (let number = 1; number <= 3; number += 1) await registerContent(registry, `v${number}`);
  });
  const index = join(folder, ".model-registry", "registry.db");
  return { folder, ledger: await ledgerFile(folder), index };
}

async function notes(registry: Registry): Promise<string[]> {
  return (await verify(registry, {})).notes.map(({ where }) => where);
}

/** Makes a line that another writer wrote behind the line `behind` of the file, 0 for none. */
async function lateLine(ledger: string, behind: number, milliseconds = 1e12): Promise<string> {
  const lines = await ledgerLines(ledger);
  const prev = behind === 0 ? chainStart : sha256(lines[behind - 1]!);
  return encodeLine(registered(eventId(milliseconds), "late", 1), prev).bytes.toString();
}

test.each([
  ["the line before the last", 3],
  ["the first line", 1],
  ["the beginning", 0],
])("a line that follows %s is noted, ignored and blocks nothing", async (_, behind) => {
  const { folder, ledger, index } = await threeVersions();
  await appendFile(ledger, await lateLine(ledger, behind));
  for (const isIndexKept of [true, false]) {
    if (!isIndexKept) await rm(index);
    await withRegistry(folder, async (registry) => {
      expect(registry.damages).toEqual([]);
      expect(await versionsOf(registry, "late")).toEqual([]);
      expect(await findings(registry)).toEqual([]);
      expect(await notes(registry)).toEqual([`ledger/${basename(ledger)}, line 5`]);
    });
  }
  // The next lines go on from the line that counts, in this process and in later ones.
  await withRegistry(folder, async (registry) => {
    for (const number of [4, 5]) {
      expect((await registerContent(registry, `v${number}`)).number).toBe(number);
    }
  });
  await rm(index);
  await withRegistry(folder, async (registry) => {
    expect(await versionsOf(registry)).toHaveLength(5);
    expect((await registerContent(registry, "v6")).number).toBe(6);
    expect(await findings(registry)).toEqual([]);
    expect(await notes(registry)).toEqual([`ledger/${basename(ledger)}, line 5`]);
  });
});

test("all lines of a late writer are ignored, the later ones too", async () => {
  const { folder, ledger } = await threeVersions();
  const first = encodeLine(registered(eventId(1e12), "late", 1), chainStart);
  const second = encodeLine(registered(eventId(1e12 + 1), "late", 2), first.hash);
  await appendFile(ledger, Buffer.concat([first.bytes, second.bytes]));
  await withRegistry(folder, async (registry) => {
    expect(await versionsOf(registry, "late")).toEqual([]);
    expect(await notes(registry)).toHaveLength(2);
    expect((await registerContent(registry, "v4")).number).toBe(4);
    expect(await findings(registry)).toEqual([]);
  });
});

test("a late line that comes while a registry is open is ignored", async () => {
  const { folder, ledger } = await threeVersions();
  await withRegistry(folder, async (registry) => {
    await appendFile(ledger, await lateLine(ledger, 3));
    expect(await versionsOf(registry)).toHaveLength(3);
    expect((await registerContent(registry, "v4")).number).toBe(4);
    await appendFile(ledger, await lateLine(ledger, 3, 2e12));
    expect(await versionsOf(registry)).toHaveLength(4);
    expect(registry.damages).toEqual([]);
  });
});

test("a line that follows no line of the file is damage", async () => {
  const { folder, ledger } = await threeVersions();
  const foreign = encodeLine(registered(eventId(1e12), "late", 1), sha256("another file's line"));
  await appendFile(ledger, foreign.bytes);
  await withRegistry(folder, async (registry) => {
    expect(registry.damages).toMatchObject([{ line: 5 }]);
    await expect(registerContent(registry, "v4")).rejects.toThrow("line 5");
  });
});

test("a line behind the fragment of a broken write is ignored with it", async () => {
  const { folder, ledger, index } = await threeVersions();
  const fragment = (await lateLine(ledger, 4)).slice(0, 150);
  for (const behind of [4, 3]) {
    await appendFile(ledger, fragment + (await lateLine(ledger, behind, 2e12)));
  }
  await rm(index);
  await withRegistry(folder, async (registry) => {
    expect(await versionsOf(registry, "late")).toEqual([]);
    expect(await findings(registry)).toEqual([]);
    expect(await notes(registry)).toHaveLength(2);
    expect((await registerContent(registry, "v4")).number).toBe(4);
    expect(await findings(registry)).toEqual([]);
  });
});

test("a whole line that ran into a late one is damage, as it was acknowledged", async () => {
  const { folder, ledger, index } = await threeVersions();
  const late = await lateLine(ledger, 3);
  await truncate(ledger, (await readFile(ledger)).length - 1);
  await appendFile(ledger, `!${late}`);
  await rm(index);
  await withRegistry(folder, (registry) => {
    expect(registry.damages).toMatchObject([{ line: 4 }]);
    return Promise.resolve();
  });
});

test.each([
  ["is missing", true, (ledger: string, size: number) => truncate(ledger, size - 1)],
  [
    "is missing, and the index too",
    false,
    (ledger: string, size: number) => truncate(ledger, size - 1),
  ],
  [
    "is another byte",
    true,
    async (ledger: string, size: number) => {
      await truncate(ledger, size - 1);
      await appendFile(ledger, "*");
    },
  ],
])("a last line whose newline %s counts, and gets it back", async (_, isIndexKept, spoil) => {
  const { folder, ledger, index } = await threeVersions();
  const whole = await readFile(ledger);
  if (!isIndexKept) await rm(index);
  await spoil(ledger, whole.length);
  await withRegistry(folder, async (registry) => {
    expect(await versionsOf(registry)).toHaveLength(3);
    expect((await findings(registry)).map(({ where }) => where)).toEqual([
      `ledger/${basename(ledger)}, last line`,
    ]);
    expect((await registerContent(registry, "v4")).number).toBe(4);
    expect(await findings(registry)).toEqual([]);
    // And once more while the registry is open.
    await spoil(ledger, (await readFile(ledger)).length);
    expect((await registerContent(registry, "v5")).number).toBe(5);
    expect(await findings(registry)).toEqual([]);
  });
  expect((await readFile(ledger)).subarray(0, whole.length)).toEqual(whole);
});

test("an earlier line is found wherever blocks of the file end", async () => {
  const path = join(await temporaryFolder(), "lines");
  const lines = [10, 300_000, 5, 262_143, 262_144, 1, 600_000].map((length, index) =>
    String(index).repeat(length),
  );
  const text = lines.map((line) => `${line}\n`).join("");
  await writeFile(path, text);
  const handle = await openNoFollow(path);
  for (const line of lines) expect(await hasLine(handle, sha256(line), text.length)).toBe(true);
  expect(await hasLine(handle, sha256("7"), text.length)).toBe(false);
  expect(await hasLine(handle, sha256(lines.at(-1)!), text.length - 600_001)).toBe(false);
  await handle.close();
});

test("a signature before the checksum is covered by it and read over", async () => {
  const { folder, ledger } = await threeVersions();
  const prev: Sha256 = sha256((await ledgerLines(ledger)).at(-1)!);
  const { bytes } = encodeLine(registered(eventId(3e12), "signed", 1), prev);
  const head = bytes.toString().replace(/,"sum":.*\n$/s, ',"sig":"c2lnbmVk"');
  await appendFile(ledger, `${head},"sum":"${sha256(head)}"}\n`);
  await withRegistry(folder, async (registry) => {
    expect(await versionsOf(registry, "signed")).toHaveLength(1);
    expect((await registerContent(registry, "v4")).number).toBe(4);
    expect((await verify(registry, {})).events).toBe(5);
    expect(registry.damages).toEqual([]);
  });
});
