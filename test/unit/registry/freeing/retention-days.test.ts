import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { ModelName, Stage } from "../../../../src/core/model/ids.ts";
import { annotate } from "../../../../src/registry/annotations/annotate.ts";
import { transition } from "../../../../src/registry/lifecycle/transition.ts";
import { deleteByRetention } from "../../../../src/registry/retention/apply-retention.ts";
import {
  deleteVersion,
  previewDeletion,
} from "../../../../src/registry/retention/delete-version.ts";
import { retentionTable } from "../../../../src/registry/retention/retention-table.ts";
import { refusalOf, worded } from "../../support/refusal.ts";
import {
  registerContent,
  useTemporaryFolders,
  versionsOf,
  withRegistry,
} from "../../support/registry.ts";
import { deletion } from "./support.ts";

const temporaryFolder = useTemporaryFolders();

const policy = `version: 1
stages: [{ name: None }, { name: Archived, terminal: true }]
transitions: { None: [Archived] }
retention: { keepLast: 0, deleteAfterDays: 0 }
`;

test("retention and deletion keep what retention-days keep, of a version or its model, and lists it with the reason", async () => {
  const folder = await temporaryFolder();
  await mkdir(join(folder, ".model-registry"), { recursive: true });
  await writeFile(join(folder, ".model-registry", "policy.yaml"), policy);
  await withRegistry(folder, async (registry) => {
    for (const content of ["one", "two"]) {
      const { id } = await registerContent(registry, content);
      await transition(registry, { version: id, to: Stage.parse("Archived") });
    }
    const [, second] = await versionsOf(registry);
    const model = ModelName.parse("fraud");
    await annotate(registry, { subject: { model }, changes: { "retention-days": "7" } });
    await annotate(registry, {
      subject: { model, version: second!.id },
      changes: { "retention-days": "30" },
    });
    const table = await retentionTable(registry, { limit: 9 });
    expect(table).toMatchObject({ counts: { delete: 0, archive: 0, keep: 2 }, freed: 0 });
    const kept = table.rows.map((row) => [row.number, row.kept, row.why.split(" keep it ", 1)[0]]);
    expect(kept).toEqual([
      [2, "period", "its retention-days (30)"],
      [1, "period", "the retention-days of its model (7)"],
    ]);
    expect((await deleteByRetention(registry, {})).deleted).toEqual([]);
    const { obstacle } = await previewDeletion(registry, { version: second!.id });
    expect(obstacle?.code).toBe("retention-period");
    const refusal = await refusalOf(deleteVersion(registry, deletion(second!)));
    expect(refusal).toEqual(worded(obstacle!));
    expect(await versionsOf(registry)).toHaveLength(2);

    await annotate(registry, { subject: { model }, changes: { "retention-days": null } });
    const { deleted } = await deleteByRetention(registry, {});
    expect(deleted.map(({ number }) => number)).toEqual([1]);
  });
});
