import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { ModelName, Stage } from "../../../../src/core/model/ids.ts";
import { Alias } from "../../../../src/core/model/markings.ts";
import { messageOf } from "../../../../src/core/refusals/words.ts";
import { setAlias } from "../../../../src/registry/annotations/set-alias.ts";
import { transition } from "../../../../src/registry/lifecycle/transition.ts";
import type { Registry } from "../../../../src/registry/registry.ts";
import {
  archiveByRetention,
  deleteByRetention,
} from "../../../../src/registry/retention/apply-retention.ts";
import { collectGarbage } from "../../../../src/registry/retention/collect-garbage.ts";
import {
  deleteVersion,
  previewDeletion,
} from "../../../../src/registry/retention/delete-version.ts";
import { retentionPreview } from "../../../../src/registry/retention/retention-preview.ts";
import { retentionTable } from "../../../../src/registry/retention/retention-table.ts";
import { refusalOf, worded } from "../../support/refusal.ts";
import {
  findings,
  ledgerFile,
  openRegistry,
  registerContent,
  useTemporaryFolders,
  versionsOf,
  withRegistry,
} from "../../support/registry.ts";
import { deletion, isStored, objectCount } from "./support.ts";

const temporaryFolder = useTemporaryFolders();

const lifecycle = `version: 1
stages: [{ name: None }, { name: Production, exclusive: true }, { name: Archived, terminal: true }]
transitions: { None: [Production, Archived], Production: [Archived] }
`;
const archived = Stage.parse("Archived");

async function writePolicy(folder: string, text: string): Promise<void> {
  await mkdir(join(folder, ".model-registry"), { recursive: true });
  await writeFile(join(folder, ".model-registry", "policy.yaml"), `${lifecycle}${text}`);
}

/** Registers versions, `content 1`, `content 2`…, and archives them if they shall be. */
async function registerMany(
  registry: Registry,
  count: number,
  { archive = false, model = "fraud" } = {},
): Promise<void> {
  for (let number = 1; number <= count; number += 1) {
    const { id } = await registerContent(registry, `${model} ${number}`, { model });
    if (archive) await transition(registry, { version: id, to: archived });
  }
}

const aborted = AbortSignal.abort();

describe("deleting a version", () => {
  test("cancelled before it happened, nothing is deleted", async () => {
    await withRegistry(await temporaryFolder(), async (registry) => {
      const version = await registerContent(registry, "v1");
      const refused = deleteVersion(registry, deletion(version), { signal: aborted });
      expect((await refusalOf(refused)).code).toBe("cancelled");
      expect(await versionsOf(registry)).toHaveLength(1);
      expect(isStored(registry, "v1")).toBe(true);
    });
  });

  test("cancelled while bytes are freed, it is deleted and says what is left to free", async () => {
    await withRegistry(await temporaryFolder(), async (registry) => {
      const version = await registerContent(registry, "v1");
      const abort = new AbortController();
      // Others are told once the event is on disk.
      registry.watch(() => {
        abort.abort();
      });
      const { freed, notFreed } = await deleteVersion(registry, deletion(version), {
        signal: abort.signal,
      });
      expect(freed).toEqual({ objects: 0, bytes: 0 });
      expect(notFreed?.code).toBe("cancelled");
      expect(await versionsOf(registry)).toEqual([]);
      expect(isStored(registry, "v1")).toBe(true);
      expect(await collectGarbage(registry, {})).toMatchObject({ objects: 1, bytes: 2 });
    });
  });

  test("while the ledger is damaged it is refused", async () => {
    const folder = await temporaryFolder();
    await withRegistry(folder, (registry) => registerMany(registry, 2));
    const ledger = await ledgerFile(folder);
    const [start, first, second = ""] = (await readFile(ledger, "utf8")).split("\n");
    const damaged = `${start}\n${first}\n${second.replace("Ada", "Eve")}\n`;
    await writeFile(ledger, damaged);
    await withRegistry(folder, async (registry) => {
      const [version] = await versionsOf(registry);
      const refusal = await refusalOf(deleteVersion(registry, deletion(version!)));
      expect(refusal.code).toBe("ledger-damaged");
      expect(await readFile(ledger, "utf8")).toBe(damaged);
      expect(isStored(registry, "fraud 1")).toBe(true);
    });
  });

  test("in Restricted Mode it can be looked at, not done", async () => {
    const folder = await temporaryFolder();
    await writePolicy(folder, "retention: { keepLast: 0, deleteAfterDays: 0 }\n");
    await withRegistry(folder, (registry) => registerMany(registry, 2, { archive: true }));
    const registry = await openRegistry(folder, false);
    const [version] = await versionsOf(registry);
    expect((await previewDeletion(registry, { version: version!.id })).freed).toBe(7);
    expect((await retentionPreview(registry, {})).freed).toBe(14);
    for (const refused of [
      () => deleteVersion(registry, deletion(version!)),
      () => deleteByRetention(registry, {}),
      () => archiveByRetention(registry, {}),
    ]) {
      expect((await refusalOf(refused())).code).toBe("read-only");
    }
    await registry.close();
  });

  test.runIf(process.platform === "linux" && process.getuid?.() === 0)(
    "bytes that can't be removed are told of, and the version is deleted",
    async () => {
      const folder = await temporaryFolder();
      await withRegistry(folder, async (registry) => {
        const version = await registerContent(registry, "v1");
        const { artifacts } = registry.paths;
        for (const options of [
          ["--bind", artifacts, artifacts],
          ["-o", "remount,bind,ro", artifacts],
        ])
          expect(spawnSync("mount", options).status).toBe(0);
        try {
          const { freed, notFreed } = await deleteVersion(registry, deletion(version));
          expect(freed).toEqual({ objects: 0, bytes: 0 });
          expect(notFreed).toMatchObject({ code: "read-only" });
          expect(messageOf(notFreed!)).toContain(folder);
          expect((await refusalOf(collectGarbage(registry, {}))).code).toBe("read-only");
        } finally {
          spawnSync("umount", ["-l", artifacts]);
        }
        expect(await versionsOf(registry)).toEqual([]);
        expect(await collectGarbage(registry, {})).toMatchObject({ objects: 1 });
      });
    },
  );
});

describe("who may delete", () => {
  const promoters = (who: string): string =>
    `retention: { keepLast: 0, deleteAfterDays: 0 }\ngates: { Archived: { promoters: [${who}] } }\n`;

  test("is whoever may move versions to where archived ones are, by any way", async () => {
    const folder = await temporaryFolder();
    await withRegistry(folder, async (registry) => {
      await writePolicy(folder, "");
      await registerMany(registry, 2, { archive: true });
      await writePolicy(folder, promoters("grace@example.org"));
      const [first] = await versionsOf(registry);
      const { obstacle } = await previewDeletion(registry, { version: first!.id });
      expect(worded(obstacle!)).toMatchObject({
        code: "not-permitted",
        wayOut: "Ask grace@example.org.",
      });
      const preview = await retentionPreview(registry, {});
      expect(preview.obstacle?.code).toBe("not-permitted");
      for (const refused of [
        () => deleteVersion(registry, deletion(first!)),
        () => deleteByRetention(registry, {}),
      ]) {
        expect((await refusalOf(refused())).code).toBe("not-permitted");
      }
      expect(await versionsOf(registry)).toHaveLength(2);

      await writePolicy(folder, promoters("ada@example.org"));
      expect((await retentionPreview(registry, {})).obstacle).toBeUndefined();
      expect((await deleteByRetention(registry, {})).deleted).toHaveLength(2);
    });
  });

  test("archiving by retention names those whom the stage holds back", async () => {
    const folder = await temporaryFolder();
    await withRegistry(folder, async (registry) => {
      await writePolicy(folder, promoters("grace@example.org"));
      await registerMany(registry, 2);
      const { archived: done, refused, stopped } = await archiveByRetention(registry, {});
      expect([done, stopped]).toEqual([[], undefined]);
      expect(refused.map(({ refusal }) => refusal.code)).toEqual(["gates-failed", "gates-failed"]);
    });
  });
});

describe("retention", () => {
  test("of one model leaves the others alone, and what they were made from", async () => {
    const folder = await temporaryFolder();
    await writePolicy(folder, "retention: { keepLast: 0, deleteAfterDays: 0 }\n");
    await withRegistry(folder, async (registry) => {
      await registerMany(registry, 2, { archive: true });
      const child = await registerContent(registry, "churn", {
        model: "churn",
        parents: ["fraud@1"],
      });
      await transition(registry, { version: child.id, to: archived });
      const all = await retentionTable(registry, { limit: 2 });
      expect(all).toMatchObject({ counts: { delete: 3, archive: 0, keep: 0 }, freed: 19 });
      expect(all.rows.map(({ model, number }) => `${model} ${number}`)).toEqual([
        "churn 1",
        "fraud 2",
      ]);
      const model = ModelName.parse("fraud");
      const of = await retentionTable(registry, { model, limit: 9 });
      expect(of).toMatchObject({ counts: { delete: 1, archive: 0, keep: 1 }, freed: 7 });
      expect(of.rows.map(({ number, action, kept }) => [number, action, kept])).toEqual([
        [2, "delete", undefined],
        [1, "keep", "parent"],
      ]);
      const { deleted } = await deleteByRetention(registry, {
        versions: of.rows.flatMap(({ version, action }) => (action === "delete" ? [version] : [])),
      });
      expect(deleted.map(({ number }) => number)).toEqual([2]);
    });
  });

  test("cancelled, it says what was archived and what was not", async () => {
    const folder = await temporaryFolder();
    await writePolicy(folder, "retention: { keepLast: 1 }\n");
    await withRegistry(folder, async (registry) => {
      await registerMany(registry, 4);
      const abort = new AbortController();
      const seen: string[] = [];
      const result = await archiveByRetention(
        registry,
        {},
        {
          signal: abort.signal,
          report: ({ message }) => {
            seen.push(message);
            if (message === "Archiving, 2 of 3 versions") abort.abort();
          },
        },
      );
      expect(seen[0]).toBe("Archiving, 0 of 3 versions");
      expect(result.archived.map(({ number }) => number)).toEqual([3, 2]);
      expect(worded(result.stopped!)).toMatchObject({
        code: "cancelled",
        message: "Cancelled: 1 version of those to archive stayed.",
      });
      const deleting = deleteByRetention(registry, { versions: [] }, { signal: aborted });
      expect((await refusalOf(deleting)).code).toBe("cancelled");
      expect(await versionsOf(registry)).toHaveLength(4);
    });
  });

  test("a broken policy stops it and what was archived is told", async () => {
    const folder = await temporaryFolder();
    await writePolicy(folder, "retention: { keepLast: 1 }\n");
    await withRegistry(folder, async (registry) => {
      await registerMany(registry, 3);
      const result = await archiveByRetention(
        registry,
        {},
        {
          report: ({ message }) => {
            if (message === "Archiving, 1 of 2 versions") {
              writeFileSync(registry.paths.policy, "version: 2\n");
            }
          },
        },
      );
      expect(result.archived.map(({ number }) => number)).toEqual([2]);
      expect(result.stopped?.code).toBe("invalid-policy");
      expect((await refusalOf(archiveByRetention(registry, {}))).code).toBe("invalid-policy");
    });
  });

  test("what has come into use since it was looked at stays", async () => {
    const folder = await temporaryFolder();
    await writePolicy(folder, "retention: { keepLast: 0, deleteAfterDays: 0 }\n");
    await withRegistry(folder, async (registry) => {
      await registerMany(registry, 3, { archive: true });
      const versions = (await versionsOf(registry)).map(({ id }) => id);
      await setAlias(registry, { version: versions[1]!, alias: Alias.parse("champion") });
      const { deleted, freed } = await deleteByRetention(registry, { versions });
      expect(deleted.map(({ number }) => number)).toEqual([3, 1]);
      expect(freed).toEqual({ objects: 2, bytes: 14 });
      expect(await objectCount(registry)).toBe(1);
      expect(await findings(registry)).toEqual([]);
      const nothing = deleteByRetention(registry, { versions });
      expect((await refusalOf(nothing)).code).toBe("invalid-request");
    });
  });
});
