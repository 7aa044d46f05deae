import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { ModelName } from "../../../../src/core/model/ids.ts";
import { importVersions } from "../../../../src/registry/import/import-versions.ts";
import { previewImport } from "../../../../src/registry/import/preview-import.ts";
import { createModel } from "../../../../src/registry/models/create-model.ts";
import { renameModel } from "../../../../src/registry/models/rename-model.ts";
import { register } from "../../../../src/registry/registration/register.ts";
import type { Registry } from "../../../../src/registry/registry.ts";
import type { Progress } from "../../../../src/registry/task.ts";
import { confirmed, write } from "../../support/kept-files.ts";
import { refusalOf } from "../../support/refusal.ts";
import {
  registerContent,
  registration,
  useTemporaryFolders,
  versionsOf,
  withRegistry,
} from "../../support/registry.ts";

const temporaryFolder = useTemporaryFolders();
const churn = {
  "kept/churn_v1.pkl": "I1\n.",
  "kept/churn_v2.pkl": "I2\n.",
  "kept/churn_v3.pkl": "I3\n.",
};

async function inFolder(body: (registry: Registry) => Promise<void>): Promise<void> {
  await withRegistry(await write(await temporaryFolder(), churn), body);
}

async function targets(registry: Registry, model?: string): Promise<readonly unknown[]> {
  const { models } = await previewImport(registry, { paths: ["kept"], ...(model && { model }) });
  return models.map((each) => [each.model, each.target]);
}

describe("an import goes", () => {
  test("into a new model where the name is free", () =>
    inFolder(async (registry) => {
      expect(await targets(registry)).toEqual([["churn", { kind: "new" }]]);
      expect(await targets(registry, "loss")).toEqual([["loss", { kind: "new" }]]);
    }));

  test("beside a model that has the name and other files, unless that is named", () =>
    inFolder(async (registry) => {
      await registerContent(registry, "I0\n.", { model: "Churn" });
      await registerContent(registry, "I9\n.", { model: "churn-2" });
      const namesake = { name: "Churn", model: "Churn" };
      expect(await targets(registry)).toEqual([["churn-3", { kind: "new", namesake }]]);
      expect(await targets(registry, "Churn")).toEqual([["Churn", { kind: "named" }]]);
      const preview = await previewImport(registry, { paths: ["kept"] });
      const { newModels } = await importVersions(registry, confirmed(preview));
      expect(newModels).toEqual(["churn-3"]);
      expect(await versionsOf(registry, "Churn")).toHaveLength(1);
      expect(await versionsOf(registry, "churn-3")).toHaveLength(3);
      expect(await targets(registry)).toEqual([["churn-3", { kind: "registered", files: 3 }]]);
    }));

  test("beside a model that had the name before", () =>
    inFolder(async (registry) => {
      await registerContent(registry, "I0\n.", { model: "churn" });
      await renameModel(registry, { model: ModelName.parse("churn"), to: "leavers" });
      const namesake = { name: "churn", model: "leavers" };
      expect(await targets(registry)).toEqual([["churn-2", { kind: "new", namesake }]]);
      expect(await targets(registry, "churn")).toEqual([["leavers", { kind: "named" }]]);
    }));

  test("nowhere if the name of the new model was taken meanwhile, and says so before anything else", () =>
    inFolder(async (registry) => {
      await write(registry.folder, { "kept/wine_v1.pkl": "I5\n." });
      const preview = await previewImport(registry, { paths: ["kept"] });
      await createModel(registry, { name: "churn" });
      expect(await refusalOf(importVersions(registry, confirmed(preview)))).toMatchObject({
        code: "model-exists",
        message: "Can't make a new model churn: there has been a model of that name since.",
        wayOut:
          "Import again if the versions belong to churn, or choose another name, for example churn-2.",
      });
      await renameModel(registry, { model: ModelName.parse("churn"), to: "leavers" });
      expect(await refusalOf(importVersions(registry, confirmed(preview)))).toMatchObject({
        message: expect.stringMatching(/since, which is called leavers now\.$/) as unknown,
      });
      expect(await versionsOf(registry, "leavers")).toEqual([]);
      expect(await versionsOf(registry, "wine")).toEqual([]);
    }));

  test("without the versions of a new model whose name another process takes during the run", () =>
    inFolder(async (registry) => {
      await write(registry.folder, { "kept/wine_v1.pkl": "I5\n.", "kept/wine_v2.pkl": "I6\n." });
      const preview = await previewImport(registry, { paths: ["kept"] });
      // After the names were looked at, and while a model that the run has made gets its last version.
      let creation: Promise<unknown> | undefined;
      const report = ({ message }: Progress): void => {
        if (message.startsWith("3 of 5: Recording"))
          creation ??= createModel(registry, { name: "wine" });
      };
      const { outcomes, newModels } = await importVersions(registry, confirmed(preview), {
        report,
      });
      await creation;
      expect(outcomes.map((outcome) => [outcome.model, outcome.kind])).toEqual([
        ["churn", "registered"],
        ["churn", "registered"],
        ["churn", "registered"],
        ["wine", "failed"],
        ["wine", "failed"],
      ]);
      expect(outcomes[3]).toMatchObject({ refusal: { code: "model-exists" } });
      expect(newModels).toEqual(["churn"]);
      expect(await versionsOf(registry, "wine")).toEqual([]);
      const again = await previewImport(registry, { paths: ["kept"] });
      const rest = await importVersions(registry, confirmed(again));
      const registered = rest.outcomes.filter(({ kind }) => kind === "registered");
      expect(registered.map(({ model }) => model)).toEqual(["wine", "wine"]);
    }));

  test("into a model of that name that never had a version", () =>
    inFolder(async (registry) => {
      await createModel(registry, { name: "Churn" });
      expect(await targets(registry)).toEqual([["Churn", { kind: "empty" }]]);
      const preview = await previewImport(registry, { paths: ["kept"] });
      await importVersions(registry, confirmed(preview));
      expect(await versionsOf(registry, "Churn")).toHaveLength(3);
    }));

  test("to the model that has some of the files, and most of them where several have", () =>
    inFolder(async (registry) => {
      const paths = Object.keys(churn).map((path) => join(registry.folder, path));
      const [first = "", second = "", third = ""] = paths;
      await register(registry, registration({ model: "scoring", paths: [second] }));
      expect(await targets(registry)).toEqual([["scoring", { kind: "registered", files: 1 }]]);
      await register(registry, registration({ model: "other", paths: [first] }));
      // The newest of them is in `scoring`.
      expect(await targets(registry)).toEqual([["scoring", { kind: "registered", files: 1 }]]);
      await write(registry.folder, { "scaler.pkl": "I8\n." });
      const withScaler = [third, join(registry.folder, "scaler.pkl")];
      await register(registry, registration({ model: "other", paths: withScaler }));
      expect(await targets(registry)).toEqual([["other", { kind: "registered", files: 2 }]]);
      const preview = await previewImport(registry, { paths: ["kept"] });
      const { outcomes, newModels } = await importVersions(registry, confirmed(preview));
      expect(newModels).toEqual([]);
      expect(outcomes.map(({ kind, model }) => [kind, model])).toEqual([
        ["skipped", "other"],
        ["skipped", "other"],
        ["registered", "other"],
      ]);
    }));
});
