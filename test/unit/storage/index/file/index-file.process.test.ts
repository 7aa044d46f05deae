import { spawnSync } from "node:child_process";
import {
  copyFile,
  cp,
  lstat,
  readdir,
  mkdtemp,
  readFile,
  rm,
  stat,
  symlink,
  truncate,
  writeFile,
} from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterAll, beforeAll, expect, test } from "vitest";
import { Stage } from "../../../../../src/core/model/ids.ts";
import { transition } from "../../../../../src/registry/lifecycle/transition.ts";
import { differingTables } from "../../../../../src/storage/index/file/compare-indexes.ts";
import { SqliteEngine } from "../../../../../src/storage/index/index-database.ts";
import { dumpIndex } from "../../../support/dump-index.ts";
import {
  findings,
  openRegistry,
  registerContent,
  useTemporaryFolders,
  versionsOf,
  withRegistry,
} from "../../../support/registry.ts";
import { sealAgain } from "../../../support/seal.ts";
import { wasm } from "../../../support/wasm.ts";

const temporaryFolder = useTemporaryFolders();

let template = "";

beforeAll(async () => {
  template = await mkdtemp(join(tmpdir(), "model-registry-test-"));
  await makeRegistry(template);
});

afterAll(() => rm(template, { recursive: true }));

/** A registry of 30 versions, one of them in Staging. */
async function makeRegistry(folder: string): Promise<void> {
  await withRegistry(folder, async (registry) => {
    const { id } = await registerContent(registry, "version 1");
    await transition(registry, { version: id, to: Stage.parse("Staging") });
    for (let number = 2; number <= 30; number += 1) {
      await registerContent(registry, `version ${number}`);
    }
  });
}

/** A copy of it. */
async function closedRegistry(): Promise<{ folder: string; index: string }> {
  const folder = await temporaryFolder();
  await cp(template, folder, { recursive: true });
  return { folder, index: join(folder, ".model-registry", "registry.db") };
}

test("other tools can read registry.db", async () => {
  const { index } = await closedRegistry();
  const db = new DatabaseSync(index, { readOnly: true });
  expect(db.prepare("PRAGMA integrity_check").all()).toEqual([{ integrity_check: "ok" }]);
  expect(db.prepare("PRAGMA foreign_key_check").all()).toEqual([]);
  const count = (table: string): unknown =>
    db.prepare(`SELECT count(*) AS n FROM ${table}`).get()?.["n"];
  expect(["model", "version", "artifact", "event", "ledger_position"].map(count)).toEqual([
    1, 30, 30, 31, 1,
  ]);
  expect(db.prepare("SELECT number FROM version WHERE stage = 'Staging'").all()).toEqual([
    { number: 1 },
  ]);
  db.close();
});

const withDatabase =
  (...statements: readonly string[]) =>
  (index: string): void => {
    const db = new DatabaseSync(index, { enableForeignKeyConstraints: false });
    for (const sql of statements) db.exec(sql);
    db.close();
  };

const spoilt: readonly [string, (index: string) => unknown][] = [
  ["is missing", (index) => rm(index)],
  ["is empty", (index) => truncate(index, 0)],
  ["is garbage", (index) => writeFile(index, "not a database at all".repeat(1000))],
  ["is truncated", async (index) => truncate(index, Math.floor((await stat(index)).size / 2))],
  [
    "has a trigger",
    withDatabase("CREATE TRIGGER t AFTER INSERT ON event BEGIN DELETE FROM version; END"),
  ],
  ["has a view", withDatabase("CREATE VIEW v AS SELECT * FROM event")],
  ["lacks an index", withDatabase("DROP INDEX metric_by_value")],
  ["has one column more", withDatabase("ALTER TABLE model ADD COLUMN more TEXT")],
  ["is of another version", withDatabase("PRAGMA user_version = 99")],
  ["is of another program", withDatabase("PRAGMA application_id = 1")],
  ["knows no position", withDatabase("DELETE FROM ledger_position")],
  ["has a malformed position", withDatabase("UPDATE ledger_position SET hash = 'x'")],
  ["has another position", withDatabase(`UPDATE ledger_position SET "offset" = "offset" - 10`)],
  ["names a file elsewhere", withDatabase("UPDATE ledger_position SET file = '../../etc/passwd'")],
  ["has a malformed cell", withDatabase("UPDATE version SET digest = 'x' WHERE number = 3")],
  ["has text for a number", withDatabase("UPDATE version SET number = 'three' WHERE number = 3")],
  ["has malformed JSON", withDatabase("UPDATE actor SET actor = '{'")],
  ["has another program writing", (index) => writeFile(`${index}-wal`, "")],
  ["has a journal beside it", (index) => writeFile(`${index}-journal`, "")],
  [
    "is a link",
    async (index) => {
      await copyFile(index, `${index}.elsewhere`);
      await rm(index);
      await symlink(`${index}.elsewhere`, index);
    },
  ],
  [
    "is a link to something endless",
    async (index) => {
      await rm(index);
      await symlink("/dev/zero", index);
    },
  ],
  [
    "is a pipe",
    async (index) => {
      await rm(index);
      expect(spawnSync("mkfifo", [index]).status).toBe(0);
    },
  ],
];

/** As anybody can spoil it, and as only a program that knows the key of this machine can. */
const seals = [
  ["", () => Promise.resolve()],
  [" and is sealed all the same", sealAgain],
] as const;

test.each(
  spoilt.flatMap(([name, spoil]) =>
    seals.map(([seal, sealIt]) => [`${name}${seal}`, spoil, sealIt] as const),
  ),
)("nothing is lost when registry.db %s", async (_, spoil, sealIt) => {
  const { folder, index } = await closedRegistry();
  const before = dumpIndex(index);
  await spoil(index);
  const isFile = await lstat(index).then(
    (stats) => stats.isFile(),
    () => false,
  );
  if (isFile) await sealIt(folder);
  await withRegistry(folder, async (registry) => {
    const versions = await versionsOf(registry);
    expect(versions.map(({ number }) => number)).toEqual(versions.map((_, at) => at + 1));
    expect(versions).toHaveLength(30);
    expect(versions[0]?.stage).toBe("Staging");
    expect(await findings(registry)).toEqual([]);
    expect((await registerContent(registry, "one more")).number).toBe(31);
  });
  const { version, event } = dumpIndex(index);
  expect(version).toHaveLength(31);
  expect(event).toEqual(expect.arrayContaining(before["event"]!));
});

test("deciding on a malformed index rebuilds it instead of waiting for itself", async () => {
  const { folder, index } = await closedRegistry();
  withDatabase("UPDATE model SET changed_at = 'yesterday'")(index);
  await sealAgain(folder);
  await withRegistry(folder, async (registry) => {
    expect((await registerContent(registry, "one more")).number).toBe(31);
  });
});

test("a damaged page anywhere is survived", async () => {
  const { folder, index } = await closedRegistry();
  const whole = await readFile(index);
  const pages = Math.floor(whole.length / 4096);
  for (let page = 0; page < pages; page += 1) {
    const damaged = Buffer.from(whole);
    damaged.fill(0xa5, page * 4096 + (page === 0 ? 100 : 0), (page + 1) * 4096);
    await writeFile(index, damaged);
    await sealAgain(folder);
    const registry = await openRegistry(folder);
    const versions = await versionsOf(registry);
    expect(versions, `page ${page}`).toHaveLength(30);
    await registry.read((state) => versions.map(({ id }) => state.detail(id)));
    // Never saved: the next page is spoilt in the same file.
  }
});

test("the index of another ledger is not used", async () => {
  const [one, other] = [await closedRegistry(), await temporaryFolder()];
  await makeRegistry(other);
  await copyFile(join(other, ".model-registry", "registry.db"), one.index);
  await withRegistry(one.folder, async (registry) => {
    expect(await versionsOf(registry)).toHaveLength(30);
    expect(await findings(registry)).toEqual([]);
  });
});

test("an index older than the ledger takes up the rest", async () => {
  const { folder, index } = await closedRegistry();
  await copyFile(index, `${index}.old`);
  await withRegistry(folder, (registry) => registerContent(registry, "one more"));
  const expected = dumpIndex(index);
  await copyFile(`${index}.old`, index);
  await withRegistry(folder, async (registry) => {
    expect(await versionsOf(registry)).toHaveLength(31);
  });
  expect(dumpIndex(index)).toEqual(expected);
  // The copy of the template writes to a file of its own.
  expect(await readdir(join(folder, ".model-registry", "ledger"))).toHaveLength(2);
});

test.each([
  ["metric", "INSERT INTO metric SELECT id, 1, 0.5 FROM version WHERE number = 1"],
  [
    "artifact",
    "UPDATE artifact SET sha256 = (SELECT max(sha256) FROM artifact) WHERE version_id = 1",
  ],
  ["version", "UPDATE version SET stage = 'Production' WHERE number = 2"],
  ["version", "DELETE FROM version WHERE number = 3"],
  ["event", `UPDATE event SET "offset" = "offset" + 1 WHERE type = 'version.transitioned'`],
  ["stage_change", "DELETE FROM stage_change"],
  ["model", "UPDATE model SET version_count = 7"],
  ["actor", `UPDATE actor SET actor = '{"name":"Eve"}'`],
  ["ledger_position", "UPDATE ledger_position SET lines = 9"],
  ["ledger_position", "UPDATE ledger_position SET last_id = '00000000000000000000000000'"],
])(
  "verify names the table %s that the ledger does not give, and replaces it",
  async (table, sql) => {
    const { folder, index } = await closedRegistry();
    const expected = dumpIndex(index);
    withDatabase(sql)(index);
    await sealAgain(folder);
    await withRegistry(folder, async (registry) => {
      const [finding, ...others] = await findings(registry);
      expect(finding).toMatchObject({ where: `registry.db, ${table}` });
      expect(others.filter(({ where }) => !where.startsWith("registry.db"))).toEqual([]);
      expect(await findings(registry)).toEqual([]);
    });
    expect(dumpIndex(index)).toEqual(expected);
  },
);

test("an SQL index that contradicts its table is noticed", async () => {
  const { index } = await closedRegistry();
  const engine = await SqliteEngine.load(await wasm());
  const bytes = await readFile(index);
  const whole = engine.openOfThisRelease(bytes)!;
  expect(differingTables(whole, whole)).toEqual([]);
  const spoilt = engine.openOfThisRelease(bytes)!;
  // Each of two indexes of a table finds its rows by the other one's entries.
  spoilt.database
    .run(`PRAGMA writable_schema = ON; UPDATE sqlite_schema AS one SET rootpage = other.rootpage
    FROM (SELECT name, rootpage FROM sqlite_schema) AS other
    WHERE (one.name, other.name) IN (VALUES ('version_by_stage', 'version_by_source'),
      ('version_by_source', 'version_by_stage'))`);
  const opened = engine.openOfThisRelease(spoilt.export())!;
  expect(differingTables(opened, whole)).toEqual(["structure"]);
  for (const db of [whole, spoilt, opened]) db.close();
});
