import { cp, copyFile, mkdir, readdir } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { Alias } from "../../../../src/core/model/markings.ts";
import { setAlias } from "../../../../src/registry/annotations/set-alias.ts";
import { collectGarbage, findGarbage } from "../../../../src/registry/retention/collect-garbage.ts";
import { deleteVersion } from "../../../../src/registry/retention/delete-version.ts";
import {
  findings,
  registerContent,
  useTemporaryFolders,
  versionsOf,
  withRegistry,
} from "../../support/registry.ts";
import { deletion, isStored } from "./support.ts";

const temporaryFolder = useTemporaryFolders();

/** Brings the ledger files of a clone to another, as a shared drive or rsync does. */
async function bringLedger(from: string, to: string): Promise<void> {
  const ledger = (folder: string): string => join(folder, ".model-registry", "ledger");
  await mkdir(ledger(to), { recursive: true });
  for (const name of await readdir(ledger(from))) {
    await copyFile(join(ledger(from), name), join(ledger(to), name));
  }
}

async function bringBytes(from: string, to: string): Promise<void> {
  const artifacts = join(".model-registry", "artifacts");
  await cp(join(from, artifacts), join(to, artifacts), { recursive: true });
}

/** Two clones of a registry of one version, whose bytes both have. */
async function clones(): Promise<{ readonly here: string; readonly there: string }> {
  const [here, there] = [await temporaryFolder(), await temporaryFolder()];
  await withRegistry(here, (registry) => registerContent(registry, "shared"));
  await bringLedger(here, there);
  await bringBytes(here, there);
  await withRegistry(there, (registry) => registerContent(registry, "theirs"));
  return { here, there };
}

test("bytes of versions that another clone registered are in use", async () => {
  const { here, there } = await clones();
  await bringBytes(there, here);
  await withRegistry(here, async (registry) => {
    // Until their ledger has come, nobody here knows whose they are.
    expect(await findGarbage(registry, {})).toMatchObject({ objects: 1 });
    await bringLedger(there, here);
    expect(await findGarbage(registry, {})).toMatchObject({ objects: 0 });
    expect(await versionsOf(registry)).toHaveLength(2);
  });
});

test("what one clone deletes is freed in the other when it hears of it", async () => {
  const { here, there } = await clones();
  await withRegistry(here, async (registry) => {
    const [version] = await versionsOf(registry);
    await deleteVersion(registry, deletion(version!));
    expect(isStored(registry, "shared")).toBe(false);
  });
  await withRegistry(there, async (registry) => {
    expect(await findGarbage(registry, {})).toMatchObject({ objects: 0 });
    await bringLedger(here, there);
    expect(await collectGarbage(registry, {})).toMatchObject({
      objects: 1,
      leftovers: 0,
      bytes: 6,
    });
    expect((await versionsOf(registry)).map(({ number }) => number)).toEqual([2]);
    expect(isStored(registry, "theirs")).toBe(true);
    expect(await findings(registry)).toEqual([]);
  });
});

test("what was put to use elsewhere lives on: its bytes stay there, and are missed here", async () => {
  const { here, there } = await clones();
  await withRegistry(there, async (registry) => {
    const [version] = await versionsOf(registry);
    await setAlias(registry, { version: version!.id, alias: Alias.parse("champion") });
  });
  await withRegistry(here, async (registry) => {
    const [version] = await versionsOf(registry);
    await deleteVersion(registry, deletion(version!));
  });
  await bringLedger(here, there);
  await withRegistry(there, async (registry) => {
    expect(await versionsOf(registry)).toHaveLength(2);
    expect(await collectGarbage(registry, {})).toMatchObject({ objects: 0 });
    expect(await findings(registry)).toEqual([]);
  });
  await bringLedger(there, here);
  await withRegistry(here, async (registry) => {
    expect(await versionsOf(registry)).toHaveLength(2);
    expect((await findings(registry)).map(({ where }) => where)).toEqual([
      "model.pkl of fraud 1",
      "model.pkl of fraud 2",
    ]);
    await bringBytes(there, here);
    expect(await findings(registry)).toEqual([]);
    expect(await collectGarbage(registry, {})).toMatchObject({ objects: 0 });
  });
});
