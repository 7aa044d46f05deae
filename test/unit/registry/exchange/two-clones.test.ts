import { cp } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { Stage } from "../../../../src/core/model/ids.ts";
import { pull, push, sync } from "../../../../src/registry/exchange/sync.ts";
import { transition } from "../../../../src/registry/lifecycle/transition.ts";
import type { Registry } from "../../../../src/registry/registry.ts";
import { registerContent, useTemporaryFolders, versionsOf } from "../../support/registry.ts";
import { makeShare, openClone } from "../../support/shared-clones.ts";

const newFolder = useTemporaryFolders();
const opened: Registry[] = [];

afterEach(async () => {
  for (const registry of opened.splice(0)) await registry.close();
});

test("who promotes past somebody else's promotion is told by whom, and replaces it knowingly", async () => {
  const parent = await newFolder();
  const share = await makeShare(parent);
  const ada = await openClone(join(parent, "ada"), share);
  const ben = await openClone(join(parent, "ben"), share);
  opened.push(ada, ben);
  const [staging, production] = [Stage.parse("Staging"), Stage.parse("Production")];
  await registerContent(ada, "first of exchange 14");
  await registerContent(ada, "second of exchange 14");
  await sync(ada, {});
  const [first, second] = await versionsOf(ada);
  for (const version of [first!.id, second!.id]) await transition(ada, { version, to: staging });
  await sync(ben, {});
  await transition(ada, { version: first!.id, to: production });
  // Ben was shown an empty stage.
  const blind = { version: second!.id, to: production, seen: [] };
  await expect(transition(ben, blind)).rejects.toMatchObject({
    refusal: { code: "stage-taken", other: "fraud 1", reference: "fraud@1", by: "Ada" },
  });
  expect((await versionsOf(ben)).map(({ stage }) => stage)).toEqual(["Production", "Staging"]);
  await transition(ben, { ...blind, seen: [first!.id] });
  expect((await versionsOf(ben)).map(({ stage }) => stage)).toEqual(["Archived", "Production"]);
});

test("a registry that an older release began is shared, and goes on in every clone", async () => {
  const parent = await newFolder();
  const share = await makeShare(parent);
  const old = join(parent, "old");
  const source = new URL("../../../fixtures/registries/0.1.0", import.meta.url);
  await cp(source, join(old, ".model-registry"), { recursive: true });
  const ada = await openClone(old, share);
  opened.push(ada);
  await push(ada, {});
  const ben = await openClone(join(parent, "new"), share);
  opened.push(ben);
  await pull(ben, {});
  const versions = await ben.read((state) => state.versions({ limit: 100 }));
  for (const [index, registry] of [ada, ben].entries()) {
    await registerContent(registry, `weights of exchange 15, ${index}`, { model: "another" });
    // Each has a ledger file of its own now, whose first line names the registry.
    await sync(registry, {});
  }
  await sync(ada, {});
  const ofAda = await ada.read((state) => state.versions({ limit: 100 }));
  expect(ofAda).toHaveLength(versions.length + 2);
  expect(ofAda).toEqual(await ben.read((state) => state.versions({ limit: 100 })));
});
