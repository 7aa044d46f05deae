import { appendFile, copyFile, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { expect, test } from "vitest";
import { parseEvent, upcast } from "../../../../src/core/events/parse-event.ts";
import { Stage, VersionId } from "../../../../src/core/model/ids.ts";
import { verify } from "../../../../src/registry/audit/verify.ts";
import { register } from "../../../../src/registry/registration/register.ts";
import { eventId, registered, transitioned, unknown } from "../../support/events.ts";
import { encodeLedger, writeLedger } from "../../support/ledger.ts";
import { refusalOf } from "../../support/refusal.ts";
import {
  findings,
  ledgerFile,
  openRegistry,
  registerContent,
  registration,
  useTemporaryFolders,
  versionsOf,
  withRegistry,
} from "../../support/registry.ts";

const temporaryFolder = useTemporaryFolders();

/** A closed registry of five versions. */
async function closedRegistry(): Promise<{ folder: string; ledger: string; index: string }> {
  const folder = await temporaryFolder();
  await withRegistry(folder, async (registry) => {
    for (let number = 1; number <= 5; number += 1) await registerContent(registry, `v${number}`);
  });
  const index = join(folder, ".model-registry", "registry.db");
  return { folder, ledger: await ledgerFile(folder), index };
}

test("damage that is known does not make the ledger be read anew each time", async () => {
  const { folder, ledger } = await closedRegistry();
  await withRegistry(folder, async (registry) => {
    await writeFile(join(dirname(ledger), "garbage.jsonl"), "garbage\n");
    await appendFile(ledger, "{}\n");
    await registry.read(() => undefined);
    expect(registry.damages).toHaveLength(2);
    const { revision } = registry;
    await registry.read(() => undefined);
    expect(registry.revision).toBe(revision);
  });
});

test("a ledger damaged in the middle is readable up to there and not written to", async () => {
  const { folder, ledger, index } = await closedRegistry();
  await rm(index);
  const text = await readFile(ledger, "utf8");
  const lines = text.split("\n");
  lines[3] = lines[3]!.replace("Ada", "Eve");
  await writeFile(ledger, lines.join("\n"));
  await withRegistry(folder, async (registry) => {
    expect(await versionsOf(registry)).toHaveLength(2);
    expect(registry.damages).toEqual([
      { file: basename(ledger), line: 4, problem: { fault: "bytes-changed" } },
    ]);
    const refusal = await refusalOf(registerContent(registry, "v6"));
    expect(refusal).toMatchObject({
      code: "ledger-damaged",
      details: { file: basename(ledger), line: 4 },
    });
    expect(refusal.message).toContain(`${basename(ledger)}, line 4`);
    expect(await readFile(ledger, "utf8")).toBe(lines.join("\n"));
    expect(await readdir(registry.paths.staging)).toEqual([]);

    // Restored from a backup while it is open.
    await writeFile(ledger, text);
    await registry.read((state) => state.models());
  });
  await withRegistry(folder, async (registry) => {
    expect(await versionsOf(registry)).toHaveLength(5);
    expect((await registerContent(registry, "v6")).number).toBe(6);
  });
});

test.each([0, 1, 2])("a torn tail is set aside by the next writer and kept (%i)", async (cut) => {
  const { folder, ledger, index } = await closedRegistry();
  if (cut > 0) await rm(index);
  const whole = await readFile(ledger);
  const torn = ['{"id":"01', "x", whole.toString().split("\n")[0] ?? ""][cut]!;
  await appendFile(ledger, torn);
  await withRegistry(folder, async (registry) => {
    expect(await versionsOf(registry)).toHaveLength(5);
    expect(await readFile(ledger, "utf8")).toBe(whole.toString() + torn);
    expect((await registerContent(registry, "v6")).number).toBe(6);
    expect(await findings(registry)).toEqual([]);
    const [aside] = (await readdir(dirname(ledger))).filter((name) => name.includes(".torn-"));
    expect(await readFile(join(dirname(ledger), aside!), "utf8")).toBe(torn);
  });
});

test("a copy of a ledger file counts once", async () => {
  const { folder, ledger } = await closedRegistry();
  await withRegistry(folder, async (registry) => {
    await copyFile(ledger, ledger.replace(".jsonl", " (conflicted copy).jsonl"));
    expect(await versionsOf(registry)).toHaveLength(5);
    expect((await registerContent(registry, "v6")).number).toBe(6);
  });
  await rm(join(folder, ".model-registry", "registry.db"));
  await withRegistry(folder, async (registry) => {
    expect((await versionsOf(registry)).map(({ number }) => number)).toEqual([1, 2, 3, 4, 5, 6]);
    expect(await findings(registry)).toEqual([]);
  });
});

test("what no one could read back is refused before it is written", async () => {
  const { folder, ledger } = await closedRegistry();
  const before = await readFile(ledger);
  await withRegistry(folder, async (registry) => {
    const description = "long ".repeat(2000);
    const refusal = await refusalOf(registerContent(registry, "v6", { description }));
    expect(refusal.code).toBe("invalid-request");
    expect(refusal.message).toContain("description");
    expect(await readFile(ledger)).toEqual(before);
    expect(await readdir(registry.paths.staging)).toEqual([]);
  });
});

test("an event of a newer release is kept, and shown with its version", async () => {
  const folder = await temporaryFolder();
  const id = eventId(1);
  const tagged = unknown(eventId(2), "version.tagged", { version: id, tag: "champion" });
  const ledger = await writeLedger(folder, "newer", [registered(id, "fraud", 1), tagged]);
  const before = await readFile(ledger);
  const registry = await openRegistry(folder);
  const history = await registry.read((state) => state.detail(VersionId.parse(id))?.history);
  expect(history?.map((event) => event.type)).toEqual(["version.registered", "unknown"]);
  expect(history?.[1]).toEqual(tagged);
  expect((await verify(registry, {})).events).toBe(2);
  expect((await registerContent(registry, "v2")).number).toBe(2);
  expect(await readFile(ledger)).toEqual(before);
  await registry.close();
});

test("an event of a newer schema version is kept as unknown", () => {
  const data = { whatever: "that means" };
  expect(parseEvent({ ...registered(eventId(1), "fraud", 1), v: 7, data })).toMatchObject({
    ok: true,
    event: { type: "unknown", recordedType: "version.registered", v: 7, data },
  });
});

test("an older schema version is upcast step by step", () => {
  const steps = {
    1: (data: unknown) => ({ name: data }),
    2: (data: unknown) => ({ ...(data as object), size: 0 }),
  };
  expect(upcast(steps, "old", 1, 3)).toEqual({ ok: true, data: { name: "old", size: 0 } });
  expect(upcast(steps, { name: "newer" }, 2, 3)).toEqual({
    ok: true,
    data: { name: "newer", size: 0 },
  });
  expect(upcast(steps, "current", 3, 3)).toEqual({ ok: true, data: "current" });
  expect(upcast(steps, "old", 1, 4)).toEqual({ ok: false, problem: "no upcaster for version 3" });
});

test("a malformed event with a right checksum is damage, and named", async () => {
  const folder = await temporaryFolder();
  const good = registered(eventId(1), "fraud", 1);
  const bad = transitioned(eventId(2), "fraud", eventId(1), "Staging");
  const lines = encodeLedger([good, { ...bad, data: { version: 5 } } as unknown as typeof bad]);
  const path = await writeLedger(folder, "bad", []);
  await writeFile(path, lines);
  await withRegistry(folder, async (registry) => {
    expect(registry.damages).toMatchObject([{ file: "bad.jsonl", line: 2 }]);
    expect((await findings(registry)).map(({ where }) => where)).toContain(
      "ledger/bad.jsonl, line 2",
    );
    await expect(register(registry, registration())).rejects.toThrow();
  });
});

test("the events of one clone must be in order", async () => {
  const folder = await temporaryFolder();
  await writeLedger(folder, "back", [
    registered(eventId(2), "fraud", 1),
    registered(eventId(1), "fraud", 2),
  ]);
  await withRegistry(folder, (registry) => {
    expect(registry.damages).toMatchObject([{ file: "back.jsonl", line: 2 }]);
    return Promise.resolve();
  });
});

test("a new event sorts after everything known, even after clocks that ran ahead", async () => {
  const folder = await temporaryFolder();
  const ahead = eventId(50 * 365 * 86_400_000);
  await writeLedger(folder, "ahead", [registered(ahead, "fraud", 1)]);
  await withRegistry(folder, async (registry) => {
    const version = await registerContent(registry, "now");
    expect(version.number).toBe(2);
    expect(version.id > ahead).toBe(true);
    expect(version.stage).toBe(Stage.parse("None"));
  });
});
