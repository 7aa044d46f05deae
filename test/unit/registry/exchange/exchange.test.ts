import {
  appendFile,
  copyFile,
  mkdir,
  readFile,
  readdir,
  rename,
  rm,
  writeFile,
} from "node:fs/promises";
import { join } from "node:path";
import { config } from "@vscode/l10n";
import { afterEach, expect, test } from "vitest";
import { Stage } from "../../../../src/core/model/ids.ts";
import { listConflicts } from "../../../../src/registry/audit/list-conflicts.ts";
import { addRemote } from "../../../../src/registry/exchange/add-remote.ts";
import { checkRemote, remoteStatus } from "../../../../src/registry/exchange/remote-status.ts";
import { pull, push, sync } from "../../../../src/registry/exchange/sync.ts";
import { transition } from "../../../../src/registry/lifecycle/transition.ts";
import type { Registry } from "../../../../src/registry/registry.ts";
import { resolve } from "../../../../src/registry/retrieval/resolve.ts";
import { artifactPath } from "../../../../src/storage/files/registry-paths.ts";
import {
  encodeLedgerLine,
  parseLedgerLine,
  sha256,
} from "../../../../src/storage/ledger/ledger-line.ts";
import { refusalOf } from "../../support/refusal.ts";
import {
  findings,
  openRegistry,
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

interface World {
  readonly share: string;
  readonly ada: Registry;
  readonly ben: Registry;
}

/** Two clones that share through a folder. */
async function world(): Promise<World> {
  const parent = await newFolder();
  const share = await makeShare(parent);
  const ada = await openClone(join(parent, "ada"), share);
  opened.push(ada);
  const ben = await openClone(join(parent, "ben"), share);
  opened.push(ben);
  return { share, ada, ben };
}

test("what one clone registers another one resolves, byte for byte", async () => {
  const { ada, ben } = await world();
  const version = await registerContent(ada, "weights of exchange 1");
  const sent = await push(ada, {});
  expect(sent.sent).toMatchObject({ objects: 1, bytes: 21 });
  expect(sent.sent.lines).toBeGreaterThan(0);

  expect((await pull(ben, {})).received).toMatchObject({ lines: sent.sent.lines, objects: 0 });
  expect((await versionsOf(ben)).map(({ id }) => id)).toEqual([version.id]);
  const { path } = await resolve(ben, { reference: "fraud@1" });
  expect(await readFile(path, "utf8")).toBe("weights of exchange 1");
  expect(await findings(ben)).toEqual([]);
});

test("a second exchange moves nothing", async () => {
  const { ada, ben } = await world();
  await registerContent(ada, "weights of exchange 2");
  await sync(ada, {});
  await sync(ben, {});
  for (const registry of [ada, ben]) {
    const report = await sync(registry, {});
    expect(report.received.lines + report.sent.lines + report.sent.objects).toBe(0);
    expect(await remoteStatus(registry)).toMatchObject({ ahead: 0, behind: 0, approved: true });
  }
});

test("versions that two clones register at once keep their files, and one gets another number", async () => {
  const { ada, ben } = await world();
  await registerContent(ada, "weights of exchange 3");
  await sync(ada, {});
  await sync(ben, {});
  await registerContent(ada, "of Ada, exchange 3");
  await registerContent(ben, "of Ben, exchange 3");
  await sync(ada, {});
  await sync(ben, {});
  await sync(ada, {});
  const of = async (registry: Registry): Promise<unknown> =>
    (await versionsOf(registry)).map(({ id, number }) => [id, number]);
  expect(await of(ada)).toEqual(await of(ben));
  expect((await versionsOf(ada)).map(({ number }) => number)).toEqual([1, 2, 3]);
  expect(await listConflicts(ada, {})).toEqual(await listConflicts(ben, {}));
});

test("a promotion is in the remote before it is answered, and decided on the newest state", async () => {
  const { ada, ben } = await world();
  await registerContent(ada, "first of exchange 4");
  await registerContent(ada, "second of exchange 4");
  await sync(ada, {});
  await sync(ben, {});
  const [first, second] = await versionsOf(ada);
  await transition(ada, { version: first!.id, to: staging });
  await transition(ada, { version: first!.id, to: production });
  // Ben has not pulled: his promotion does so itself, and archives what Ada promoted.
  await transition(ben, { version: second!.id, to: staging });
  const moved = await transition(ben, { version: second!.id, to: production });
  expect(moved.data.displaces).toMatchObject({ versions: [first!.id] });
  await pull(ada, {});
  expect((await versionsOf(ada)).map(({ stage }) => stage)).toEqual(["Archived", "Production"]);
  expect(await listConflicts(ada, {})).toMatchObject([]);
});

test("of two who promote one version at the same time, one is told that it is there already", async () => {
  const { ada, ben } = await world();
  await registerContent(ada, "weights of exchange 5");
  await sync(ada, {});
  await sync(ben, {});
  const [version] = await versionsOf(ada);
  const promotions = await Promise.allSettled(
    [ada, ben].map((registry) => transition(registry, { version: version!.id, to: staging })),
  );
  expect(promotions.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
  const refused = promotions.find(({ status }) => status === "rejected");
  expect(refused).toMatchObject({ reason: { refusal: { code: "already-in-stage" } } });
  await sync(ada, {});
  await sync(ben, {});
  expect(await listConflicts(ben, {})).toEqual([]);
});

test("offline, a promotion is made here and shared later", async () => {
  const { share, ada, ben } = await world();
  await registerContent(ada, "weights of exchange 6");
  await sync(ada, {});
  await rename(share, `${share}-away`);
  const [version] = await versionsOf(ada);
  await transition(ada, { version: version!.id, to: staging });
  expect(await remoteStatus(ada)).toMatchObject({ ahead: 1 });
  expect((await remoteStatus(ada))?.offlineSince).toBeDefined();
  await expect(sync(ada, {})).rejects.toMatchObject({ refusal: { code: "remote-unreachable" } });
  await rename(`${share}-away`, share);
  await sync(ada, {});
  expect(await remoteStatus(ada)).toMatchObject({ ahead: 0 });
  expect((await remoteStatus(ada))?.offlineSince).toBeUndefined();
  await sync(ben, {});
  expect((await versionsOf(ben))[0]?.stage).toBe("Staging");
});

test("the policy can refuse promotions offline", async () => {
  const { share, ada } = await world();
  const policy = await readFile(ada.paths.policy, "utf8");
  await writeFile(ada.paths.policy, `${policy}offline: refuse\n`);
  await registerContent(ada, "weights of exchange 7");
  await sync(ada, {});
  await rename(share, `${share}-away`);
  const [version] = await versionsOf(ada);
  const promotion = transition(ada, { version: version!.id, to: staging });
  await expect(promotion).rejects.toMatchObject({ refusal: { reason: "offline-refused" } });
  expect((await versionsOf(ada))[0]?.stage).toBe("None");
});

test("a registry that began apart is refused, and joined when it is asked for", async () => {
  const { share, ada } = await world();
  await registerContent(ada, "of Ada, exchange 8");
  await sync(ada, {});
  const other = await openRegistry(await newFolder());
  opened.push(other);
  await registerContent(other, "of another registry, exchange 8");
  await expect(addRemote(other, { address: share })).rejects.toMatchObject({
    refusal: { code: "other-registry" },
  });
  await addRemote(other, { address: share, join: true });
  await sync(ada, {});
  expect(await versionsOf(ada)).toHaveLength(2);
  expect((await versionsOf(other)).map(({ id }) => id)).toEqual(
    (await versionsOf(ada)).map(({ id }) => id),
  );
});

test("a remote that lost its log is not filled silently", async () => {
  const { share, ada } = await world();
  await registerContent(ada, "weights of exchange 9");
  await sync(ada, {});
  // As a share that is not mounted: the folder is there, and nothing in it.
  for (const name of await readdir(share)) await rm(join(share, name), { recursive: true });
  await expect(sync(ada, {})).rejects.toMatchObject({ refusal: { reason: "remote-went-back" } });
  await addRemote(ada, { address: share });
  await sync(ada, {});
  expect(await checkRemote(ada, {})).toMatchObject({ ahead: 0, behind: 0 });
});

test("a remote is not contacted before it is approved here", async () => {
  const { share, ada } = await world();
  await registerContent(ada, "weights of exchange 10");
  await sync(ada, {});
  const folder = await newFolder();
  const fresh = await openRegistry(folder);
  opened.push(fresh);
  await mkdir(fresh.paths.root);
  await copyFile(ada.paths.policy, fresh.paths.policy);
  const refused = { refusal: { code: "remote-not-approved", address: share } };
  await expect(pull(fresh, {})).rejects.toMatchObject(refused);
  expect(await remoteStatus(fresh)).toMatchObject({ address: share, approved: false });
});

test("an address that this release does not know holds up no decision", async () => {
  const folder = await newFolder();
  const alone = await openRegistry(folder);
  opened.push(alone);
  const { id } = await registerContent(alone, "weights of exchange 13");
  for (const remote of ["azure://models/team", "git+upstream"]) {
    await writeFile(alone.paths.policy, `version: 1\nremote: ${remote}\n`);
    const to = remote.startsWith("azure") ? staging : production;
    await transition(alone, { version: id, to });
    await expect(sync(alone, {})).rejects.toMatchObject({ refusal: { code: "invalid-request" } });
  }
  await writeFile(alone.paths.policy, "version: 1\nremote: azure://models\noffline: refuse\n");
  const archiving = transition(alone, { version: id, to: Stage.parse("Archived") });
  await expect(archiving).rejects.toMatchObject({ refusal: { code: "invalid-request" } });
});

test("bytes that the remote has lost are named", async () => {
  const { share, ada, ben } = await world();
  await registerContent(ada, "weights of exchange 11");
  await sync(ada, {});
  await sync(ben, {});
  await rm(join(share, "objects"), { recursive: true });
  await expect(resolve(ben, { reference: "fraud@1" })).rejects.toMatchObject({
    refusal: { code: "artifact-missing" },
  });
});

test("bytes that were changed in the remote are not taken", async () => {
  const { share, ada, ben } = await world();
  const content = "weights of exchange 12";
  await registerContent(ada, content);
  await sync(ada, {});
  await sync(ben, {});
  const digest = sha256(content);
  await writeFile(join(share, "objects", digest.slice(0, 2), digest), "others");
  await expect(resolve(ben, { reference: "fraud@1" })).rejects.toMatchObject({
    refusal: { code: "remote-damaged" },
  });
  await expect(readFile(artifactPath(ben.paths, digest))).rejects.toThrow();
});

test("other lines than the remote's in a clone's file are told apart from damage, in any language", async () => {
  const { ada, ben } = await world();
  await registerContent(ada, "weights of exchange 14");
  await sync(ada, {});
  await sync(ben, {});
  await registerContent(ada, "more of exchange 14");
  await registerContent(ada, "yet more of exchange 14");
  await sync(ada, {});
  // Ben has got a twin of the next line, of the same length, from somewhere.
  const [file = ""] = await readdir(ada.paths.ledger);
  const lines = (await readFile(join(ada.paths.ledger, file), "utf8")).split("\n");
  const before = lines.length - 4;
  const prev = sha256(lines[before]!);
  const parsed = parseLedgerLine(Buffer.from(lines[before + 1]!), prev);
  if (!parsed.ok || parsed.line.event.type === "unknown")
    throw new Error("no line of this release");
  const { event } = parsed.line;
  const name = event.actor.name.replace(/^./, "Z");
  const twin = encodeLedgerLine({ ...event, actor: { ...event.actor, name } }, prev);
  expect(twin.bytes).toHaveLength(Buffer.byteLength(lines[before + 1]!) + 1);
  await appendFile(join(ben.paths.ledger, file), twin.bytes);

  config({ contents: { "it does not follow the line before it": "passt nicht" } });
  try {
    expect(await refusalOf(pull(ben, {}))).toMatchObject({
      code: "ledger-damaged",
      reason: "ledger-diverged",
    });
  } finally {
    config({ contents: {} });
  }
});

test("nothing is exchanged in Restricted Mode", async () => {
  const { ada } = await world();
  const restricted = await openRegistry(ada.folder, false);
  opened.push(restricted);
  for (const exchange of [pull, push, sync]) {
    await expect(exchange(restricted, {})).rejects.toMatchObject({
      refusal: { code: "read-only" },
    });
  }
});
