import { copyFile, cp, readdir, rm, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { remedyCommand, withRemedy } from "../../../../../src/cli/report/conflict-remedy.ts";
import { ModelName, Stage, type VersionId } from "../../../../../src/core/model/ids.ts";
import { Alias } from "../../../../../src/core/model/markings.ts";
import { setAlias } from "../../../../../src/registry/annotations/set-alias.ts";
import { setTag } from "../../../../../src/registry/annotations/set-tag.ts";
import { readEvent, readLog } from "../../../../../src/registry/audit/read-log.ts";
import { verify } from "../../../../../src/registry/audit/verify.ts";
import { rollBack } from "../../../../../src/registry/lifecycle/roll-back.ts";
import { transition } from "../../../../../src/registry/lifecycle/transition.ts";
import type { Registry } from "../../../../../src/registry/registry.ts";
import { deleteVersion } from "../../../../../src/registry/retention/delete-version.ts";
import { describeVersion } from "../../../../../src/registry/versions/describe-version.ts";
import { eventConflicts } from "../../../../../src/registry/versions/merge-conflicts.ts";
import { namer } from "../../../../../src/registry/versions/version-namer.ts";
import {
  openRegistry,
  registerContent,
  useTemporaryFolders,
  versionsOf,
  withRegistry,
} from "../../../support/registry.ts";

const temporaryFolder = useTemporaryFolders();
const fraud = ModelName.parse("fraud");
const production = Stage.parse("Production");

beforeEach(() => {
  vi.stubEnv("GIT_AUTHOR_NAME", "Ada");
  vi.stubEnv("GIT_AUTHOR_EMAIL", "ada@example.org");
});
afterEach(() => {
  vi.unstubAllEnvs();
});

type Change = (registry: Registry, versions: readonly VersionId[]) => Promise<unknown>;

const move =
  (index: number, to: string): Change =>
  (registry, versions) =>
    transition(registry, { version: versions[index]!, to: Stage.parse(to) });
const alias =
  (index: number): Change =>
  (registry, versions) =>
    setAlias(registry, { version: versions[index]!, alias: Alias.parse("champion") });
const remove =
  (index: number): Change =>
  (registry, versions) =>
    deleteVersion(registry, { version: versions[index]!, reason: "bye" });

/** Two clones with three versions, the first in Staging, that then act without each other. */
async function clones(
  first: readonly Change[],
  second: readonly Change[],
): Promise<readonly [string, string]> {
  const [a, b] = [await temporaryFolder(), await temporaryFolder()];
  const versions: VersionId[] = [];
  await withRegistry(a, async (registry) => {
    for (const content of ["one", "two", "three"]) {
      versions.push((await registerContent(registry, content)).id);
    }
    await move(0, "Staging")(registry, versions);
  });
  await cp(a, b, { recursive: true });
  for (const [folder, changes] of [
    [a, first],
    [b, second],
  ] as const) {
    await withRegistry(folder, async (registry) => {
      for (const change of changes) await change(registry, versions);
    });
  }
  for (const [from, to] of [
    [a, b],
    [b, a],
  ] as const) {
    const ledger = join(".model-registry", "ledger");
    const present = new Set(await readdir(join(to, ledger)));
    for (const name of await readdir(join(from, ledger))) {
      if (!present.has(name)) await copyFile(join(from, ledger, name), join(to, ledger, name));
    }
  }
  // The first clone goes on writing to the file that both have.
  for (const name of await readdir(join(a, ".model-registry", "ledger"))) {
    const path = join(".model-registry", "ledger", name);
    const [ours, theirs] = [join(a, path), join(b, path)];
    const [long, short] =
      (await size(ours)) > (await size(theirs)) ? [ours, theirs] : [theirs, ours];
    await copyFile(long, short);
  }
  return [a, b];
}

async function size(path: string): Promise<number> {
  const { stat } = await import("node:fs/promises");
  return (await stat(path)).size;
}

async function conflictsIn(folder: string): Promise<readonly string[]> {
  return withRegistry(folder, async (registry) => {
    const { policy } = await registry.policy();
    return registry.read((state) =>
      eventConflicts(state, namer(state), policy).map(
        ({ text, remedy }) => `${text}${remedy ? ` [${remedyCommand(remedy)}]` : ""}`,
      ),
    );
  });
}

test.each<[string, readonly Change[], readonly Change[], readonly (string | RegExp)[]]>([
  ["nothing that contradicts", [move(1, "Staging")], [alias(2)], []],
  [
    "a deletion of what another clone promoted before",
    [remove(0)],
    [move(0, "Production")],
    [/without effect: another clone (had )?put fraud 1 to use, [^[]*$/],
  ],
  [
    "two promotions to Production",
    [move(0, "Production")],
    [move(1, "Staging"), move(1, "Production")],
    [
      /took Production over from fraud \d, .* \[model-registry rollback fraud --stage Production --to/,
    ],
  ],
  [
    "moves of one version to different stages",
    [move(0, "Production")],
    [move(0, "Rejected")],
    [/decided while fraud 1 was in Staging, but another clone had moved it to/],
  ],
  [
    "an alias moved twice",
    [alias(0)],
    [alias(1)],
    [/moved the alias champion away from fraud \d, .* \[model-registry alias fraud@\d champion\]/],
  ],
  [
    "a number given twice",
    [(registry) => registerContent(registry, "four")],
    [(registry) => registerContent(registry, "other four")],
    ["registered as number 4, which another clone had given before; it is fraud 5"],
  ],
])("%s is found alike in both clones", async (_, first, second, expected) => {
  const [a, b] = await clones(first, second);
  const found = await conflictsIn(a);
  expect(await conflictsIn(b)).toEqual(found);
  expect(found).toHaveLength(expected.length);
  for (const [index, text] of expected.entries()) expect(found[index]).toMatch(text);
  // The index that is made from the files at once says the same.
  await rm(join(a, ".model-registry", "registry.db"), { force: true });
  expect(await conflictsIn(a)).toEqual(found);
});

test("the log, the history and verify tell of a deletion that had no effect", async () => {
  const [a] = await clones([remove(0)], [move(0, "Production")]);
  const registry = await openRegistry(a);
  const [version] = await versionsOf(registry);
  expect(version).toMatchObject({ number: 1, stage: "Production" });
  const log = await readLog(registry, { conflicts: true, limit: 9 });
  expect(log).toMatchObject([
    {
      type: "version.deleted",
      conflicts: [{ text: expect.stringMatching(/^without effect: /) as string }],
    },
  ]);
  expect(log[0]?.title).toMatch(/^Deletion from Staging · without effect: /);
  const { history, conflicts } = await describeVersion(registry, { version: version!.id });
  expect(conflicts).toHaveLength(1);
  const entry = history.find(({ kind }) => kind === "deleted");
  expect(entry).toMatchObject({ title: "Deletion from Staging", effect: /^without effect: / });
  const { notes } = await verify(registry, {});
  expect(notes.map(({ problem }) => problem)).toContainEqual(
    expect.stringMatching(/^without effect: another clone/),
  );
  await registry.close();
});

/** Writes the policy of one clone, which the others don't have. */
const policy =
  (gates: string): Change =>
  ({ folder }) =>
    writeFile(
      join(folder, ".model-registry", "policy.yaml"),
      `version: 1\ngates:\n  Production: { ${gates} }\n`,
    );

test("a version that another clone promoted past the gates of here is named everywhere", async () => {
  const [a, b] = await clones([policy("approvals: { count: 2 }")], [move(0, "Production")]);
  const text =
    "decided under another policy than the one in force here, which for Production also demands approvals (2); the move counts";
  const remedy = { kind: "move", reference: "fraud@1", title: "fraud 1", to: "Archived" } as const;
  const command = "model-registry promote fraud@1 --to Archived";
  expect(await conflictsIn(a)).toEqual([`${text} [${command}]`]);
  expect(await conflictsIn(b)).toEqual([]);
  const registry = await openRegistry(a);
  const [version] = await versionsOf(registry);
  const [entry, ...others] = await readLog(registry, { conflicts: true, limit: 9 });
  expect(others).toEqual([]);
  expect(entry).toMatchObject({
    type: "version.transitioned",
    title: `Staging → Production · ${text}`,
    conflicts: [{ text, remedy }],
  });
  expect(await readEvent(registry, { event: entry!.id })).toMatchObject({ title: entry!.title });
  const { history, conflicts } = await describeVersion(registry, { version: version!.id });
  expect(conflicts).toEqual([{ text, remedy }]);
  expect(history[0]).toMatchObject({ effect: expect.stringContaining(text) as string });
  const { notes } = await verify(registry, {});
  expect(notes.map((note) => withRemedy(note.problem, note.remedy))).toContain(
    `${text}; to change it: ${command}`,
  );
  // It is over when the version leaves the stage.
  await move(0, "Archived")(registry, [version!.id]);
  expect(await readLog(registry, { conflicts: true, limit: 9 })).toEqual([]);
  await registry.close();
});

const tagged: Change = (registry, [version]) =>
  setTag(registry, { subject: { model: fraud, version: version! }, key: "ok", value: "yes" });
const forced: Change = (registry, [version]) =>
  transition(registry, { version: version!, to: production, force: true, reason: "urgent" });
const rolledBack: Change = (registry, [version]) =>
  rollBack(registry, { model: fraud, stage: production, version: version!, reason: "worse" });

test.each<[string, string, readonly Change[]]>([
  ["the version passes", "tags: [{ tag: ok }]", [tagged, move(0, "Production")]],
  [
    "were forced under the other policy",
    "tags: [{ tag: ok }]",
    [policy("force: anyone, tags: [{ tag: ok }]"), forced],
  ],
  [
    "don't hold for a rollback",
    "approvals: { count: 2 }",
    [move(0, "Production"), move(1, "Staging"), move(1, "Production"), rolledBack],
  ],
  ["let in who promoted", "promoters: [ada@example.org]", [move(0, "Production")]],
])("another policy makes no conflict where gates of here %s", async (_, gates, second) => {
  const [a] = await clones([policy(gates)], second);
  expect(await conflictsIn(a)).toEqual([]);
});

test("a policy that was written after the promotion was no policy to go by", async () => {
  const [a] = await clones([policy("approvals: { count: 2 }")], [move(0, "Production")]);
  expect(await conflictsIn(a)).toHaveLength(1);
  const later = new Date(Date.now() + 60_000);
  await utimes(join(a, ".model-registry", "policy.yaml"), later, later);
  expect(await conflictsIn(a)).toEqual([]);
});

test("a clone that acts alone has no conflicts", async () => {
  const folder = await temporaryFolder();
  await withRegistry(folder, async (registry) => {
    const versions: VersionId[] = [];
    for (const content of ["one", "two", "three"]) {
      versions.push((await registerContent(registry, content)).id);
    }
    for (const change of [
      ...[move(0, "Staging"), move(0, "Production"), move(1, "Staging"), move(1, "Production")],
      ...[alias(0), alias(1), remove(2)],
    ]) {
      await change(registry, versions);
    }
  });
  expect(await conflictsIn(folder)).toEqual([]);
});
