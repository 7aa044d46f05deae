import { chmod, readdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { artifactSha256 } from "../../../../src/core/model/artifact.ts";
import { Stage } from "../../../../src/core/model/ids.ts";
import { rollBack } from "../../../../src/registry/lifecycle/roll-back.ts";
import { transition } from "../../../../src/registry/lifecycle/transition.ts";
import type { Registry } from "../../../../src/registry/registry.ts";
import { exportVersion } from "../../../../src/registry/retrieval/export-version.ts";
import { resolve } from "../../../../src/registry/retrieval/resolve.ts";
import { artifactPath } from "../../../../src/storage/files/registry-paths.ts";
import { refusalOf } from "../../support/refusal.ts";
import {
  findings,
  openRegistry,
  registerContent,
  useTemporaryFolders,
  versionsOf,
} from "../../support/registry.ts";
import { storedPath } from "../../support/stored-path.ts";

const temporaryFolder = useTemporaryFolders();

async function emptyRegistry(): Promise<Registry> {
  return openRegistry(await temporaryFolder());
}

/** Two versions that were in Production; the first one's bytes are changed on disk. */
async function changedArtifact(): Promise<{ registry: Registry; path: string; ids: string[] }> {
  const registry = await emptyRegistry();
  const ids: string[] = [];
  for (const content of ["v1", "v2"]) {
    const { id } = await registerContent(registry, content);
    ids.push(id);
    await transition(registry, { version: id, to: Stage.parse("Staging") });
    await transition(registry, { version: id, to: Stage.parse("Production") });
  }
  const path = await storedPath(registry, "fraud@1");
  await chmod(path, 0o644);
  await writeFile(path, "V1");
  return { registry, path, ids };
}

test("a changed artifact is not resolved, exported or rolled back to", async () => {
  const { registry } = await changedArtifact();
  const [first] = await versionsOf(registry);
  const before = await registry.read((state) => state.versions({ limit: 10 }));
  const destination = join(registry.folder, "out");
  const rollback = {
    model: first!.model,
    stage: Stage.parse("Production"),
    version: first!.id,
    reason: "worse",
  };
  for (const attempt of [
    () => resolve(registry, { reference: "fraud@1" }),
    () => exportVersion(registry, { reference: "fraud@1", destination }),
    () => rollBack(registry, rollback),
  ]) {
    const refusal = await refusalOf(attempt());
    expect(refusal.code).toBe("artifact-changed");
    expect(refusal.message).toContain("model.pkl of fraud 1");
    const { expected, found } = refusal.details as { expected: string; found: string };
    expect(refusal.message).toContain(`expected ${expected.slice(0, 12)}`);
    expect(refusal.message).toContain(`found ${found.slice(0, 12)}`);
    expect(found).not.toBe(expected);
  }
  expect(await registry.read((state) => state.versions({ limit: 10 }))).toEqual(before);
  expect(await readdir(destination).catch(() => [])).toEqual([]);
});

test("registering the original again heals a changed artifact", async () => {
  const { registry, path } = await changedArtifact();
  await registerContent(registry, "v1", { allowIdentical: true });
  expect(await readFile(path, "utf8")).toBe("v1");
  expect(await findings(registry)).toEqual([]);
  const resolved = await resolve(registry, { reference: "fraud@1" });
  expect(await readFile(resolved.path, "utf8")).toBe("v1");
});

test("rolled back, the former version is in Production and its bytes are resolved", async () => {
  const registry = await emptyRegistry();
  for (const content of ["v1", "v2"]) {
    const { id } = await registerContent(registry, content);
    await transition(registry, { version: id, to: Stage.parse("Staging") });
    await transition(registry, { version: id, to: Stage.parse("Production") });
  }
  const [first] = await versionsOf(registry);
  expect(first?.stage).toBe("Archived");
  await rollBack(registry, {
    model: first!.model,
    stage: Stage.parse("Production"),
    version: first!.id,
    reason: "worse",
  });
  const { version, path } = await resolve(registry, { reference: "fraud@production" });
  expect(version.number).toBe(1);
  expect(await readFile(path, "utf8")).toBe("v1");
  expect((await versionsOf(registry)).map(({ stage }) => stage)).toEqual([
    "Production",
    "Archived",
  ]);
});

test("an export has the exact bytes and may be written to", async () => {
  const registry = await emptyRegistry();
  const bytes = Buffer.from(Array.from({ length: 3_000_000 }, (_, at) => (at * 31) % 256));
  const { id } = await registerContent(registry, bytes);
  const { files } = await exportVersion(registry, { reference: "fraud@1", destination: "out" });
  expect(files).toEqual([join(registry.folder, "out", "model.pkl")]);
  expect((await readFile(files[0]!)).equals(bytes)).toBe(true);
  expect((await stat(files[0]!)).mode & 0o777).toBe(0o644);
  const [artifact] = await registry.read((state) => state.artifacts(id));
  expect((await stat(artifactPath(registry.paths, artifactSha256(artifact!)!))).mode & 0o222).toBe(
    0,
  );
});
