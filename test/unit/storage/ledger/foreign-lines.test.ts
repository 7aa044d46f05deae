import { rm } from "node:fs/promises";
import { join } from "node:path";
import { decodeTime } from "ulid";
import { expect, test, vi } from "vitest";
import { EventId, VersionNumber } from "../../../../src/core/model/ids.ts";
import type { Finding } from "../../../../src/registry/audit/verify.ts";
import type { Registry } from "../../../../src/registry/registry.ts";
import * as projection from "../../../../src/storage/index/projection/project-event.ts";
import { isFarFuture, nextEventId } from "../../../../src/storage/ledger/event-id.ts";
import { eventId, registered, unknown } from "../../support/events.ts";
import { writeLedger } from "../../support/ledger.ts";
import {
  findings,
  openRegistry,
  registerContent,
  useTemporaryFolders,
  versionsOf,
  withRegistry,
} from "../../support/registry.ts";

const temporaryFolder = useTemporaryFolders();
/** Returns the findings about the ledger only: the bytes of made-up versions exist nowhere. */
async function ledgerFindings(registry: Registry): Promise<Finding[]> {
  return (await findings(registry)).filter(({ where }) => where.startsWith("ledger/"));
}

const lastId = EventId.parse(`7${"Z".repeat(25)}`);

test("an id at the end of time is shown and stops nobody", async () => {
  const folder = await temporaryFolder();
  const first = registered(eventId(1), "theirs", 1);
  const far = { ...registered(eventId(9), "theirs", 2), id: lastId };
  await writeLedger(folder, "theirs", [first, far, registered(eventId(2), "theirs", 3)]);
  await withRegistry(folder, async (registry) => {
    expect((await versionsOf(registry, "theirs")).map(({ number }) => number)).toEqual([1, 2, 3]);
    const ours = [await registerContent(registry, "v1"), await registerContent(registry, "v2")];
    for (const { id } of ours) expect(decodeTime(id) - Date.now()).toBeLessThan(60_000);
    expect(await ledgerFindings(registry)).toEqual([]);
  });
  await rm(join(folder, ".model-registry", "registry.db"));
  await withRegistry(folder, async (registry) => {
    expect((await versionsOf(registry)).map(({ number }) => number)).toEqual([1, 2]);
    expect((await versionsOf(registry, "theirs")).map(({ number }) => number)).toEqual([1, 2, 3]);
  });
});

test("a ledger file that begins with an id at the end of time is read and indexed", async () => {
  const folder = await temporaryFolder();
  const far = { ...registered(eventId(9), "theirs", 1), id: lastId };
  await writeLedger(folder, "theirs", [far]);
  for (const _ of ["without an index", "with one"]) {
    await withRegistry(folder, async (registry) => {
      expect(await versionsOf(registry, "theirs")).toHaveLength(1);
      await registerContent(registry, `bytes ${_}`);
      expect(await ledgerFindings(registry)).toEqual([]);
    });
  }
});

test("an id is later than the newest known, whatever the clock says, and never throws", () => {
  const known = [undefined, eventId(0), eventId(5e12), lastId];
  const clocks = [-1, 0, NaN, Date.now(), Date.UTC(2199, 11, 31), Date.UTC(9000, 0), Infinity];
  for (const newest of known) {
    for (const now of clocks) {
      const id = nextEventId(newest, now);
      if (newest === undefined) expect(isFarFuture(id)).toBe(false);
      else if (newest !== lastId) expect(id > newest).toBe(true);
    }
  }
});

test("two clones that continue from one event of a clock ahead make different ids", () => {
  const ahead = eventId(5e11);
  const ids = Array.from({ length: 50 }, () => nextEventId(ahead, Date.now()));
  expect(new Set(ids).size).toBe(50);
});

test("a number too great to be followed is replaced by the next free one", async () => {
  const folder = await temporaryFolder();
  const greatest = VersionNumber.parse(Number.MAX_SAFE_INTEGER);
  const events = [1, 2, 3].map((milliseconds) => {
    const event = registered(eventId(milliseconds), "fraud", 1);
    if (event.type !== "version.registered") throw new Error("not a registration");
    return { ...event, data: { ...event.data, number: greatest } };
  });
  await writeLedger(folder, "theirs", events);
  await withRegistry(folder, async (registry) => {
    expect((await versionsOf(registry)).map(({ number }) => number)).toEqual([1, 2, 3]);
    expect((await registerContent(registry, "v4")).number).toBe(4);
    expect(await ledgerFindings(registry)).toEqual([]);
  });
});

test("an unknown event of any depth is kept and stops nobody", async () => {
  const folder = await temporaryFolder();
  let data: unknown = [];
  for (let depth = 0; depth < 3000; depth += 1) data = [data];
  await writeLedger(folder, "theirs", [unknown(eventId(1), "x.y", data)]);
  await withRegistry(folder, async (registry) => {
    expect((await registerContent(registry, "v1")).number).toBe(1);
    expect(await ledgerFindings(registry)).toEqual([]);
  });
});

test("a line that can't be applied is damage of that line; the rest is readable", async () => {
  const folder = await temporaryFolder();
  const bad = eventId(2);
  await writeLedger(folder, "theirs", [
    registered(eventId(1), "theirs", 1),
    registered(bad, "theirs", 2),
    registered(eventId(3), "theirs", 3),
  ]);
  await writeLedger(folder, "others", [registered(eventId(4), "fraud", 1)]);
  const apply = projection.projectEvent;
  const spy = vi.spyOn(projection, "projectEvent").mockImplementation((db, event, place) => {
    if (event.id === bad) throw new RangeError("beyond what the index can take");
    apply(db, event, place);
  });
  try {
    const registry = await openRegistry(folder);
    const damage = { file: "theirs.jsonl", line: 2 };
    expect(registry.damages).toMatchObject([damage]);
    expect(await versionsOf(registry, "theirs")).toHaveLength(1);
    expect(await versionsOf(registry)).toHaveLength(1);
    expect((await findings(registry)).map(({ where }) => where)).toContain(
      "ledger/theirs.jsonl, line 2",
    );
    await expect(registerContent(registry, "v2")).rejects.toThrow("theirs.jsonl, line 2");
    await registry.close();
  } finally {
    spy.mockRestore();
  }
});
