import { expect, test } from "vitest";
import { importVersions } from "../../../../src/registry/import/import-versions.ts";
import { previewImport } from "../../../../src/registry/import/preview-import.ts";
import type { Registry } from "../../../../src/registry/registry.ts";
import { versionDetails } from "../../../../src/registry/versions/version-details.ts";
import { confirmed, write } from "../../support/kept-files.ts";
import {
  registerContent,
  useTemporaryFolders,
  versionsOf,
  withRegistry,
} from "../../support/registry.ts";

const temporaryFolder = useTemporaryFolders();

async function imported(
  registry: Registry,
  model: string,
): Promise<Awaited<ReturnType<typeof versionDetails>>> {
  const preview = await previewImport(registry, { paths: ["kept"] });
  await importVersions(registry, confirmed(preview));
  const versions = (await versionsOf(registry, model)).map(({ id }) => id);
  return versionDetails(registry, { versions });
}

test("a metadata file is read for its own version, and for no other", async () => {
  const folder = await write(await temporaryFolder(), {
    "kept/fraud_v3.pkl": "I3\n.",
    "kept/fraud_v4.pkl": "I4\n.",
    "kept/v5/fraud.pkl": "I5\n.",
    "kept/fraud_v3.metadata.json": JSON.stringify({
      model_name: "fraud",
      model_version: "3",
      task: "classification",
      team: "risk",
      metrics: { accuracy: 0.9 },
      parent_model: "fraud",
      parent_version: 1,
      base_model: "google-bert/bert-base-uncased",
      camera: "left",
    }),
    "kept/v5/model_metadata.json": JSON.stringify({ team: "five", pii_present: false }),
    "kept/fraud_v4_metadata.json": "{",
    "kept/model-card.yaml": "team: all\n",
  });
  await withRegistry(folder, async (registry) => {
    // What is called so in the registry has nothing to do with what was kept.
    await registerContent(registry, "I1\n.", { model: "fraud" });
    const [third, fourth, fifth] = await imported(registry, "fraud-2");
    expect(third).toMatchObject({
      metrics: { accuracy: 0.9 },
      annotations: { team: "risk" },
      registration: {
        source: "kept/fraud_v3.pkl",
        parents: [
          {
            relation: expect.any(String) as unknown,
            uri: "https://huggingface.co/google-bert/bert-base-uncased",
          },
        ],
        recipe: {
          metadata: { source: "kept/fraud_v3.metadata.json", task: "classification" },
          otherMetadata: { model_version: "3", parent_model: "fraud@1", camera: "left" },
        },
      },
    });
    expect(third?.registration.recipe.missing).not.toContainEqual(
      expect.objectContaining({ kind: "contradiction" }),
    );
    expect(fourth).toMatchObject({ metrics: {}, annotations: {} });
    expect(fourth?.registration.recipe.missing).toContainEqual(
      expect.objectContaining({ about: "metadata" }),
    );
    expect(fifth?.annotations).toEqual({ team: "five", pii: "no" });
  });
});

test("a metadata file that names a registered model is left out, and that is said", async () => {
  const folder = await write(await temporaryFolder(), {
    "kept/fraud_v1.pkl": "I3\n.",
    "kept/fraud_v1.metadata.json": '{ "model_name": "wine", "team": "cellar" }',
  });
  await withRegistry(folder, async (registry) => {
    await registerContent(registry, "I1\n.", { model: "wine" });
    const [first] = await imported(registry, "fraud");
    expect(first?.annotations).toEqual({});
    expect(first?.registration.recipe.missing).toContainEqual({
      about: "fraud_v1.metadata.json",
      kind: "foreign",
      reason: "found, and left out: it is of the model wine; name it as metadata to record it",
    });
  });
});

test("version.txt says which version is current, how good it is and when it was made", async () => {
  const folder = await write(await temporaryFolder(), {
    "kept/fraud_v1.pkl": "I1\n.",
    "kept/fraud_v2.pkl": "I2\n.",
    "kept/metrics_v2.json": '{ "auc": 0.9 }',
    "kept/version.txt": "Current version: 2\nBest score: 0.88\nDate created: 2024-01-15\n",
  });
  await withRegistry(folder, async (registry) => {
    const { models } = await previewImport(registry, { paths: ["kept"] });
    expect(models[0]?.versions[1]).toMatchObject({
      isCurrent: true,
      noted: { metrics: { score: 0.88 }, source: "kept/version.txt" },
    });
    const [first, second] = await imported(registry, "fraud");
    expect(first?.metrics).toEqual({});
    expect(second).toMatchObject({
      metrics: { auc: 0.9, score: 0.88 },
      registration: {
        recipe: {
          made: { at: "2024-01-15T00:00:00.000Z", source: "notes" },
          sources: { metrics: ["kept/version.txt", "kept/metrics_v2.json"] },
        },
      },
    });
  });
});
