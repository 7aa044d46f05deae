import {
  appendFile,
  chmod,
  copyFile,
  cp,
  mkdir,
  readFile,
  rename,
  rm,
  stat,
  truncate,
  writeFile,
} from "node:fs/promises";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { beforeEach, expect, test, vi } from "vitest";
import { ModelName, Stage } from "../../../../../src/core/model/ids.ts";
import { setTag } from "../../../../../src/registry/annotations/set-tag.ts";
import { transition } from "../../../../../src/registry/lifecycle/transition.ts";
import { EventStore } from "../../../../../src/storage/event-store.ts";
import { registryPaths } from "../../../../../src/storage/files/registry-paths.ts";
import { loadIndex, type IndexLoad } from "../../../../../src/storage/index/file/load-index.ts";
import { SqliteEngine } from "../../../../../src/storage/index/index-database.ts";
import {
  findings,
  ledgerFile,
  ledgerLines,
  openRegistry,
  registerContent,
  useTemporaryFolders,
  versionsOf,
  withRegistry,
} from "../../../support/registry.ts";
import { sealAgain } from "../../../support/seal.ts";
import { wasm } from "../../../support/wasm.ts";

const temporaryFolder = useTemporaryFolders();
let settings = "";

beforeEach(async () => {
  settings = await temporaryFolder();
  vi.stubEnv("XDG_CONFIG_HOME", settings);
  return () => vi.unstubAllEnvs();
});

/** Makes a registry of three versions, one of them in Staging. */
async function smallRegistry(): Promise<{ folder: string; index: string; keyFile: string }> {
  const folder = await temporaryFolder();
  await withRegistry(folder, async (registry) => {
    const { id } = await registerContent(registry, "first");
    await writeFile(join(folder, "metrics.json"), '{"auc": 0.5}');
    await registerContent(registry, "second", { metricsFiles: ["metrics.json"] });
    await registerContent(registry, "third");
    await transition(registry, { version: id, to: Stage.parse("Staging") });
    await setTag(registry, {
      subject: { model: ModelName.parse("fraud") },
      key: "team",
      value: "risk",
    });
  });
  return {
    folder,
    index: registryPaths(folder).index,
    keyFile: join(settings, "model-registry", "index-key"),
  };
}

/** Returns the answers of a registry to several queries. */
async function answers(folder: string): Promise<unknown> {
  return withRegistry(folder, async (registry) => {
    const versions = await versionsOf(registry);
    return registry.read((state) => ({
      versions,
      models: state.models(),
      details: versions.map(({ id }) => state.detail(id)),
      tags: [...state.tags(ModelName.parse("fraud"))],
      log: state.events.log({}, { limit: 100 }),
    }));
  });
}

async function load(folder: string): Promise<IndexLoad> {
  const loaded = await loadIndex(registryPaths(folder), await SqliteEngine.load(await wasm()));
  if ("db" in loaded) loaded.db.close();
  return loaded;
}

test("what this machine saved is used", async () => {
  const { folder, keyFile } = await smallRegistry();
  expect((await load(folder)).kind).toBe("usable");
  expect((await stat(keyFile)).mode & 0o777).toBe(0o600);
  expect(await readFile(keyFile, "utf8")).toMatch(/^[0-9a-f]{64}\n$/);
});

test.each([
  ["UPDATE metric SET value = 0.99"],
  ["UPDATE artifact SET sha256 = (SELECT max(sha256) FROM artifact), size = 6"],
  ["UPDATE version SET stage = 'Production' WHERE number = 2"],
  ["DELETE FROM version WHERE number = 3"],
  ["UPDATE tag SET value = 'another'"],
  ["UPDATE ledger_position SET last_id = '7ZZZZZZZZZZZZZZZZZZZZZZZZZ'"],
])("rows that another program has changed are not believed: %s", async (sql) => {
  const { folder, index } = await smallRegistry();
  const expected = await answers(folder);
  const db = new DatabaseSync(index, { enableForeignKeyConstraints: false });
  db.exec(sql);
  db.close();
  expect((await load(folder)).kind).toBe("doubtful");
  expect(await answers(folder)).toEqual(expected);
});

test("no flip of bits changes an answer", async () => {
  const { folder, index } = await smallRegistry();
  const [expected, whole] = [await answers(folder), await readFile(index)];
  let seed = 20_261_129;
  const random = (below: number): number => {
    // A linear congruential generator (Numerical Recipes), so that a failure can be had again.
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((seed / 2 ** 32) * below);
  };
  for (let variant = 0; variant < 120; variant += 1) {
    const flipped = Buffer.from(whole);
    for (let flips = 1 + random(32); flips > 0; flips -= 1) {
      flipped[random(flipped.length)]! ^= 1 << random(8);
    }
    await writeFile(index, flipped);
    expect((await load(folder)).kind, `variant ${variant}`).not.toBe("usable");
    expect(await answers(folder), `variant ${variant}`).toEqual(expected);
  }
});

test("a wrong position does not make a sound ledger damaged, whoever sealed it", async () => {
  const { folder, index } = await smallRegistry();
  const db = new DatabaseSync(index);
  db.exec("UPDATE ledger_position SET last_id = '7ZZZZZZZZZZZZZZZZZZZZZZZZZ'");
  db.close();
  await sealAgain(folder);
  await copyFile(index, `${index}.wrong`);
  await rm(index);
  await withRegistry(folder, (registry) => registerContent(registry, "fourth"));
  await copyFile(`${index}.wrong`, index);
  expect((await load(folder)).kind).toBe("usable");
  await withRegistry(folder, async (registry) => {
    expect(registry.damages).toEqual([]);
    expect((await registerContent(registry, "fifth")).number).toBe(5);
    expect(await findings(registry)).toEqual([]);
  });
});

test("a damage that is there is found once and not read from the beginning again", async () => {
  const { folder, index } = await smallRegistry();
  await appendFile(await ledgerFile(folder), "not a line\n");
  await withRegistry(folder, async (registry) => {
    expect(registry.damages).toMatchObject([{ line: 7 }]);
    expect(await versionsOf(registry)).toHaveLength(3);
    expect(registry.damages).toMatchObject([{ line: 7 }]);
  });
  expect((await load(folder)).kind).toBe("usable");
  expect((await stat(index)).size).toBeGreaterThan(0);
});

test("without the key the ledger tells everything, and a new key is made", async () => {
  const { folder, keyFile } = await smallRegistry();
  const expected = await answers(folder);
  await rm(keyFile);
  expect((await load(folder)).kind).toBe("doubtful");
  expect(await answers(folder)).toEqual(expected);
  expect((await load(folder)).kind).toBe("usable");
  await writeFile(keyFile, "cut o");
  expect(await answers(folder)).toEqual(expected);
  expect((await load(folder)).kind).toBe("usable");
});

test("where no key can be kept everything works, and other tools can read the index", async () => {
  const { folder, index, keyFile } = await smallRegistry();
  const expected = await answers(folder);
  await rm(join(settings, "model-registry"), { recursive: true });
  // A file where the folder would be: as good as a read-only home, for root as well.
  await writeFile(join(settings, "model-registry"), "");
  expect(await answers(folder)).toEqual(expected);
  expect((await load(folder)).kind).toBe("doubtful");
  await withRegistry(folder, (registry) => registerContent(registry, "fourth"));
  const db = new DatabaseSync(index, { readOnly: true });
  expect(db.prepare("SELECT count(*) AS n FROM version").get()).toEqual({ n: 4 });
  db.close();
  await expect(stat(keyFile)).rejects.toMatchObject({ code: "ENOTDIR" });
});

test("Restricted Mode makes no key", async () => {
  const { folder, keyFile } = await smallRegistry();
  await rm(keyFile);
  const registry = await openRegistry(folder, false);
  expect(await versionsOf(registry)).toHaveLength(3);
  await registry.close();
  await expect(stat(keyFile)).rejects.toMatchObject({ code: "ENOENT" });
});

test("the index of a copied or moved registry is not believed there", async () => {
  const { folder } = await smallRegistry();
  const [copy, moved] = [await temporaryFolder(), await temporaryFolder()];
  await cp(join(folder, ".model-registry"), join(copy, ".model-registry"), { recursive: true });
  expect((await load(copy)).kind).toBe("doubtful");
  const expected = await answers(folder);
  await rename(join(folder, ".model-registry"), join(moved, ".model-registry"));
  expect((await load(moved)).kind).toBe("doubtful");
  expect(await answers(moved)).toEqual(expected);
  expect((await load(moved)).kind).toBe("usable");
});

test("an index of another release is not used but still tells of a loss", async () => {
  const { folder, index } = await smallRegistry();
  const db = new DatabaseSync(index);
  db.exec("PRAGMA user_version = 5; DROP TABLE approval");
  db.close();
  await sealAgain(folder);
  expect(await load(folder)).toMatchObject({ kind: "doubtful", reason: /another release/ });
  await rm(await ledgerFile(folder));
  expect(await load(folder)).toMatchObject({
    kind: "ahead",
    isAuthentic: true,
    gaps: [{ problem: "missing", known: { lines: 6 } }],
  });
});

test("an index that knows more than the ledger says so, and whether to believe it", async () => {
  const { folder, keyFile } = await smallRegistry();
  const path = await ledgerFile(folder);
  const [lines, whole] = [await ledgerLines(path), await readFile(path)];
  const isAhead = async (problem: string, isAuthentic: boolean): Promise<void> => {
    expect(await load(folder)).toMatchObject({
      kind: "ahead",
      isAuthentic,
      gaps: [{ problem, known: { lines: 6, offset: whole.length } }],
    });
  };
  await truncate(path, Buffer.byteLength(lines.slice(0, 5).join("\n")) + 1);
  await isAhead("shorter", true);
  await writeFile(path, whole.fill(0x20, whole.length - 20, whole.length - 3));
  await isAhead("changed", true);
  await rm(path);
  await isAhead("missing", true);
  await rm(keyFile);
  await isAhead("missing", false);
});

test("two that save at once leave an index of either, whole", async () => {
  const { folder, index } = await smallRegistry();
  const [paths, engine] = [registryPaths(folder), await SqliteEngine.load(await wasm())];
  for (let round = 0; round < 20; round += 1) {
    await rm(index);
    // Nothing was saved: each has all events to save.
    const stores = await Promise.all([1, 2, 3].map(() => EventStore.open(paths, engine)));
    await Promise.all(stores.map((store) => store.save()));
    await Promise.all(stores.map((store) => store.close()));
    expect((await load(folder)).kind).toBe("usable");
  }
});

/** Bytes. */
const sealLength = 153;

test("a huge file of others is not read", async () => {
  const { folder, index } = await smallRegistry();
  await truncate(index, 1_700_000_000);
  expect(await load(folder)).toEqual({ kind: "doubtful", reason: "it is too large" });
  await rm(index);
  await withRegistry(folder, async (registry) => {
    expect(await versionsOf(registry)).toHaveLength(3);
  });
  const own = (await readFile(index)).subarray(-sealLength);
  await truncate(index, 1_700_000_000 - own.length);
  await appendFile(index, own);
  expect(await load(folder)).toEqual({ kind: "doubtful", reason: "it is too large" });
});

test("a key that can't be read is no key", async () => {
  const { folder, keyFile } = await smallRegistry();
  await rm(keyFile);
  await mkdir(keyFile);
  await chmod(keyFile, 0o700);
  expect((await load(folder)).kind).toBe("doubtful");
  await withRegistry(folder, async (registry) => {
    expect((await registerContent(registry, "fourth")).number).toBe(4);
  });
});
