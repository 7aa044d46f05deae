import { appendFile, readFile, rm, writeFile } from "node:fs/promises";
import type { FileHandle } from "node:fs/promises";
import { expect, test } from "vitest";
import type { EventId } from "../../../../src/core/model/ids.ts";
import { TagSet } from "../../../../src/core/model/markings.ts";
import { EventStore } from "../../../../src/storage/event-store.ts";
import { realDisk, type Disk } from "../../../../src/storage/files/disk.ts";
import { registryPaths, type RegistryPaths } from "../../../../src/storage/files/registry-paths.ts";
import { SqliteEngine } from "../../../../src/storage/index/index-database.ts";
import { stampEvent, stamper } from "../../../../src/storage/ledger/encode-events.ts";
import { ledgerFiles, noEnds, readLedgers } from "../../../../src/storage/ledger/ledger-folder.ts";
import { encodeLedgerLine, sha256 } from "../../../../src/storage/ledger/ledger-line.ts";
import { refusalOf } from "../../support/refusal.ts";
import { ledgerFile, useTemporaryFolders } from "../../support/registry.ts";
import { wasm } from "../../support/wasm.ts";

const temporaryFolder = useTemporaryFolders();

/** Calls of a file handle done in another way. */
type Handling = Partial<Record<keyof FileHandle, (real: FileHandle) => unknown>>;

/** Returns the real file system, except for calls on the handles of ledger files. */
function diskWith(handling: Handling): Disk {
  return {
    ...realDisk,
    open: async (path, flags) =>
      new Proxy(await realDisk.open(path, flags), {
        get(target, key) {
          const other = handling[key as keyof FileHandle];
          if (other) return other(target);
          const value: unknown = Reflect.get(target, key, target);
          return typeof value === "function" ? (value.bind(target) as unknown) : value;
        },
      }),
  };
}

async function openStore(paths: RegistryPaths, disk?: Disk): Promise<EventStore> {
  return EventStore.open(paths, await SqliteEngine.load(await wasm()), disk);
}

function tag(value: string): TagSet {
  return TagSet.parse({ type: "tag.set", v: 1, data: { model: "fraud", key: "key", value } });
}

async function write(
  store: EventStore,
  value: string,
  prepare?: () => Promise<() => Promise<void>>,
): Promise<void> {
  const writing = { actor: { name: "Ada" }, now: Date.now() };
  await store.append(() => [tag(value)], { prepare }, writing);
}

/**
 * Returns the values that count, the number of lines that don't, and the number of damaged lines.
 */
async function readAll(
  paths: RegistryPaths,
): Promise<{ values: unknown[]; superseded: number; damages: number }> {
  const ends = noEnds();
  const values: unknown[] = [];
  const files = await ledgerFiles(paths);
  for await (const entries of readLedgers(paths, files.keys(), new Map(), ends)) {
    for (const { event } of entries) if (event.type === "tag.set") values.push(event.data.value);
  }
  return { values, superseded: ends.superseded.length, damages: ends.damages.length };
}

/** Encodes a line that follows the last one of a ledger file. */
async function nextLine(path: string, value: string): Promise<Buffer> {
  const last = (await readFile(path)).toString().trimEnd().split("\n").at(-1) ?? "";
  const { id } = JSON.parse(last) as { id: EventId };
  const stamp = stamper(id, { actor: { name: "Bob" }, now: Date.now() })();
  const event = stampEvent({ body: tag(value), stamp });
  return encodeLedgerLine(event, sha256(last)).bytes;
}

function signal(): { readonly given: Promise<void>; readonly give: () => void } {
  let give = (): void => undefined;
  const given = new Promise<void>((resolve) => {
    give = resolve;
  });
  return { given, give };
}

test.each([
  ["its write", "write", ["first", "second", "fourth"], 1],
  ["its look at the size", "stat", ["first", "second", "fourth"], 0],
] as const)("a writer stopped before %s is refused", async (_, call, values, superseded) => {
  const paths = registryPaths(await temporaryFolder());
  const [stopped, other] = [signal(), signal()];
  let isFirst = true;
  const stopOnce =
    (real: FileHandle) =>
    async (...values: never[]): Promise<unknown> => {
      if (isFirst) {
        isFirst = false;
        stopped.give();
        await other.given;
      }
      return (real[call] as (...values: never[]) => Promise<unknown>)(...values);
    };
  const calm = await openStore(paths);
  await write(calm, "first");
  const store = await openStore(paths, diskWith({ [call]: stopOnce }));
  const takeBack = { wasDone: false };
  const late = write(store, "late", () =>
    Promise.resolve(() => {
      takeBack.wasDone = true;
      return Promise.resolve();
    }),
  );
  await stopped.given;
  // Meanwhile its lock counts as that of a dead process.
  await rm(paths.lock, { recursive: true });
  await write(calm, "second");
  other.give();
  expect((await refusalOf(late)).code).toBe("busy");
  expect(takeBack.wasDone).toBe(false);
  await write(store, "fourth");
  expect(await readAll(paths)).toEqual({ values, superseded, damages: 0 });
});

test("a late line of another writer just before the write does not take it back", async () => {
  const folder = await temporaryFolder();
  const paths = registryPaths(folder);
  const calm = await openStore(paths);
  await write(calm, "first");
  const path = await ledgerFile(folder);
  // A line whose writer was stopped before "second" was written, so that it follows "first".
  const late = await nextLine(path, "late");
  await write(calm, "second");
  let isFirst = true;
  const behindLate =
    (real: FileHandle) =>
    async (...values: never[]): Promise<unknown> => {
      if (isFirst) await appendFile(path, late);
      isFirst = false;
      return (real.write as (...values: never[]) => Promise<unknown>)(...values);
    };
  const store = await openStore(paths, diskWith({ write: behindLate }));
  await write(store, "third");
  await write(store, "fourth");
  expect(await readAll(paths)).toEqual({
    values: ["first", "second", "third", "fourth"],
    superseded: 1,
    damages: 0,
  });
});

test("a failed write is taken back while the lock is held", async () => {
  const paths = registryPaths(await temporaryFolder());
  let isBroken = true;
  const datasync = (real: FileHandle) => (): Promise<void> => {
    if (!isBroken) return real.datasync();
    isBroken = false;
    return Promise.reject(Object.assign(new Error("no space"), { code: "ENOSPC" }));
  };
  const store = await openStore(paths, diskWith({ datasync }));
  let takenBack = 0;
  const prepare = (): Promise<() => Promise<void>> =>
    Promise.resolve(() => Promise.resolve(void (takenBack += 1)));
  expect((await refusalOf(write(store, "failed", prepare))).code).toBe("file-problem");
  expect(takenBack).toBe(1);
  await write(store, "next", prepare);
  expect(takenBack).toBe(1);
  expect(await readAll(paths)).toEqual({ values: ["next"], superseded: 0, damages: 0 });
});

test.each(["open", "saved by a process that has ended"])(
  "a line that was taken back is not missed by a reader that is %s",
  async (reader) => {
    const paths = registryPaths(await temporaryFolder());
    const first = await openStore(paths);
    await write(first, "first");
    await first.close();
    const readers: EventStore[] = [];
    let seen: number | undefined;
    const datasync = (real: FileHandle) => async (): Promise<void> => {
      if (seen !== undefined) return real.datasync();
      const store = await openStore(paths);
      readers.push(store);
      seen = await store.read((state) => state.events.count({}));
      if (reader !== "open") await store.save();
      throw Object.assign(new Error("no space"), { code: "ENOSPC" });
    };
    const store = await openStore(paths, diskWith({ datasync }));
    expect((await refusalOf(write(store, "failed"))).code).toBe("file-problem");
    expect(seen).toBe(2);
    const after = reader === "open" ? readers[0] : await openStore(paths);
    await after?.catchUp();
    expect(after?.losses.loss).toBeUndefined();
    if (after) await write(after, "next");
    expect(await readAll(paths)).toEqual({ values: ["first", "next"], superseded: 0, damages: 0 });
  },
);

test("a line that was read after its writer had ended is missed", async () => {
  const paths = registryPaths(await temporaryFolder());
  const writer = await openStore(paths);
  await write(writer, "first");
  const reader = await openStore(paths);
  await write(writer, "second");
  await reader.catchUp();
  const file = await ledgerFile(paths.folder);
  const lines = (await readFile(file, "utf8")).split("\n");
  await writeFile(file, `${lines.slice(0, -2).join("\n")}\n`);
  await reader.catchUp();
  expect(reader.losses.loss).toMatchObject({ files: [{ kind: "cut" }], events: 1 });
});

test.each([
  ["the lock is lost", true],
  ["the file can't be cut", false],
])("the outcome of a failed write is not known when %s", async (_, losesLock) => {
  const paths = registryPaths(await temporaryFolder());
  const calm = await openStore(paths);
  await write(calm, "first");
  let isBroken = false;
  const datasync = () => async (): Promise<void> => {
    isBroken = true;
    if (losesLock) await rm(paths.lock, { recursive: true });
    throw Object.assign(new Error("input/output error"), { code: "EIO" });
  };
  const fd = (real: FileHandle): number => (isBroken && !losesLock ? -1 : real.fd);
  const store = await openStore(paths, diskWith({ datasync, fd }));
  let takenBack = 0;
  const refusal = await refusalOf(
    write(store, "perhaps", () => Promise.resolve(() => Promise.resolve(void (takenBack += 1)))),
  );
  expect(refusal.code).toBe("outcome-unknown");
  expect(takenBack).toBe(0);
  const last = (await readFile(await ledgerFile(paths.folder), "utf8"))
    .trimEnd()
    .split("\n")
    .at(-1);
  const { id } = JSON.parse(last ?? "") as { id: string };
  expect(refusal.wayOut).toContain(id);
  expect(refusal.details).toEqual({ events: [id] });
  await write(calm, "next");
  expect((await readAll(paths)).values).toEqual(["first", "perhaps", "next"]);
});

test("half a line that failed does not count, even if it stays", async () => {
  const paths = registryPaths(await temporaryFolder());
  const calm = await openStore(paths);
  await write(calm, "first");
  const half =
    (real: FileHandle) =>
    async (bytes: Buffer): Promise<never> => {
      await real.write(bytes.subarray(0, 100));
      await rm(paths.lock, { recursive: true });
      throw Object.assign(new Error("input/output error"), { code: "EIO" });
    };
  const store = await openStore(paths, diskWith({ write: half }));
  expect((await refusalOf(write(store, "half"))).code).toBe("busy");
  await write(calm, "next");
  expect(await readAll(paths)).toEqual({ values: ["first", "next"], superseded: 0, damages: 0 });
});
