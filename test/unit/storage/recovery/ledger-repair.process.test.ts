import { readdir, readFile, rm, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { expect, test, vi } from "vitest";
import { Stage } from "../../../../src/core/model/ids.ts";
import { previewRepair } from "../../../../src/registry/audit/preview-repair.ts";
import { readLog } from "../../../../src/registry/audit/read-log.ts";
import { repairLedger } from "../../../../src/registry/audit/repair-ledger.ts";
import { verify } from "../../../../src/registry/audit/verify.ts";
import { transition } from "../../../../src/registry/lifecycle/transition.ts";
import { resolve } from "../../../../src/registry/retrieval/resolve.ts";
import * as projection from "../../../../src/storage/index/projection/project-event.ts";
import { chainStart, sha256 } from "../../../../src/storage/ledger/ledger-line.ts";
import { eventId, registered, unknown } from "../../support/events.ts";
import { encodeLedger, encodeLine, writeLedger } from "../../support/ledger.ts";
import { refusalOf } from "../../support/refusal.ts";
import {
  findings,
  ledgerFile,
  ledgerLines,
  openRegistry,
  registerContent,
  useTemporaryFolders,
  versionsOf,
  withRegistry,
} from "../../support/registry.ts";

const temporaryFolder = useTemporaryFolders();

interface Closed {
  readonly folder: string;
  readonly ledger: string;
  readonly root: string;
  readonly lines: readonly string[];
}

/** Makes a closed registry of four versions, of which the third is in Staging: a first line and five events. */
async function closedRegistry(): Promise<Closed> {
  const folder = await temporaryFolder();
  await withRegistry(folder, async (registry) => {
    await registerContent(registry, "v1");
    await registerContent(registry, "v2");
    const { id } = await registerContent(registry, "v3");
    await transition(registry, { version: id, to: Stage.parse("Staging") });
    await registerContent(registry, "v4");
  });
  const ledger = await ledgerFile(folder);
  const root = join(folder, ".model-registry");
  return { folder, ledger, root, lines: await ledgerLines(ledger) };
}

async function writeLines(path: string, lines: readonly string[]): Promise<void> {
  await writeFile(path, lines.map((line) => `${line}\n`).join(""));
}

function flip(line: string): string {
  return line.replace("Ada", "Eve");
}

/** The ids of all events that are recorded, oldest first. */
async function eventsIn(folder: string): Promise<string[]> {
  return withRegistry(folder, async (registry) => {
    const log = await readLog(registry, { limit: 1000 });
    return log
      .filter(({ type }) => type !== "ledger.repaired")
      .map(({ id }) => id)
      .sort();
  });
}

const followsNothing = encodeLedger([
  registered(eventId(1), "theirs", 1),
  registered(eventId(2), "theirs", 2),
])
  .toString()
  .split("\n")[1]!;

function idOf(line: string): string {
  return (JSON.parse(line) as { id: string }).id;
}

/** Ways to damage a ledger of six lines, and the lines (from 0) whose events are lost by it. */
const damages: [string, (lines: readonly string[]) => string, readonly number[]][] = [
  ["a flipped byte", (lines) => text(lines.with(1, flip(lines[1]!))), [1]],
  ["a flipped byte in the first line", (lines) => text(lines.with(0, flip(lines[0]!))), [0]],
  [
    "two flipped bytes",
    (lines) => text(lines.with(1, flip(lines[1]!)).with(3, flip(lines[3]!))),
    [1, 3],
  ],
  ["a removed line", (lines) => text(lines.toSpliced(2, 1)), [2]],
  ["a removed first line", (lines) => text(lines.slice(1)), [0]],
  ["an empty line", (lines) => text(lines.toSpliced(2, 0, "")), []],
  ["a line of nothing", (lines) => text(lines.toSpliced(2, 0, "<<<<<<< HEAD")), []],
  ["a line of another ledger", (lines) => text(lines.toSpliced(2, 0, followsNothing)), []],
  ["two lines in the other order", (lines) => text([0, 1, 3, 2, 4, 5].map((at) => lines[at]!)), []],
  [
    "the last two lines in the other order",
    (lines) => text([0, 1, 2, 3, 5, 4].map((at) => lines[at]!)),
    [],
  ],
  ["a changed newline", (lines) => text(lines).replace(/\n/, "\x0b"), []],
  ["a line that was cut", (lines) => text(lines.with(2, lines[2]!.slice(0, 50))), [2]],
  ["a block of zeros", (lines) => text(lines.with(2, "\0".repeat(lines[2]!.length))), [2]],
  [
    "a file that was pasted behind itself, damaged",
    (lines) => text([...lines.with(1, flip(lines[1]!)), ...lines]),
    [],
  ],
];

function text(lines: readonly string[]): string {
  return lines.map((line) => `${line}\n`).join("");
}

test.each(damages)("after %s, all events that can be read go on", async (_, damage, lost) => {
  for (const hasIndex of [true, false]) {
    const { folder, ledger, root, lines } = await closedRegistry();
    const damaged = damage(lines);
    const isLost = (at: number): boolean => at > 0 && lost.includes(at);
    const kept = lines.filter((_line, at) => at > 0 && !isLost(at)).map(idOf);
    await writeFile(ledger, damaged);
    if (!hasIndex) await rm(join(root, "registry.db"));
    const before = await readdir(root, { recursive: true });

    await withRegistry(folder, async (registry) => {
      const plan = await previewRepair(registry, {});
      expect(plan?.files.map(({ file, isOwn }) => [file, isOwn])).toEqual([
        [basename(ledger), true],
      ]);
      expect(plan?.files[0]?.events).toBe(kept.length);
      expect(await readdir(root, { recursive: true })).toEqual(before);
      expect((await refusalOf(registerContent(registry, "v5"))).code).toBe("ledger-damaged");
      if (hasIndex && lost.length > 0) {
        expect(plan?.lost.map(({ id }) => id)).toEqual(
          lost.filter(isLost).map((at) => idOf(lines[at]!)),
        );
      }

      const repair = await repairLedger(registry, {});
      expect(repair?.event?.data.files[0]).toMatchObject({
        file: basename(ledger),
        events: kept.length,
      });
      expect(await readFile(join(root, "ledger", repair!.files[0]!.keptAs), "utf8")).toBe(damaged);
      expect(registry.damages).toEqual([]);
      expect(registry.loss).toBeUndefined();
      expect(await repairLedger(registry, {})).toBeUndefined();
    });
    expect(await eventsIn(folder)).toEqual(kept);
    await rm(join(root, "registry.db"));
    expect(await eventsIn(folder)).toEqual(kept);
    await withRegistry(folder, async (registry) => {
      expect(await findings(registry)).toEqual([]);
      expect(registry.loss).toBeUndefined();
      await registerContent(registry, "v5");
    });
  }
});

test("what is dropped is named, and a sound copy that comes back counts once", async () => {
  const { folder, ledger, root, lines } = await closedRegistry();
  await writeLines(ledger, lines.with(3, flip(lines[3]!)));
  await withRegistry(folder, async (registry) => {
    const plan = await previewRepair(registry, {});
    const [file] = plan!.files;
    expect(file).toMatchObject({ line: 4, problem: "its bytes do not match its checksum" });
    expect(file?.dropped).toMatchObject([{ line: 4, event: idOf(lines[3]!) }]);
    const title = "None → Staging · without effect: its version is in no ledger file";
    expect(
      file?.following.map((each) => [each.line, each.event.title, each.withoutEffect]),
    ).toEqual([
      [5, title, "the registration of its version can't be read"],
      [6, "Registered", undefined],
    ]);
    await repairLedger(registry, {});
    const [entry] = await readLog(registry, { limit: 1 });
    expect(entry).toMatchObject({
      type: "ledger.repaired",
      title: `Repaired ${basename(ledger)}: 4 events kept, 1 line dropped, 1 event lost`,
    });
    const notes = (await verify(registry, {})).notes.map(
      ({ where, problem }) => `${where}: ${problem}`,
    );
    expect(notes.join("\n")).toContain(`line 4 (its bytes do not match its checksum)`);
    expect((await versionsOf(registry)).map(({ number }) => number)).toEqual([1, 2, 4]);
    expect((await registerContent(registry, "v5")).number).toBe(5);
  });
  await writeLines(ledger, lines);
  await withRegistry(folder, async (registry) => {
    expect((await versionsOf(registry)).map(({ number }) => number)).toEqual([1, 2, 3, 4, 5]);
    expect((await resolve(registry, { reference: "fraud@Staging" })).version.number).toBe(3);
    expect(await findings(registry)).toEqual([]);
    const notes = (await verify(registry, {})).notes.map(({ where }) => where);
    expect(notes.filter((where) => where.endsWith(".jsonl"))).toEqual([]);
    expect(notes.filter((where) => where.includes(".damaged-"))).toHaveLength(1);
  });
  expect(
    (await readdir(join(root, "ledger"))).filter((name) => name.endsWith(".jsonl")),
  ).toHaveLength(2);
});

test("a number that the index knew is not given again", async () => {
  const { folder, ledger, lines } = await closedRegistry();
  await writeLines(ledger, lines.with(5, flip(lines[5]!)));
  await withRegistry(folder, async (registry) => {
    const repair = await repairLedger(registry, {});
    expect(repair?.event?.data.numbers).toEqual([{ model: "fraud", number: 4 }]);
    expect((await registerContent(registry, "v5")).number).toBe(5);
  });
});

test("another clone's damaged file is set aside, and this clone goes on in its own", async () => {
  const { folder, ledger, root, lines } = await closedRegistry();
  const theirs = [1, 2, 3].map((at) => registered(eventId(at), "theirs", at));
  const file = await writeLedger(folder, "theirs", theirs);
  const original = await readFile(file, "utf8");
  await withRegistry(folder, (registry) => registerContent(registry, "v5"));
  const writer = await readFile(join(root, "writer"), "utf8");
  await writeFile(file, original.replace('"Ada"', '"Eve"'));
  await withRegistry(folder, async (registry) => {
    const plan = await previewRepair(registry, {});
    expect(plan?.files).toMatchObject([{ file: "theirs.jsonl", isOwn: false, line: 1, events: 2 }]);
    expect(plan?.lost.map(({ id }) => id)).toEqual([eventId(1)]);
    await repairLedger(registry, {});
    expect(registry.loss).toBeUndefined();
    expect((await versionsOf(registry, "theirs")).map(({ number }) => number)).toEqual([2, 3]);
    await registerContent(registry, "v6");
  });
  expect(await readFile(join(root, "writer"), "utf8")).toBe(writer);
  expect(await ledgerLines(ledger)).toHaveLength(lines.length + 2);
  await writeFile(file, original);
  await withRegistry(folder, async (registry) => {
    expect((await versionsOf(registry, "theirs")).map(({ number }) => number)).toEqual([1, 2, 3]);
    expect(registry.damages).toEqual([]);
    expect(registry.loss).toBeUndefined();
  });
});

test("a line that no index can take is dropped and named", async () => {
  const folder = await temporaryFolder();
  const bad = eventId(2);
  const events = [1, 2, 3].map((at) => registered(eventId(at), "fraud", at));
  await writeLedger(folder, "theirs", events);
  const apply = projection.projectEvent;
  const spy = vi.spyOn(projection, "projectEvent").mockImplementation((db, event, place) => {
    if (event.id === bad) throw new RangeError("beyond what the index can take");
    apply(db, event, place);
  });
  try {
    await withRegistry(folder, async (registry) => {
      expect(registry.damages).toHaveLength(1);
      const repair = await repairLedger(registry, {});
      expect(repair?.event?.data.files[0]?.lines).toMatchObject([{ line: 2, event: bad }]);
      expect(registry.damages).toEqual([]);
      expect((await versionsOf(registry)).map(({ number }) => number)).toEqual([1, 3]);
      await registerContent(registry, "v4");
    });
  } finally {
    spy.mockRestore();
  }
});

test("only what was shown is repaired", async () => {
  const { folder, ledger, lines } = await closedRegistry();
  await writeLines(ledger, lines.with(1, flip(lines[1]!)));
  await withRegistry(folder, async (registry) => {
    const { files } = (await previewRepair(registry, {}))!;
    const changed = lines.with(1, flip(lines[1]!)).with(2, flip(lines[2]!));
    await writeLines(ledger, changed);
    expect((await refusalOf(repairLedger(registry, { files }))).code).toBe("busy");
    expect(await ledgerLines(ledger)).toEqual(changed);
    const again = (await previewRepair(registry, {}))!;
    expect((await repairLedger(registry, again))?.files).toMatchObject([{ events: 3 }]);
  });
});

test("a damage that an older index hides is found, and the registry knows it from then on", async () => {
  const { folder, ledger, lines } = await closedRegistry();
  await writeLines(ledger, lines.with(1, flip(lines[1]!)));
  await withRegistry(folder, async (registry) => {
    expect(registry.damages).toEqual([]);
    expect((await findings(registry)).map(({ where }) => where)).toContain(
      `ledger/${basename(ledger)}, line 2`,
    );
    expect(registry.damages).toMatchObject([{ line: 2 }]);
  });
});

test("without trust nothing is repaired", async () => {
  const { folder, ledger, lines } = await closedRegistry();
  const damaged = lines.with(1, flip(lines[1]!));
  await writeLines(ledger, damaged);
  const registry = await openRegistry(folder, false);
  expect((await previewRepair(registry, {}))?.files).toHaveLength(1);
  expect((await refusalOf(repairLedger(registry, {}))).code).toBe("read-only");
  expect(await ledgerLines(ledger)).toEqual(damaged);
  await registry.close();
});

test("fields of a newer release and numbers beyond a double stay as they are written", async () => {
  const folder = await temporaryFolder();
  const events = [1, 2, 3].map((at) => unknown(eventId(at), "note.taken", { at, big: "BIG" }));
  const path = await writeLedger(folder, "theirs", []);
  let prev = chainStart;
  const lines = events.map((event) => {
    const { bytes } = encodeLine(event, prev);
    const head = bytes.toString().split(',"sum"')[0]!.replace('"BIG"', "123456789012345678901");
    const line = `${head},"sum":"${sha256(head)}"}`;
    prev = sha256(line);
    return line;
  });
  await writeLines(path, lines.with(0, lines[0]!.replace("Ada", "Eve")));
  await withRegistry(folder, async (registry) => {
    await repairLedger(registry, {});
    const [name] = (await readdir(join(folder, ".model-registry", "ledger"))).filter((each) =>
      each.endsWith(".jsonl"),
    );
    const kept = await ledgerLines(join(folder, ".model-registry", "ledger", name!));
    const bare = (line: string): string => line.split(',"prev"')[0]!;
    expect(kept.slice(0, 2).map(bare)).toEqual(lines.slice(1).map(bare));
  });
});
