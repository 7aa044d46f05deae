import { utimes } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { importVersions } from "../../../../src/registry/import/import-versions.ts";
import { previewImport } from "../../../../src/registry/import/preview-import.ts";
import { versionDetails } from "../../../../src/registry/versions/version-details.ts";
import { repository } from "../../provenance/git/repository.ts";
import { commitAll, git } from "../../support/git.ts";
import { confirmed, write } from "../../support/kept-files.ts";
import { useTemporaryFolders, versionsOf, withRegistry } from "../../support/registry.ts";

const temporaryFolder = useTemporaryFolders();

describe("when it was made", () => {
  test("the commit that last changed the file, not the one that HEAD is at", async () => {
    const folder = repository({ "fraud_v1.onnx": "one" });
    const made = git(folder, "rev-parse", "HEAD");
    await write(folder, { "fraud_v2.onnx": "two" });
    commitAll(folder, "Train another");
    const later = git(folder, "rev-parse", "HEAD");
    await write(folder, { "fraud_v3_2026-03-05.onnx": "three", "fraud_v2.onnx": "changed since" });
    await withRegistry(folder, async (registry) => {
      const preview = await previewImport(registry, { paths: ["."] });
      await importVersions(registry, confirmed(preview));
      const versions = (await versionsOf(registry)).map(({ id }) => id);
      const recipes = (await versionDetails(registry, { versions })).map(
        ({ registration: { recipe } }) => recipe,
      );
      expect(recipes[0]).toMatchObject({
        git: { commit: made, subject: "Train a model" },
        made: { at: "2026-03-01T08:00:00.000Z", source: "commit" },
      });
      expect(recipes[0]?.git?.branch).toBeUndefined();
      expect(recipes[1]?.git).toBeUndefined();
      expect(recipes[1]?.missing).toContainEqual({
        about: "git",
        reason: `not as it was committed last (${later.slice(0, 7)})`,
      });
      expect(recipes[2]?.git).toBeUndefined();
      expect(recipes[2]?.made).toEqual({ at: "2026-03-05T00:00:00.000Z", source: "name" });
    });
  });

  test("in a repository without a commit, that is what is missing", async () => {
    const folder = await temporaryFolder();
    git(folder, "init", "--quiet");
    await write(folder, { "fraud_v1.onnx": "one" });
    await withRegistry(folder, async (registry) => {
      await importVersions(registry, confirmed(await previewImport(registry, { paths: ["."] })));
      const versions = (await versionsOf(registry)).map(({ id }) => id);
      const [detail] = await versionDetails(registry, { versions });
      expect(detail?.registration.recipe.missing).toContainEqual({
        about: "git",
        reason: "no commits yet",
      });
    });
  });

  test("without git, when the file was last written; the ledger's time stays that of the import", async () => {
    const folder = await temporaryFolder();
    await write(folder, { "fraud_v1.onnx": "one" });
    await utimes(join(folder, "fraud_v1.onnx"), 1_000_000_000, 1_000_000_000);
    await withRegistry(folder, async (registry) => {
      await importVersions(registry, confirmed(await previewImport(registry, { paths: ["."] })));
      const [version] = await versionsOf(registry);
      const [detail] = await versionDetails(registry, { versions: [version!.id] });
      expect(detail?.registration.recipe.made).toEqual({
        at: "2001-09-09T01:46:40.000Z",
        source: "file",
      });
      expect(Date.parse(detail!.registeredAt)).toBeGreaterThan(Date.UTC(2026, 0));
    });
  });
});
