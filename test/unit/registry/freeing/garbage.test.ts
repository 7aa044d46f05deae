import { existsSync } from "node:fs";
import {
  appendFile,
  mkdir,
  readFile,
  rename,
  rm,
  symlink,
  utimes,
  writeFile,
} from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { collectGarbage, findGarbage } from "../../../../src/registry/retention/collect-garbage.ts";
import { deleteVersion } from "../../../../src/registry/retention/delete-version.ts";
import { eventId, unknown } from "../../support/events.ts";
import { writeLedger } from "../../support/ledger.ts";
import { refusalOf } from "../../support/refusal.ts";
import {
  findings,
  ledgerFile,
  openRegistry,
  registerContent,
  useTemporaryFolders,
  withRegistry,
} from "../../support/registry.ts";
import { deletion, isStored, layGarbage, objectCount } from "./support.ts";

const temporaryFolder = useTemporaryFolders();

test("what no living version refers to is found, and removed", async () => {
  await withRegistry(await temporaryFolder(), async (registry) => {
    const version = await registerContent(registry, "deleted");
    await registerContent(registry, "kept");
    await deleteVersion(registry, deletion(version));
    await layGarbage(registry, "deleted");
    await layGarbage(registry, "cut off");
    const garbage = { objects: 2, leftovers: 0, bytes: 14 };
    expect(await findGarbage(registry, {})).toMatchObject(garbage);
    expect(isStored(registry, "cut off")).toBe(true);
    expect(await collectGarbage(registry, {})).toMatchObject(garbage);
    expect(await objectCount(registry)).toBe(1);
    expect(isStored(registry, "kept")).toBe(true);
    expect(await collectGarbage(registry, {})).toMatchObject({
      objects: 0,
      leftovers: 0,
      bytes: 0,
    });
    expect(await findings(registry)).toEqual([]);
  });
});

test("cancelled while it looks, nothing is removed", async () => {
  await withRegistry(await temporaryFolder(), async (registry) => {
    await registerContent(registry, "kept");
    await layGarbage(registry, "cut off");
    const abort = new AbortController();
    const task = {
      signal: abort.signal,
      report: () => {
        abort.abort();
      },
    };
    expect(await refusalOf(findGarbage(registry, {}, task))).toMatchObject({ code: "cancelled" });
    expect((await refusalOf(collectGarbage(registry, {}, task))).code).toBe("cancelled");
    expect(isStored(registry, "cut off")).toBe(true);
  });
});

test("cancelled midway, it says what was removed, and the rest goes another time", async () => {
  await withRegistry(await temporaryFolder(), async (registry) => {
    await registerContent(registry, "kept");
    for (let index = 100; index < 550; index += 1) await layGarbage(registry, `garbage ${index}`);
    const abort = new AbortController();
    const seen: string[] = [];
    const cancelled = collectGarbage(
      registry,
      {},
      {
        signal: abort.signal,
        report: ({ message }) => {
          seen.push(message);
          if (message === "Freeing space, 200 of 450 objects") abort.abort();
        },
      },
    );
    expect(await refusalOf(cancelled)).toMatchObject({
      code: "cancelled",
      details: { objects: 400, bytes: 400 * 11 },
    });
    expect(seen).toContain("Freeing space, 0 of 450 objects");
    expect(await objectCount(registry)).toBe(51);
    expect(isStored(registry, "kept")).toBe(true);
    expect(await collectGarbage(registry, {})).toMatchObject({ objects: 50, bytes: 550 });
    expect(await findings(registry)).toEqual([]);
  });
});

test("while the ledger is damaged nothing is looked at and nothing removed", async () => {
  const folder = await temporaryFolder();
  await withRegistry(folder, async (registry) => {
    await registerContent(registry, "first");
    await registerContent(registry, "second");
  });
  const ledger = await ledgerFile(folder);
  const text = await readFile(ledger, "utf8");
  const [first = "", second = ""] = text.split("\n");
  await writeFile(ledger, `${first}\n${second.replace("Ada", "Eve")}\n`);
  await withRegistry(folder, async (registry) => {
    for (const ask of [findGarbage, collectGarbage]) {
      expect((await refusalOf(ask(registry, {}))).code).toBe("ledger-damaged");
    }
    // What the damaged line refers to.
    expect(isStored(registry, "second")).toBe(true);
    await writeFile(ledger, text);
    expect(await findGarbage(registry, {})).toMatchObject({ objects: 0 });
  });
});

test("while it is not known what the ledger said, nothing is removed", async () => {
  const folder = await temporaryFolder();
  await withRegistry(folder, async (registry) => {
    await registerContent(registry, "first");
  });
  const ledger = await ledgerFile(folder);
  for (const hide of [
    // This clone's file is gone, another's is there.
    async () => {
      await rename(ledger, `${ledger}.away`);
      await writeLedger(folder, "theirs", [unknown(eventId(1), "note.taken", {})]);
    },
    // Not even the name of the file is there.
    async () => {
      await rm(join(folder, ".model-registry", "writer"));
      await rm(join(folder, ".model-registry", "ledger", "theirs.jsonl"));
    },
  ]) {
    await hide();
    await withRegistry(folder, async (registry) => {
      for (const ask of [findGarbage, collectGarbage]) {
        const refusal = await refusalOf(ask(registry, {}));
        expect(refusal.code).toBe("ledger-missing");
        expect(refusal.wayOut).toContain(".model-registry/ledger");
      }
      expect(isStored(registry, "first")).toBe(true);
    });
  }
  await rename(`${ledger}.away`, ledger);
  await withRegistry(folder, async (registry) => {
    expect(await findGarbage(registry, {})).toMatchObject({ objects: 0 });
  });
});

test("a torn tail refers to nothing", async () => {
  const folder = await temporaryFolder();
  await withRegistry(folder, async (registry) => {
    await registerContent(registry, "kept");
    await layGarbage(registry, "cut off");
    await appendFile(await ledgerFile(folder), '{"id":"01');
    expect(await collectGarbage(registry, {})).toMatchObject({ objects: 1 });
    expect(isStored(registry, "kept")).toBe(true);
  });
});

test("bytes stay that an event of a newer release names", async () => {
  const folder = await temporaryFolder();
  await withRegistry(folder, async (registry) => {
    await registerContent(registry, "kept");
    const pinned = await layGarbage(registry, "pinned");
    const nested = await layGarbage(registry, "nested");
    await layGarbage(registry, "named by nobody");
    await writeLedger(folder, "theirs", [
      unknown(eventId(1), "artifact.pinned", { model: "fraud", what: pinned }),
      unknown(eventId(2), "report.written", { files: [{ digest: `sha256:${nested}` }] }),
    ]);
    expect(await collectGarbage(registry, {})).toMatchObject({ objects: 1 });
    for (const content of ["kept", "pinned", "nested"]) {
      expect(isStored(registry, content)).toBe(true);
    }
  });
});

test("what is not the registry's is left where it is", async () => {
  const elsewhere = await temporaryFolder();
  await withRegistry(await temporaryFolder(), async (registry) => {
    await registerContent(registry, "kept");
    const { artifacts } = registry.paths;
    const digest = "ab".repeat(32);
    await mkdir(join(artifacts, "ab"), { recursive: true });
    await writeFile(join(artifacts, "ab", "README"), "mine");
    await writeFile(join(artifacts, "notes.txt"), "mine");
    await writeFile(join(artifacts, "ab", "cd".repeat(32)), "in another's folder");
    await mkdir(join(artifacts, "ab", digest));
    await writeFile(join(elsewhere, "theirs"), "theirs");
    await symlink(join(elsewhere, "theirs"), join(artifacts, "ab", "ab".repeat(31) + "ff"));
    expect(await collectGarbage(registry, {})).toMatchObject({
      objects: 0,
      leftovers: 0,
      bytes: 0,
    });
    await symlink(elsewhere, join(artifacts, "ff"));
    expect((await refusalOf(collectGarbage(registry, {}))).code).toBe("file-problem");
    expect(existsSync(join(elsewhere, "theirs"))).toBe(true);
  });
});

test("unfinished registrations whose process is not known go after a day, and only when asked", async () => {
  await withRegistry(await temporaryFolder(), async (registry) => {
    await registerContent(registry, "kept");
    const { staging } = registry.paths;
    const [old, young, growing] = ["old", "young", "growing"].map((name) => join(staging, name));
    for (const folder of [old!, young!, growing!]) {
      await mkdir(folder);
      await writeFile(join(folder, "part"), "0123456789");
    }
    const yesterday = new Date(Date.now() - 25 * 60 * 60 * 1000);
    await utimes(join(old!, "part"), yesterday, yesterday);
    await utimes(old!, yesterday, yesterday);
    // A large file that is still being copied: only the file changes.
    await utimes(growing!, yesterday, yesterday);
    await writeFile(join(staging, "not a folder"), "mine");
    await registerContent(registry, "another");
    const garbage = { objects: 0, leftovers: 1, bytes: 10 };
    expect(await findGarbage(registry, {})).toMatchObject(garbage);
    expect(await collectGarbage(registry, {})).toMatchObject(garbage);
    expect([old!, young!, growing!].map(existsSync)).toEqual([false, true, true]);
    expect(await collectGarbage(registry, {})).toMatchObject({ leftovers: 0 });
  });
});

test("in Restricted Mode it can be looked at, and nothing is removed", async () => {
  const folder = await temporaryFolder();
  await withRegistry(folder, async (registry) => {
    await registerContent(registry, "kept");
    await layGarbage(registry, "cut off");
  });
  const registry = await openRegistry(folder, false);
  expect(await findGarbage(registry, {})).toMatchObject({ objects: 1 });
  expect((await refusalOf(collectGarbage(registry, {}))).code).toBe("read-only");
  expect(isStored(registry, "cut off")).toBe(true);
  await registry.close();
});
