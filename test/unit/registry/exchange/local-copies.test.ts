import { readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import { ModelName, Stage } from "../../../../src/core/model/ids.ts";
import { setAlias } from "../../../../src/registry/annotations/set-alias.ts";
import { setTag } from "../../../../src/registry/annotations/set-tag.ts";
import { fetchFiles } from "../../../../src/registry/exchange/fetch-bytes.ts";
import { sync } from "../../../../src/registry/exchange/sync.ts";
import { versionSharing } from "../../../../src/registry/exchange/version-sharing.ts";
import { rollBack } from "../../../../src/registry/lifecycle/roll-back.ts";
import { transition } from "../../../../src/registry/lifecycle/transition.ts";
import type { Registry } from "../../../../src/registry/registry.ts";
import { collectGarbage } from "../../../../src/registry/retention/collect-garbage.ts";
import { deleteVersion } from "../../../../src/registry/retention/delete-version.ts";
import {
  findLocalCopies,
  freeLocalCopies,
} from "../../../../src/registry/retention/free-local-copies.ts";
import { resolve } from "../../../../src/registry/retrieval/resolve.ts";
import { describeVersion } from "../../../../src/registry/versions/describe-version.ts";
import { artifactPath } from "../../../../src/storage/files/registry-paths.ts";
import { sha256 } from "../../../../src/storage/ledger/ledger-line.ts";
import {
  findings,
  registerContent,
  useTemporaryFolders,
  versionsOf,
} from "../../support/registry.ts";
import { makeShare, openClone } from "../../support/shared-clones.ts";

const newFolder = useTemporaryFolders();
const opened: Registry[] = [];
const staging = Stage.parse("Staging");
const production = Stage.parse("Production");

afterEach(async () => {
  for (const registry of opened.splice(0)) await registry.close();
});

async function world(): Promise<{ share: string; ada: Registry; ben: Registry }> {
  const parent = await newFolder();
  const share = await makeShare(parent);
  const ada = await openClone(join(parent, "ada"), share);
  const ben = await openClone(join(parent, "ben"), share);
  opened.push(ada, ben);
  return { share, ada, ben };
}

async function stored(registry: Registry): Promise<number> {
  const entries = await readdir(registry.paths.artifacts, { recursive: true });
  return entries.filter((name) => /[0-9a-f]{64}$/.test(name)).length;
}

test("a version says which of its events are not shared yet, and which files are not here", async () => {
  const { ada, ben } = await world();
  const { id } = await registerContent(ada, "weights of copies 1");
  const versions = [id];
  const state = async (registry: Registry): Promise<unknown> =>
    (await versionSharing(registry, { versions })).map(({ away, unshared }) => [
      away,
      unshared.length,
    ]);
  expect(await state(ada)).toEqual([[[], 1]]);
  const { history } = await describeVersion(ada, { version: id });
  expect(history.map(({ isUnshared }) => isUnshared)).toEqual([true]);

  await sync(ada, {});
  expect(await state(ada)).toEqual([]);
  const [version] = await versionsOf(ada);
  await setTag(ada, { subject: { model: version!.model, version: id }, key: "k", value: "v" });
  expect(await state(ada)).toEqual([[[], 1]]);
  const later = await describeVersion(ada, { version: id });
  // Newest first: only the tag is new.
  expect(later.history.map(({ isUnshared }) => isUnshared)).toEqual([true, undefined]);

  await sync(ben, {});
  expect(await state(ben)).toEqual([[["model.pkl"], 0]]);
  expect(await describeVersion(ben, { version: id })).toMatchObject({
    awayFiles: ["model.pkl"],
    absentFiles: [],
  });
  expect(await fetchFiles(ben, { version: id })).toEqual({ objects: 1, bytes: 19 });
  expect(await state(ben)).toEqual([]);
});

test("local copies that the remote has are freed, and come back when they are needed", async () => {
  const { ada } = await world();
  for (const content of ["first of copies 2", "second of copies 2"]) {
    await registerContent(ada, content);
  }
  await sync(ada, {});
  const found = await findLocalCopies(ada, {});
  expect(found).toMatchObject({ versions: 2, objects: 2, bytes: 35, inUse: 0, unshared: 0 });
  expect(await stored(ada)).toBe(2);
  expect(await freeLocalCopies(ada, { readBack: true })).toMatchObject({ objects: 2, bytes: 35 });
  expect(await stored(ada)).toBe(0);
  // What comes from the remote when it is needed is no damage.
  expect(await findings(ada)).toEqual([]);
  const { path } = await resolve(ada, { reference: "fraud@1" });
  expect(await readFile(path, "utf8")).toBe("first of copies 2");
  expect(await freeLocalCopies(ada, {})).toMatchObject({ objects: 1 });
});

test("files of versions in use stay, unless they are asked for", async () => {
  const { ada } = await world();
  const ids = [];
  for (const content of ["a", "b", "c", "d"]) {
    ids.push((await registerContent(ada, `${content} of copies 3`)).id);
  }
  const [first, second, aliased] = ids;
  for (const version of [first!, second!]) {
    await transition(ada, { version, to: staging });
    await transition(ada, { version, to: production });
  }
  await setAlias(ada, { version: aliased!, alias: "champion" });
  await sync(ada, {});
  // In production, to be brought back by a rollback, with an alias; the last one is in no use.
  expect(await freeLocalCopies(ada, {})).toMatchObject({ objects: 1, inUse: 3 });
  const report = await freeLocalCopies(ada, { inUse: true });
  expect(report).toMatchObject({ objects: 3, inUse: 0 });
  const [back] = await versionsOf(ada);
  await rollBack(ada, {
    model: back!.model,
    stage: production,
    version: back!.id,
    reason: "worse",
  });
  expect((await versionsOf(ada))[0]?.stage).toBe("Production");
});

test("files of production stay though it admits several versions; others do not count", async () => {
  const { ada } = await world();
  const policy = await readFile(ada.paths.policy, "utf8");
  const stages = "stages: [{ name: None }, { name: Production }]";
  const text = `${policy}\n${stages}\ntransitions: { None: [Production] }\n`;
  await writeFile(ada.paths.policy, text);
  const { id, model } = await registerContent(ada, "weights of copies 8");
  await transition(ada, { version: id, to: production });
  await sync(ada, {});
  expect(await freeLocalCopies(ada, { model })).toMatchObject({ objects: 0, inUse: 1 });
  await registerContent(ada, "weights of copies 9", { model: "other" });
  await sync(ada, {});
  const other = ModelName.parse("other");
  expect(await findLocalCopies(ada, { model: other })).toMatchObject({ objects: 1, inUse: 0 });
});

test("a file that the remote does not have stays, and so does everything while it is out of reach", async () => {
  const { share, ada } = await world();
  await registerContent(ada, "shared, of copies 4");
  await sync(ada, {});
  await registerContent(ada, "not shared, of copies 4");
  expect(await freeLocalCopies(ada, {})).toMatchObject({ objects: 1, unshared: 1 });
  expect(await stored(ada)).toBe(1);
  await rename(share, `${share}-away`);
  await expect(freeLocalCopies(ada, {})).rejects.toMatchObject({
    refusal: { code: "remote-unreachable" },
  });
  expect(await stored(ada)).toBe(1);
});

test("a file of which the remote has other bytes is not freed after reading it back", async () => {
  const { share, ada } = await world();
  const content = "weights of copies 5";
  await registerContent(ada, content);
  await sync(ada, {});
  const digest = sha256(content);
  await writeFile(join(share, "objects", digest.slice(0, 2), digest), "weights of copies X");
  await expect(freeLocalCopies(ada, { readBack: true })).rejects.toMatchObject({
    refusal: { code: "remote-damaged" },
  });
  expect(await readFile(artifactPath(ada.paths, digest), "utf8")).toBe(content);
});

test("a copy whose bytes were changed here stays: it is no copy of what the remote has", async () => {
  const { ada } = await world();
  const content = "weights of copies 6";
  await registerContent(ada, content);
  await sync(ada, {});
  const path = artifactPath(ada.paths, sha256(content));
  await rm(path);
  await writeFile(path, "longer than the weights of copies 6");
  expect(await freeLocalCopies(ada, {})).toMatchObject({ objects: 0 });
});

test("garbage collection in one clone takes nothing from the others", async () => {
  const { ada, ben } = await world();
  const { id } = await registerContent(ada, "weights of copies 7");
  await sync(ada, {});
  await sync(ben, {});
  // Ben has the history, not the file; Ada deletes the version, which Ben has not heard of yet.
  await deleteVersion(ada, { version: id, reason: "old" });
  await collectGarbage(ada, {});
  expect(await stored(ada)).toBe(0);
  const { path } = await resolve(ben, { reference: "fraud@1" });
  expect(await readFile(path, "utf8")).toBe("weights of copies 7");
});
