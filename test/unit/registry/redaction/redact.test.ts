import { existsSync } from "node:fs";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, expect, test, vi } from "vitest";
import { isHeld } from "../../../../src/core/model/artifact.ts";
import { Stage } from "../../../../src/core/model/ids.ts";
import { accept } from "../../../../src/core/refusals/refusal.ts";
import { removeAlias, setAlias } from "../../../../src/registry/annotations/set-alias.ts";
import { setTag } from "../../../../src/registry/annotations/set-tag.ts";
import { createBundle } from "../../../../src/registry/bundles/create-bundle.ts";
import { importBundle } from "../../../../src/registry/bundles/import-bundle.ts";
import { sync } from "../../../../src/registry/exchange/sync.ts";
import { requestApproval } from "../../../../src/registry/lifecycle/request-approval.ts";
import { previewRedaction, redact } from "../../../../src/registry/redaction/redact.ts";
import { register } from "../../../../src/registry/registration/register.ts";
import type { Registry } from "../../../../src/registry/registry.ts";
import { copyIntoRegistry } from "../../../../src/registry/retrieval/copy-into-registry.ts";
import { artifactPath } from "../../../../src/storage/files/registry-paths.ts";
import { redactLine } from "../../../../src/storage/ledger/redact-line.ts";
import { guarded, writePolicy } from "../../support/approvals.ts";
import { refusalOf } from "../../support/refusal.ts";
import {
  findings,
  openRegistry,
  registerContent,
  registration,
  useTemporaryFolders,
  versionsOf,
} from "../../support/registry.ts";
import { makeShare, openClone } from "../../support/shared-clones.ts";

const newFolder = useTemporaryFolders();
const opened: Registry[] = [];
const secret = "correct horse battery";

afterEach(async () => {
  for (const registry of opened.splice(0)) await registry.close();
});

async function open(folder: string): Promise<Registry> {
  const registry = await openRegistry(folder);
  opened.push(registry);
  return registry;
}

/** Returns the files below a folder whose raw bytes have a text. */
async function filesWith(folder: string, text: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const found: string[] = [];
  for (const entry of entries.filter((each) => each.isFile())) {
    const path = join(entry.parentPath, entry.name);
    if ((await readFile(path)).includes(text)) found.push(path);
  }
  return found;
}

async function tagged(registry: Registry, content: string, value: string): Promise<void> {
  await registerContent(registry, content);
  const [version] = (await versionsOf(registry)).slice(-1);
  const subject = { model: version!.model, version: version!.id };
  await setTag(registry, { subject, key: "owner", value });
}

test("a text is taken out of the line, the index and the chain stays whole", async () => {
  const folder = await newFolder();
  let registry = await open(folder);
  await tagged(registry, "weights of redaction 1", `the ${secret} of ops`);
  await tagged(registry, "weights of redaction 2", "somebody else");
  const before = await filesWith(folder, secret);
  expect(before).not.toEqual([]);
  const plan = await previewRedaction(registry, { text: secret });
  expect(plan.lines.map(({ type, values, about }) => ({ type, values, about }))).toEqual([
    {
      type: "tag.set",
      about: "fraud 1",
      values: [
        {
          name: "tags.owner",
          before: `the ${secret} of ops`,
          after: `the ${"*".repeat(secret.length)} of ops`,
        },
      ],
    },
  ]);
  const { event } = await redact(registry, { text: secret, reason: "a passphrase" });
  expect(event?.data.reason).toBe("a passphrase");
  const [first] = await versionsOf(registry);
  const tags = await registry.read((state) => state.tags(first!.model, first!.id));
  expect(tags.get("owner")).toBe(`the ${"*".repeat(secret.length)} of ops`);
  expect(await findings(registry)).toEqual([]);
  await tagged(registry, "weights of redaction 3", "written afterwards");
  await registry.close();
  opened.length = 0;
  expect(await filesWith(folder, secret)).toEqual([]);
  registry = await open(folder);
  expect(await findings(registry)).toEqual([]);
  expect(await versionsOf(registry)).toHaveLength(3);
});

test("fields that decide states are refused with the reason", async () => {
  const folder = await newFolder();
  await writePolicy(folder, guarded);
  const registry = await open(folder);
  await registerContent(registry, "weights of redaction 4");
  const [version] = await versionsOf(registry);
  const field = (name: string): Promise<unknown> =>
    redact(registry, { version: version!.id, fields: [name], reason: "no reason" });
  for (const name of ["model", "number", "digest", "artifacts.0.sha256"]) {
    await expect(field(name)).rejects.toMatchObject({
      refusal: { reason: "redaction-refused" },
    });
  }
  await expect(field("tags.nothing")).rejects.toMatchObject({
    refusal: { reason: "redaction-nothing-found" },
  });
  await requestApproval(registry, {
    version: version!.id,
    to: Stage.parse("Production"),
    reason: "ready",
    promote: false,
  });
  const asked = await registry.read((state) => state.openRequests(1)[0]!.id);
  await expect(
    redact(registry, { event: asked, fields: ["actor.name"], reason: "left" }),
  ).rejects.toMatchObject({ refusal: { obstacle: "open-request" } });
});

test("other clones follow at their next exchange, and nobody shares it again", async () => {
  const parent = await newFolder();
  const share = await makeShare(parent);
  const [ada, ben, cleo] = [
    await openClone(join(parent, "ada"), share),
    await openClone(join(parent, "ben"), share),
    await openClone(join(parent, "cleo"), share),
  ];
  opened.push(ada, ben, cleo);
  await tagged(ada, "weights of redaction 5", secret);
  for (const clone of [ada, ben, cleo]) await sync(clone, {});
  await tagged(ben, "weights of redaction 6", "ben's");
  await sync(ben, {});
  await redact(ben, { text: secret, reason: "a passphrase" });
  expect(await filesWith(share, secret)).not.toEqual([]);
  // Cleo was offline, and goes on.
  await tagged(cleo, "weights of redaction 7", "cleo's");
  await sync(ben, {});
  expect(await filesWith(share, secret)).toEqual([]);
  for (const clone of [cleo, ada, ben]) await sync(clone, {});
  for (const clone of [ada, ben, cleo]) {
    expect(await findings(clone)).toEqual([]);
    await clone.close();
  }
  opened.length = 0;
  expect(await filesWith(parent, secret)).toEqual([]);
});

test("an older bundle brings nothing back, and neither does registering the bytes again", async () => {
  const folder = await newFolder();
  const registry = await open(folder);
  await tagged(registry, "weights of redaction 8", secret);
  const [version] = await versionsOf(registry);
  const bundle = join(await newFolder(), "old.bundle");
  await createBundle(registry, { path: bundle, bytes: { kind: "all" } });
  await redact(registry, { text: secret, reason: "a passphrase" });
  const files = ["model.pkl"];
  const { objects } = await redact(registry, { version: version!.id, files, reason: "personal" });
  expect(objects.map(({ names }) => names)).toEqual([["model.pkl of fraud 1"]]);
  expect(await filesWith(registry.paths.artifacts, "weights of redaction 8")).toEqual([]);
  await importBundle(registry, { path: bundle });
  expect(await findings(registry)).toEqual([]);
  await expect(registerContent(registry, "weights of redaction 8")).rejects.toMatchObject({
    refusal: { reason: "bytes-redacted", path: "model.pkl" },
  });
  // One that never had any of it does not keep it either, once it hears of the redaction.
  const newer = join(await newFolder(), "new.bundle");
  await createBundle(registry, { path: newer, bytes: { kind: "all" } });
  const other = await open(await newFolder());
  await importBundle(other, { path: bundle });
  await importBundle(other, { path: newer });
  for (const each of [registry, other]) {
    expect(await findings(each)).toEqual([]);
    await each.close();
    expect(await filesWith(join(each.folder, ".model-registry"), secret)).toEqual([]);
  }
  opened.length = 0;
});

test("a line that looks redacted without an event that says so is a finding", async () => {
  const folder = await newFolder();
  const registry = await open(folder);
  await tagged(registry, "weights of redaction 9", "ada");
  await registry.close();
  opened.length = 0;
  const [name = ""] = await readdir(registry.paths.ledger);
  const path = join(registry.paths.ledger, name);
  const lines = (await readFile(path, "utf8")).split("\n");
  const at = lines.findIndex((line) => line.includes('"tag.set"'));
  const forged = redactLine(Buffer.from(lines[at]!), [{ path: ["data", "value"] }])!;
  expect(forged).toHaveLength(lines[at]!.length);
  await writeFile(path, lines.with(at, forged.toString("utf8")).join("\n"));
  const found = await findings(await open(folder));
  expect(found.map(({ where }) => where)).toContain(`ledger/${name}, line ${at + 1}`);
});

test("what a crash left after the event was recorded is done at the next opening", async () => {
  const folder = await newFolder();
  const first = await open(folder);
  await tagged(first, "weights of redaction 10", secret);
  const { lines } = await previewRedaction(first, { text: secret });
  const data = { lines: lines.map(({ line }) => line), objects: [], reason: "a passphrase" };
  await first.commit(() => accept({ type: "ledger.redacted", v: 1, data }));
  // An index that may hold it is not saved, so it can't outlive the line.
  await first.close();
  expect(await filesWith(first.paths.ledger, secret)).not.toEqual([]);
  const second = await open(folder);
  expect(await findings(second)).toEqual([]);
  await second.close();
  opened.length = 0;
  expect(await filesWith(folder, secret)).toEqual([]);
});

test("a file that was registered by reference and copied later stays a version's own", async () => {
  const folder = await newFolder();
  const registry = await open(folder);
  const file = join(folder, "by-reference.bin");
  await writeFile(file, `weights with the ${secret}`);
  const { id: version } = await register(
    registry,
    registration({ paths: [file], reference: true }),
  );
  await copyIntoRegistry(registry, { version });
  const { objects, left } = await previewRedaction(registry, { text: secret });
  expect(objects).toEqual([]);
  expect(left).toEqual([{ what: "by-reference.bin of fraud 1", obstacle: "own-file" }]);
  const named = await previewRedaction(registry, { version, files: ["by-reference.bin"] });
  expect(named.objects.map(({ names }) => names)).toEqual([["by-reference.bin of fraud 1"]]);
});

test("a file that got into use since the preview stays", async () => {
  const registry = await open(await newFolder());
  await registerContent(registry, "weights of redaction, promoted meanwhile");
  const [version] = await versionsOf(registry);
  const detail = await registry.read((state) => state.detail(version!.id));
  const request = { version: version!.id, files: [detail!.artifacts[0]!.path] };
  expect((await previewRedaction(registry, request)).objects).toHaveLength(1);
  const commit = registry.commit.bind(registry);
  vi.spyOn(registry, "commit").mockImplementationOnce(async (...given) => {
    await setAlias(registry, { version: version!.id, alias: "champion" });
    return commit(...given);
  });
  const refusal = await refusalOf(redact(registry, { ...request, reason: "too early" }));
  expect(refusal.message).toContain("the version is in use");
  expect(await findings(registry)).toEqual([]);
});

test("bytes of a version in use stay, whoever recorded that they go", async () => {
  const folder = await newFolder();
  const first = await open(folder);
  await registerContent(first, "weights of redaction, in use");
  const [version] = await versionsOf(first);
  const { id } = version!;
  await setAlias(first, { version: id, alias: "champion" });
  const detail = await first.read((state) => state.detail(id));
  const { sha256, size } = detail!.artifacts.find(isHeld)!;
  const data = { lines: [], objects: [{ sha256, size }], reason: "not mine" };
  await first.commit(() => accept({ type: "ledger.redacted", v: 1, data }));
  await first.close();
  const second = await open(folder);
  expect(existsSync(artifactPath(second.paths, sha256))).toBe(true);
  await removeAlias(second, { model: version!.model, alias: "champion" });
  await second.close();
  const third = await open(folder);
  expect(existsSync(artifactPath(third.paths, sha256))).toBe(false);
  await third.close();
  opened.length = 0;
});
