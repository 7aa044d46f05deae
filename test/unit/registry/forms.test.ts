import { cp, readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { VersionId } from "../../../src/core/model/ids.ts";
import { judgeReproduction } from "../../../src/core/reproduction/judge-reproduction.ts";
import { verify } from "../../../src/registry/audit/verify.ts";
import { overview } from "../../../src/registry/models/overview.ts";
import { collectGarbage } from "../../../src/registry/retention/collect-garbage.ts";
import { resolve } from "../../../src/registry/retrieval/resolve.ts";
import { eventId, registered, unknown, written } from "../support/events.ts";
import { writeLedger } from "../support/ledger.ts";
import { refusalOf } from "../support/refusal.ts";
import { openRegistry, registerContent, useTemporaryFolders } from "../support/registry.ts";

const temporaryFolder = useTemporaryFolders();
const fixtures = new URL("../../fixtures/registries/", import.meta.url);

/** Registries that released forms have left, made by test/fixtures/make_registry.sh. */
describe.each(await readdir(fixtures))("the registry of release %s", (release) => {
  async function copied(): Promise<string> {
    const folder = await temporaryFolder();
    const source = new URL(release, fixtures);
    await cp(source, join(folder, ".model-registry"), { recursive: true });
    return folder;
  }

  test("opens, lists its versions, verifies soundly and gives its bytes", async () => {
    const registry = await openRegistry(await copied());
    const versions = await registry.read((state) => state.versions({ limit: 10 }));
    expect(versions.map(({ number, stage }) => [number, stage])).toEqual([
      [3, "Staging"],
      [2, "Archived"],
      [1, "Production"],
    ]);
    const details = await registry.read((state) => versions.map(({ id }) => state.detail(id)!));
    const [, second, first] = details;
    expect(second?.registration.parents).toEqual([
      { relation: "derived-from", version: first!.id },
    ]);
    expect(first?.registration.recipe.datasets).toMatchObject([
      { path: "data/train.csv", rows: 2, digests: { sha256: expect.any(String) as string } },
    ]);
    expect(details.map(({ registration }) => registration.recipe.git?.state)).toEqual([
      "changed",
      "changed",
      "clean",
    ]);
    expect(second?.annotations).toMatchObject({ "known-issues": "Weak on small shops" });
    expect(await registry.read((state) => state.deletions.ofModel(first!.model).length)).toBe(1);
    expect((await verify(registry, {})).findings).toEqual([]);
    const { path } = await resolve(registry, { reference: "fraud@Production" });
    expect(await readFile(path, "utf8")).toBe("one");
    await registry.close();
  });

  test("goes on in the form of this release, and its old lines stay as they are", async () => {
    const folder = await copied();
    const ledger = join(folder, ".model-registry", "ledger");
    const before = await Promise.all(
      (await readdir(ledger)).map(
        async (name) => [name, await readFile(join(ledger, name))] as const,
      ),
    );
    const registry = await openRegistry(folder);
    expect((await registerContent(registry, "five")).number).toBe(5);
    for (const [name, bytes] of before) {
      const now = await readFile(join(ledger, name));
      expect(now.subarray(0, bytes.length).equals(bytes)).toBe(true);
    }
    expect(
      (await verify(registry, {})).findings.filter(({ where }) => where.startsWith("ledger")),
    ).toEqual([]);
    await registry.close();
  });
});

test("the registry of release 0.2.0 keeps reproductions and models without a version", async () => {
  const folder = await temporaryFolder();
  await cp(new URL("0.2.0", fixtures), join(folder, ".model-registry"), { recursive: true });
  const registry = await openRegistry(folder);
  const { names, results } = await registry.read((state) => ({
    names: state.models().map(({ name, versionCount }) => [name, versionCount]),
    results: state.reproductions(state.versions({ limit: 1 })[0]!.id).map(judgeReproduction),
  }));
  expect(names).toEqual([
    ["churn", 0],
    ["fraud", 3],
  ]);
  // Newest first: the second command gave other bytes.
  expect(results).toEqual(["different", "identical"]);
  await registry.close();
});

const started = {
  registry: eventId(0, 1),
  writer: eventId(0, 2),
  machine: "lab-3f2a",
  release: "9.1.0",
};

describe("a registry in a newer form", () => {
  test.each([
    ["a registration", "version.registered", 9, { model: "fraud" }],
    ["a ledger file", "ledger.started", 2, { shards: 3 }],
  ])("of %s is shown and not written to", async (_what, type, v, data) => {
    const folder = await temporaryFolder();
    const first = registered(eventId(2), "fraud", 1);
    const path = await writeLedger(folder, "newer", [
      written(eventId(1), "ledger.started", started),
      first,
      unknown(eventId(3), type, data, v),
    ]);
    const before = await readFile(path);
    for (const round of ["built", "saved"]) {
      const registry = await openRegistry(folder);
      expect((await registry.read((state) => state.versions({ limit: 9 }))).length, round).toBe(1);
      for (const attempt of [
        () => registerContent(registry, "mine"),
        () => collectGarbage(registry, {}),
      ]) {
        const refusal = await refusalOf(attempt());
        expect(refusal.code).toBe("read-only");
        expect(refusal.message).toContain("release 9.1.0");
        expect(refusal.wayOut).toContain("Update Model Registry");
        expect(refusal.details).toMatchObject({ type, v });
      }
      expect((await overview(registry, {})).problems).toMatchObject([{ code: "read-only" }]);
      await registry.close();
    }
    expect(await readFile(path)).toEqual(before);
  });

  test("is only one where the type is known: more types alone do no harm", async () => {
    const folder = await temporaryFolder();
    const id = VersionId.parse(eventId(2));
    await writeLedger(folder, "newer", [
      registered(id, "fraud", 1),
      unknown(eventId(3), "version.praised", { version: id }, 7),
    ]);
    const registry = await openRegistry(folder);
    expect((await overview(registry, {})).problems).toEqual([]);
    expect((await registerContent(registry, "mine")).number).toBe(2);
    await registry.close();
  });
});

test("the first line of a ledger file is no event of the audit trail", async () => {
  const folder = await temporaryFolder();
  await writeLedger(folder, "theirs", [
    written(eventId(1), "ledger.started", started),
    registered(eventId(2), "fraud", 1),
  ]);
  const registry = await openRegistry(folder);
  expect(await registry.read((state) => state.events.count({}))).toBe(1);
  expect((await verify(registry, {})).events).toBe(1);
  await registry.close();
});
