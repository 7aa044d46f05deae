import { execFile } from "node:child_process";
import { mkdir, readdir, readFile, rename, rm, symlink, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { Stage, type VersionId } from "../../../../src/core/model/ids.ts";
import { verify } from "../../../../src/registry/audit/verify.ts";
import { sync } from "../../../../src/registry/exchange/sync.ts";
import { findAbsentFiles } from "../../../../src/registry/files/absent-files.ts";
import { transition } from "../../../../src/registry/lifecycle/transition.ts";
import { redact } from "../../../../src/registry/redaction/redact.ts";
import { register } from "../../../../src/registry/registration/register.ts";
import type { Registry } from "../../../../src/registry/registry.ts";
import { collectGarbage } from "../../../../src/registry/retention/collect-garbage.ts";
import { deleteVersion } from "../../../../src/registry/retention/delete-version.ts";
import { copyIntoRegistry } from "../../../../src/registry/retrieval/copy-into-registry.ts";
import { exportVersion } from "../../../../src/registry/retrieval/export-version.ts";
import { openVersion } from "../../../../src/registry/retrieval/open-version.ts";
import { resolve } from "../../../../src/registry/retrieval/resolve.ts";
import { refusalOf } from "../../support/refusal.ts";
import { openRegistry, registration, useTemporaryFolders } from "../../support/registry.ts";
import { makeShare, openClone } from "../../support/shared-clones.ts";

const temporaryFolder = useTemporaryFolders();
const staging = Stage.parse("Staging");

interface Referenced {
  readonly registry: Registry;
  readonly file: string;
  readonly id: VersionId;
}

/** Registers a file of the workspace without copying it. */
async function referenced(content: string, registry?: Registry): Promise<Referenced> {
  const opened = registry ?? (await openRegistry(await temporaryFolder()));
  const file = join(opened.folder, "models", "big model.bin");
  await mkdir(join(opened.folder, "models"), { recursive: true });
  await writeFile(file, content);
  const { id } = await register(opened, registration({ paths: [file], reference: true }));
  return { registry: opened, file, id };
}

async function storedObjects({ paths }: Registry): Promise<readonly string[]> {
  return readdir(paths.artifacts).catch(() => []);
}

test("nothing is copied; the file is verified and used where it is", async () => {
  const { registry, file, id } = await referenced("weights that stay where they are");
  expect(await storedObjects(registry)).toEqual([]);
  expect(await registry.read((state) => state.artifacts(id))).toMatchObject([
    { held: false, uri: "file:models/big%20model.bin", size: 32 },
  ]);
  expect(await resolve(registry, { reference: "fraud@1" })).toMatchObject({ path: file });
  const { files } = await exportVersion(registry, { reference: "fraud@1", destination: "out" });
  expect(await readFile(files[0] ?? "", "utf8")).toBe("weights that stay where they are");
  const opened = await openVersion(registry, { reference: "fraud@1" });
  const chunks: Uint8Array[] = [];
  for (const each of opened.files) {
    for await (const chunk of opened.open(each).chunks) chunks.push(chunk);
  }
  expect(Buffer.concat(chunks).toString()).toBe("weights that stay where they are");
  expect(await verify(registry, {})).toMatchObject({ artifacts: 1, elsewhere: 0, findings: [] });
  await transition(registry, { version: id, to: staging });
});

test("a changed file is refused everywhere, and named with its place", async () => {
  const { registry, file, id } = await referenced("weights before");
  // Of the same length, so that only hashing tells.
  await writeFile(file, "weights behind");
  const changed = { code: "artifact-changed", reason: "reference-changed" };
  expect(await refusalOf(resolve(registry, { reference: "fraud@1" }))).toMatchObject(changed);
  const out = { reference: "fraud@1", destination: "out" };
  expect(await refusalOf(exportVersion(registry, out))).toMatchObject(changed);
  expect(await refusalOf(transition(registry, { version: id, to: staging }))).toMatchObject(
    changed,
  );
  expect(await refusalOf(copyIntoRegistry(registry, { version: id }))).toMatchObject(changed);
  const { open, files } = await openVersion(registry, { reference: "fraud@1" });
  const read = async (): Promise<void> => {
    for (const each of files) for await (const chunk of open(each).chunks) void chunk;
  };
  expect(await refusalOf(read())).toMatchObject(changed);
  const [finding, ...others] = (await verify(registry, {})).findings;
  expect(others).toEqual([]);
  expect(finding?.where).toBe("big model.bin of fraud 1");
  expect(finding?.problem).toContain("has other bytes");
  expect(await storedObjects(registry)).toEqual([]);
});

test("a missing file is said to be; the same file from elsewhere brings its bytes", async () => {
  const { registry, file, id } = await referenced("weights that are moved away");
  const moved = join(registry.folder, "elsewhere.bin");
  await rename(file, moved);
  const missing = { code: "artifact-missing", reason: "reference-missing" };
  expect(await refusalOf(resolve(registry, { reference: "fraud@1" }))).toMatchObject(missing);
  expect(await findAbsentFiles(registry, id)).toMatchObject([{ problem: "missing" }]);
  expect((await verify(registry, {})).findings).toHaveLength(1);

  const again = await register(registry, registration({ paths: [moved] }));
  expect(again).toMatchObject({ id, restored: ["big model.bin"] });
  const { path } = await resolve(registry, { reference: "fraud@1" });
  expect(await readFile(path, "utf8")).toBe("weights that are moved away");
  expect((await verify(registry, {})).findings).toEqual([]);
});

test("bytes that were copied later stay until the version goes", async () => {
  const { registry, file, id } = await referenced("weights to be taken in");
  expect(await copyIntoRegistry(registry, { version: id })).toMatchObject({
    files: ["big model.bin"],
    bytes: 22,
  });
  await rm(file);
  expect(await collectGarbage(registry, {})).toMatchObject({ objects: 0 });
  await resolve(registry, { reference: "fraud@1" });
  expect((await verify(registry, {})).findings).toEqual([]);
  expect(await copyIntoRegistry(registry, { version: id })).toMatchObject({ files: [] });
  await deleteVersion(registry, { version: id, reason: "no use" });
  await collectGarbage(registry, {});
  const left = await Promise.all(
    (await storedObjects(registry)).map((name) => readdir(join(registry.paths.artifacts, name))),
  );
  expect(left.flat()).toEqual([]);
});

test("bytes that were redacted are not copied again", async () => {
  const { registry, file, id } = await referenced("weights with a passphrase in them");
  await copyIntoRegistry(registry, { version: id });
  await redact(registry, { version: id, files: [basename(file)], reason: "it is a secret" });
  expect(await copyIntoRegistry(registry, { version: id })).toMatchObject({ files: [] });
  const left = await Promise.all(
    (await storedObjects(registry)).map((name) => readdir(join(registry.paths.artifacts, name))),
  );
  expect(left.flat()).toEqual([]);
  expect(await readFile(file, "utf8")).toBe("weights with a passphrase in them");
});

test("garbage collection and deleting never touch the file itself", async () => {
  const { registry, file, id } = await referenced("weights of somebody else");
  await deleteVersion(registry, { version: id, reason: "no use" });
  await collectGarbage(registry, {});
  expect(await readFile(file, "utf8")).toBe("weights of somebody else");
});

test("a folder is used where it is, until it is copied", async () => {
  const registry = await openRegistry(await temporaryFolder());
  const folder = join(registry.folder, "bert");
  await mkdir(folder);
  await writeFile(join(folder, "config.json"), "{}");
  await writeFile(join(folder, "weights.bin"), "weights of a folder");
  const { id } = await register(registry, registration({ paths: [folder], reference: true }));
  expect(await resolve(registry, { reference: "fraud@1" })).toMatchObject({
    path: folder,
    isFolder: true,
  });
  await copyIntoRegistry(registry, { version: id });
  const { path } = await resolve(registry, { reference: "fraud@1" });
  expect(path).toContain("snapshots");
  expect((await readdir(path)).sort()).toEqual(["config.json", "weights.bin"]);
});

test("what is no regular file is not registered; what became a link is not followed", async () => {
  const { registry, file } = await referenced("weights behind a link");
  await rm(file);
  await writeFile(join(registry.folder, "same.bin"), "weights behind a link");
  await symlink(join(registry.folder, "same.bin"), file);
  expect(await refusalOf(resolve(registry, { reference: "fraud@1" }))).toMatchObject({
    reason: "reference-not-regular",
  });
  for (const path of ["/dev/zero", await pipe(registry.folder)]) {
    const request = registration({ paths: [path], reference: true, allowIdentical: true });
    expect(await refusalOf(register(registry, request))).toMatchObject({ code: "file-problem" });
  }
});

async function pipe(folder: string): Promise<string> {
  const path = join(folder, "pipe.bin");
  await promisify(execFile)("mkfifo", [path]);
  return path;
}

test("a named link is recorded as what it leads to", async () => {
  const outside = await temporaryFolder();
  const registry = await openRegistry(await temporaryFolder());
  const target = join(outside, "real.bin");
  await writeFile(target, "weights on another disk");
  await symlink(target, join(registry.folder, "link.bin"));
  const request = registration({ paths: ["link.bin"], reference: true });
  const { id } = await register(registry, request);
  expect(await registry.read((state) => state.artifacts(id))).toMatchObject([
    { path: "link.bin", uri: `file://${target}` },
  ]);
  await resolve(registry, { reference: "fraud@1" });

  const restricted = await openRegistry(registry.folder, false);
  expect(await refusalOf(resolve(restricted, { reference: "fraud@1" }))).toMatchObject({
    code: "read-only",
    reason: "reference-restricted",
  });
});

test("a file that changes between its hash and the record is not registered", async () => {
  const registry = await openRegistry(await temporaryFolder());
  const file = join(registry.folder, "growing.bin");
  await writeFile(file, "weights that grow");
  let isChanged = false;
  const report = ({ message }: { readonly message: string }): void => {
    if (message !== "Recording the version") return;
    isChanged = true;
  };
  const task = {
    report: (progress: { readonly message: string }) => {
      report(progress);
      if (isChanged) changing ??= writeFile(file, "weights that grew");
    },
  };
  let changing: Promise<void> | undefined;
  const registering = register(registry, registration({ paths: [file], reference: true }), task);
  expect(await refusalOf(registering)).toMatchObject({ reason: "source-changed" });
  await changing;
  expect(await registry.read((state) => state.versions({ limit: 9 }))).toEqual([]);
});

test("a clone has the bytes once somebody has copied them into the registry", async () => {
  const parent = await temporaryFolder();
  const share = await makeShare(parent);
  const ada = await openClone(join(parent, "ada"), share);
  const ben = await openClone(join(parent, "ben"), share);
  const { id, file } = await referenced("weights on Ada's disk", ada);
  await sync(ada, {});
  await sync(ben, {});
  expect(await refusalOf(resolve(ben, { reference: "fraud@1" }))).toMatchObject({
    reason: "reference-missing",
  });
  expect(await verify(ben, {})).toMatchObject({ findings: [], notes: [{}] });
  await copyIntoRegistry(ada, { version: id });
  await rm(file);
  const { path } = await resolve(ben, { reference: "fraud@1" });
  expect(await readFile(path, "utf8")).toBe("weights on Ada's disk");
});
