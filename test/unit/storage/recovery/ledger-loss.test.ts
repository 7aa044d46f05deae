import { copyFile, cp, mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { expect, test } from "vitest";
import { ModelName, Stage, Timestamp } from "../../../../src/core/model/ids.ts";
import { detailsOf, messageOf } from "../../../../src/core/refusals/words.ts";
import { setTag } from "../../../../src/registry/annotations/set-tag.ts";
import { acceptLoss } from "../../../../src/registry/audit/accept-loss.ts";
import { ledgerProblems } from "../../../../src/registry/ledger-problems.ts";
import { transition } from "../../../../src/registry/lifecycle/transition.ts";
import { overview } from "../../../../src/registry/models/overview.ts";
import { collectGarbage } from "../../../../src/registry/retention/collect-garbage.ts";
import { deleteVersion } from "../../../../src/registry/retention/delete-version.ts";
import { resolve } from "../../../../src/registry/retrieval/resolve.ts";
import { stateAt } from "../../../../src/registry/versions/state-at.ts";
import { eventId, registered, unknown } from "../../support/events.ts";
import { writeLedger } from "../../support/ledger.ts";
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
  readonly index: string;
  readonly writer: string;
}

/** Makes a closed registry of three versions, the first in Staging: four events. */
async function closedRegistry(): Promise<Closed> {
  const folder = await temporaryFolder();
  await withRegistry(folder, async (registry) => {
    const { id } = await registerContent(registry, "v1");
    await transition(registry, { version: id, to: Stage.parse("Staging") });
    await registerContent(registry, "v2");
    await registerContent(registry, "v3");
  });
  const root = join(folder, ".model-registry");
  return {
    folder,
    ledger: await ledgerFile(folder),
    index: join(root, "registry.db"),
    writer: join(root, "writer"),
  };
}

/** Cuts a ledger file back to its first lines. */
async function cutTo(ledger: string, lines: number): Promise<void> {
  const kept = (await ledgerLines(ledger)).slice(0, lines);
  await writeFile(ledger, kept.map((line) => `${line}\n`).join(""));
}

test.each<[string, (closed: Closed) => Promise<unknown>, object]>([
  ["is gone", ({ ledger }) => rm(ledger), { events: 4, kind: "missing" }],
  ["is empty", ({ ledger }) => writeFile(ledger, ""), { events: 4, kind: "empty" }],
  [
    "is gone with its folder",
    ({ folder }) => rm(join(folder, ".model-registry", "ledger"), { recursive: true }),
    { events: 4, kind: "missing" },
  ],
  ["was cut at a line", ({ ledger }) => cutTo(ledger, 3), { events: 2, kind: "cut" }],
  [
    "is gone, and so is the name of it",
    async ({ ledger, writer }) => {
      await rm(ledger);
      await rm(writer);
    },
    { events: 4, kind: "missing" },
  ],
  [
    "is gone, and so is the index",
    async ({ ledger, index }) => {
      await rm(ledger);
      await rm(index);
    },
    { kind: "missing" },
  ],
  [
    "is gone, and another clone's is there",
    async ({ ledger, folder }) => {
      await rm(ledger);
      await writeLedger(folder, "theirs", [unknown(eventId(1), "note.taken", {})]);
    },
    { events: 4, kind: "missing" },
  ],
  [
    "is another one of the same name",
    async ({ folder, ledger }) => {
      const first = (await ledgerLines(ledger)).slice(0, 2).join("\n");
      const others = await temporaryFolder();
      const longer = await writeLedger(
        others,
        "longer",
        Array.from({ length: 40 }, (_, at) => unknown(eventId(at + 1), "note.taken", {})),
      );
      await copyFile(longer, ledger);
      // What this clone knew of is in a file of another name.
      await writeFile(join(folder, ".model-registry", "ledger", "kept.jsonl"), `${first}\n`);
    },
    { events: 3, kind: "replaced" },
  ],
])("when the ledger file %s, it is said and nothing is written", async (_, lose, expected) => {
  const closed = await closedRegistry();
  const { folder, ledger } = closed;
  const kept = await temporaryFolder();
  await cp(folder, kept, { recursive: true });
  const evidence = await readFile(closed.index);
  await lose(closed);
  const { kind, events } = expected as { kind: string; events?: number };

  await withRegistry(folder, async (registry) => {
    expect(registry.loss?.files).toEqual([{ file: basename(ledger), kind }]);
    expect(registry.loss?.events).toBe(events);
    const [problem] = (await overview(registry, {})).problems;
    expect(problem?.code).toBe("ledger-missing");
    expect(messageOf(problem!)).toContain(basename(ledger));
    expect((await findings(registry)).map(({ where }) => where)).toContain(
      `ledger/${basename(ledger)}`,
    );

    await mkdir(registry.paths.ledger, { recursive: true });
    const before = await readdir(join(folder, ".model-registry"), { recursive: true });
    for (const write of [
      () => registerContent(registry, "another"),
      () =>
        setTag(registry, { subject: { model: ModelName.parse("fraud") }, key: "k", value: "v" }),
      () => collectGarbage(registry, {}),
    ]) {
      expect((await refusalOf(write())).code).toBe("ledger-missing");
    }
    expect(await readdir(join(folder, ".model-registry"), { recursive: true })).toEqual(before);
  });
  if (events !== undefined) expect(await readFile(closed.index)).toEqual(evidence);

  // Put back, everything is as it was.
  await mkdir(join(folder, ".model-registry", "ledger"), { recursive: true });
  await copyFile(join(kept, ".model-registry", "ledger", basename(ledger)), ledger);
  await rm(join(folder, ".model-registry", "ledger", "kept.jsonl"), { force: true });
  await withRegistry(folder, async (registry) => {
    expect(registry.loss).toBeUndefined();
    expect(await findings(registry)).toEqual([]);
    expect((await registerContent(registry, "another")).number).toBe(4);
  });
});

test("which versions are missing is said by name", async () => {
  const { folder, ledger } = await closedRegistry();
  await cutTo(ledger, 2);
  await withRegistry(folder, async (registry) => {
    const [problem] = await ledgerProblems(registry);
    expect(messageOf(problem!)).toContain("3 events are lost, with fraud 2 to 3");
    expect(detailsOf(problem!)?.["versions"]).toHaveLength(2);
    expect((await versionsOf(registry)).map(({ number }) => number)).toEqual([1]);
    const { id } = (await versionsOf(registry))[0]!;
    const refusal = await refusalOf(deleteVersion(registry, { version: id, reason: "old" }));
    expect(refusal.code).toBe("ledger-missing");
  });
});

test("a loss while the registry is open is noticed, kept for others, and over once it is back", async () => {
  const { folder, ledger } = await closedRegistry();
  const registry = await openRegistry(folder);
  try {
    await registerContent(registry, "v4");
    const whole = await readFile(ledger);
    await rm(ledger);
    expect(await versionsOf(registry)).toEqual([]);
    expect(registry.loss).toMatchObject({ events: 5, files: [{ kind: "missing" }] });
    await registry.close();

    // The index that was saved before knew nothing of the fourth version.
    const other = await openRegistry(folder);
    expect(other.loss?.versions.map(({ number }) => number)).toEqual([1, 2, 3, 4]);
    await writeFile(ledger, whole);
    expect(await versionsOf(other)).toHaveLength(4);
    expect(other.loss).toBeUndefined();
    expect((await registerContent(other, "v5")).number).toBe(5);
    await other.close();
  } finally {
    await registry.close().catch(() => undefined);
  }
});

test("a removed copy of a ledger file is no loss", async () => {
  const { folder, ledger } = await closedRegistry();
  const copy = ledger.replace(".jsonl", " (conflicted copy).jsonl");
  await copyFile(ledger, copy);
  await withRegistry(folder, (registry) => registerContent(registry, "v4"));
  await rm(copy);
  await withRegistry(folder, async (registry) => {
    expect(registry.loss).toBeUndefined();
    expect(await findings(registry)).toEqual([]);
    expect((await registerContent(registry, "v5")).number).toBe(5);
  });
});

test("another clone's file that was merged and is gone is a loss", async () => {
  const { folder } = await closedRegistry();
  const theirs = await writeLedger(folder, "theirs", [registered(eventId(1), "wine", 1)]);
  await withRegistry(folder, (registry) => registerContent(registry, "v4"));
  await rename(theirs, `${theirs}.away`);
  await withRegistry(folder, async (registry) => {
    await registry.read(() => undefined);
    expect(registry.loss).toMatchObject({
      files: [{ file: "theirs.jsonl", kind: "missing" }],
      events: 1,
      versions: [{ model: "wine", number: 1 }],
    });
  });
});

test("bytes without any ledger are a warning: a first registration may have been cut off", async () => {
  const { folder, ledger, index, writer } = await closedRegistry();
  for (const path of [ledger, index, writer]) await rm(path);
  await withRegistry(folder, async (registry) => {
    const [problem, ...others] = await ledgerProblems(registry);
    expect(messageOf(problem!)).toContain("no ledger that names them");
    expect(others).toEqual([]);
    expect((await refusalOf(collectGarbage(registry, {}))).code).toBe("ledger-missing");
    expect((await registerContent(registry, "v1")).number).toBe(1);
    expect(await ledgerProblems(registry)).toEqual([]);
  });
});

test("a first registration that was refused has lost nothing", async () => {
  const folder = await temporaryFolder();
  await withRegistry(folder, async (registry) => {
    const description = "long ".repeat(2000);
    const refusal = await refusalOf(registerContent(registry, "v1", { description }));
    expect(refusal.code).toBe("invalid-request");
  });
  await withRegistry(folder, async (registry) => {
    expect(registry.loss).toBeUndefined();
    expect((await registerContent(registry, "v1")).number).toBe(1);
  });
});

test("an index that was written elsewhere and knows more is a warning, and kept", async () => {
  const { folder, ledger, index } = await closedRegistry();
  await cutTo(ledger, 3);
  const elsewhere = await temporaryFolder();
  await cp(folder, elsewhere, { recursive: true });
  const aside = join(elsewhere, ".model-registry", "registry.db.before-loss");
  await withRegistry(elsewhere, async (registry) => {
    expect(registry.loss).toBeUndefined();
    const [problem, ...others] = await ledgerProblems(registry);
    expect(messageOf(problem!)).toContain("may have lost events");
    expect(others).toEqual([]);
    expect((await registerContent(registry, "another")).number).toBe(2);
  });
  expect(await readFile(aside)).toEqual(await readFile(index));
  await withRegistry(elsewhere, async (registry) => {
    expect(await ledgerProblems(registry)).toEqual([]);
  });
});

test("whoever goes on without what is lost gets new numbers, and the lost file fits beside", async () => {
  const { folder, ledger, writer } = await closedRegistry();
  const whole = await readFile(ledger);
  const former = await readFile(writer, "utf8");
  await rm(ledger);
  const window = await openRegistry(folder);
  expect(window.loss?.events).toBe(4);
  await withRegistry(folder, async (registry) => {
    const { data } = await acceptLoss(registry, {});
    expect(data.numbers).toEqual([{ model: "fraud", number: 3 }]);
    expect(registry.loss).toBeUndefined();
    expect((await registerContent(registry, "v4")).number).toBe(4);
    expect((await refusalOf(acceptLoss(registry, {}))).code).toBe("invalid-request");
  });
  expect(await readFile(writer, "utf8")).not.toBe(former);
  expect(await readdir(join(folder, ".model-registry"))).toContain("registry.db.before-loss");
  // Who had it open learns of it.
  expect((await versionsOf(window)).map(({ number }) => number)).toEqual([4]);
  expect(window.loss).toBeUndefined();
  await window.close();

  await writeFile(ledger, whole);
  await withRegistry(folder, async (registry) => {
    expect((await versionsOf(registry)).map(({ number }) => number)).toEqual([1, 2, 3, 4]);
    expect(await findings(registry)).toEqual([]);
    expect((await registerContent(registry, "v5")).number).toBe(5);
  });
});

test("what is in a stage is not said while the ledger can't be read to its end", async () => {
  const { folder, ledger, index } = await closedRegistry();
  const text = await readFile(ledger, "utf8");
  const lines = text.split("\n");
  lines[3] = lines[3]!.replace("Ada", "Eve");
  await writeFile(ledger, lines.join("\n"));
  await rm(index);
  await withRegistry(folder, async (registry) => {
    for (const reference of ["fraud@Staging", "fraud@latest", "fraud", "fraud@9", "wine@1"]) {
      expect((await refusalOf(resolve(registry, { reference }))).code, reference).toBe(
        "ledger-damaged",
      );
    }
    const moment = { at: Timestamp.parse(new Date().toISOString()) };
    expect((await refusalOf(stateAt(registry, { moment }))).code).toBe("ledger-damaged");
    const { version } = await resolve(registry, { reference: "fraud@1" });
    expect((await resolve(registry, { reference: version.id })).version.number).toBe(1);
    const despite = { reference: "fraud@Staging", despiteDamage: true };
    expect((await resolve(registry, despite)).version.number).toBe(1);
    await writeFile(ledger, text);
    expect((await resolve(registry, { reference: "fraud@latest" })).version.number).toBe(3);
  });
});
