import { copyFile, cp, mkdir, readdir, truncate } from "node:fs/promises";
import { hostname } from "node:os";
import { basename, join } from "node:path";
import { expect, test } from "vitest";
import packageJson from "../../../../package.json" with { type: "json" };
import { release } from "../../../../src/core/events/release.ts";
import { readLog } from "../../../../src/registry/audit/read-log.ts";
import { verify } from "../../../../src/registry/audit/verify.ts";
import { eventId, registered } from "../../support/events.ts";
import { writeLedger } from "../../support/ledger.ts";
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

interface Beginning {
  readonly type: string;
  readonly v: number;
  readonly data: { readonly registry: string; readonly writer: string };
}

async function beginning(path: string): Promise<Beginning> {
  return JSON.parse((await ledgerLines(path))[0]!) as Beginning;
}

async function filesOf(folder: string): Promise<readonly string[]> {
  const ledger = join(folder, ".model-registry", "ledger");
  return (await readdir(ledger)).map((name) => join(ledger, name));
}

test("the release is that of package.json", () => {
  expect(release).toBe(packageJson.version);
});

test("a ledger file begins with registry, writer, machine and release, once", async () => {
  const folder = await temporaryFolder();
  await withRegistry(folder, (registry) => registerContent(registry, "one"));
  await withRegistry(folder, (registry) => registerContent(registry, "two"));
  const path = await ledgerFile(folder);
  expect(await beginning(path)).toMatchObject({
    type: "ledger.started",
    v: 1,
    data: { writer: basename(path, ".jsonl"), machine: hostname(), release },
  });
  const types = (await ledgerLines(path)).map((line) => (JSON.parse(line) as Beginning).type);
  expect(types).toEqual(["ledger.started", "version.registered", "version.registered"]);
  await withRegistry(folder, async (registry) => {
    expect(await findings(registry)).toEqual([]);
    expect((await verify(registry, {})).events).toBe(2);
    expect((await readLog(registry, { limit: 9 })).map(({ type }) => type)).toEqual([
      "version.registered",
      "version.registered",
    ]);
    const [version] = await versionsOf(registry);
    expect((await registry.read((state) => state.detail(version!.id)))?.history).toHaveLength(1);
  });
});

test("all clones of a registry have its id, and two registries have not", async () => {
  const folder = await temporaryFolder();
  await withRegistry(folder, (registry) => registerContent(registry, "one"));
  const first = await beginning(await ledgerFile(folder));
  const clone = await temporaryFolder();
  await cp(join(folder, ".model-registry", "ledger"), join(clone, ".model-registry", "ledger"), {
    recursive: true,
  });
  await withRegistry(clone, (registry) => registerContent(registry, "two"));
  const ids = await Promise.all(
    (await filesOf(clone)).map(async (path) => (await beginning(path)).data.registry),
  );
  expect(ids).toEqual([first.data.registry, first.data.registry]);
  const other = await temporaryFolder();
  await withRegistry(other, (registry) => registerContent(registry, "one"));
  expect((await beginning(await ledgerFile(other))).data.registry).not.toBe(first.data.registry);
});

test("clones that began alone go on with the earlier id once they know of each other", async () => {
  const [one, other, third] = [
    await temporaryFolder(),
    await temporaryFolder(),
    await temporaryFolder(),
  ];
  await withRegistry(one, (registry) => registerContent(registry, "one"));
  await withRegistry(other, (registry) => registerContent(registry, "two"));
  const earlier = (await beginning(await ledgerFile(one))).data.registry;
  await cp(join(one, ".model-registry/ledger"), join(third, ".model-registry/ledger"), {
    recursive: true,
  });
  const theirs = await ledgerFile(other);
  await copyFile(theirs, join(third, ".model-registry", "ledger", basename(theirs)));
  const before = await filesOf(third);
  await withRegistry(third, (registry) => registerContent(registry, "three"));
  const [own = ""] = (await filesOf(third)).filter((path) => !before.includes(path));
  expect((await beginning(own)).data.registry).toBe(earlier);
});

test("a registry of an older release gets an id with the next new file, and its files stay", async () => {
  const folder = await temporaryFolder();
  const old = await writeLedger(folder, "old", [registered(eventId(1), "fraud", 1)]);
  const lines = await ledgerLines(old);
  await withRegistry(folder, (registry) => registerContent(registry, "two"));
  expect(await ledgerLines(old)).toEqual(lines);
  const [own = ""] = (await filesOf(folder)).filter((path) => path !== old);
  expect(await beginning(own)).toMatchObject({ type: "ledger.started" });
});

test.each([0, 20])(
  "a first line without its event and %d bytes of that, after a crash, stand in nobody's way",
  async (rest) => {
    const folder = await temporaryFolder();
    await withRegistry(folder, (registry) => registerContent(registry, "one"));
    const path = await ledgerFile(folder);
    const [first = ""] = await ledgerLines(path);
    const clone = await temporaryFolder();
    await mkdir(join(clone, ".model-registry", "ledger"), { recursive: true });
    const theirs = join(clone, ".model-registry", "ledger", basename(path));
    await copyFile(path, theirs);
    await truncate(theirs, Buffer.byteLength(first) + 1 + rest);
    await withRegistry(clone, async (registry) => {
      expect(registry.damages).toEqual([]);
      expect(registry.loss).toBeUndefined();
      expect(await versionsOf(registry)).toEqual([]);
      expect((await registerContent(registry, "one")).number).toBe(1);
      expect(registry.loss).toBeUndefined();
    });
  },
);
