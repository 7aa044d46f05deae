import { expect, test } from "vitest";
import { importVersions } from "../../../../src/registry/import/import-versions.ts";
import { previewImport } from "../../../../src/registry/import/preview-import.ts";
import { versionDetails } from "../../../../src/registry/versions/version-details.ts";
import { confirmed, dangerous, write } from "../../support/kept-files.ts";
import { useTemporaryFolders, versionsOf, withRegistry } from "../../support/registry.ts";

const temporaryFolder = useTemporaryFolders();

/** A folder with these files, none of them in git. */
const keptIn = async (files: Readonly<Record<string, string>>): Promise<string> =>
  write(await temporaryFolder(), files);

test("a scaler goes with the version that is called like it, and the model can be named", async () => {
  const folder = await keptIn({
    "fraud_v1.onnx": "one",
    "fraud_v2.onnx": "two",
    "scaler_v1.pkl": "N.",
    "fraud_scaler_v2.pkl": "I2\n.",
    "scaler.pkl": "I3\n.",
  });
  await withRegistry(folder, async (registry) => {
    const preview = await previewImport(registry, { paths: ["."], model: "Fraud" });
    expect(preview.models.map(({ model }) => model)).toEqual(["Fraud", "scaler"]);
    expect(
      preview.models.map(({ versions }) => versions.map((each) => each.preprocessors)),
    ).toEqual([[["scaler_v1.pkl"], ["fraud_scaler_v2.pkl"]], [undefined]]);
    const [unpaired] = preview.models[1]?.versions ?? [];
    expect(unpaired).toMatchObject({
      isIncluded: false,
      hint: expect.stringContaining("Name it like its version") as unknown,
    });
    await importVersions(registry, confirmed(preview));
    const versions = (await versionsOf(registry, "Fraud")).map(({ id }) => id);
    expect(
      (await versionDetails(registry, { versions })).map(({ artifacts }) =>
        artifacts.map(({ path, role }) => [path, role]),
      ),
    ).toEqual([
      [
        ["fraud_v1.onnx", "model"],
        ["scaler_v1.pkl", "preprocessor"],
      ],
      [
        ["fraud_scaler_v2.pkl", "preprocessor"],
        ["fraud_v2.onnx", "model"],
      ],
    ]);
    const again = await previewImport(registry, { paths: ["."] });
    expect(again.models[0]?.versions.map((each) => each.registeredAs?.reference)).toEqual([
      "Fraud@1",
      "Fraud@2",
    ]);
  });
});

test("a dangerous scaler makes its version dangerous", async () => {
  const folder = await keptIn({ "m_v1.onnx": "one", "scaler_v1.pkl": dangerous });
  await withRegistry(folder, async (registry) => {
    const { models } = await previewImport(registry, { paths: ["."] });
    expect(models[0]?.versions[0]).toMatchObject({
      verdict: "dangerous",
      danger: expect.stringMatching(/^scaler_v1\.pkl: /) as unknown,
      isIncluded: false,
    });
  });
});

test("a broken file beside a version is named, and the version says what it lacks", async () => {
  const folder = await keptIn({
    "m_v1.onnx": "one",
    "m_v1_metrics.json": '{ "auc": 0.8 }',
    "m_v1_eval.json": '{ "f1": 0.7,, }',
    "m_v1_params.yaml": "a: [1\n",
  });
  await withRegistry(folder, async (registry) => {
    const preview = await previewImport(registry, { paths: ["."] });
    const [version] = preview.models[0]?.versions ?? [];
    expect(version).toMatchObject({
      isIncluded: true,
      metricsFiles: ["m_v1_metrics.json"],
      parametersFiles: [],
      unread: [
        {
          path: "m_v1_eval.json",
          about: "metrics",
          message: expect.stringMatching(/^m_v1_eval\.json, line 1 is not valid JSON/) as unknown,
          wayOut: "Correct it first: a version never changes.",
        },
        { path: "m_v1_params.yaml", about: "parameters" },
      ],
    });
    const { outcomes } = await importVersions(registry, confirmed(preview));
    expect(outcomes.map(({ kind }) => kind)).toEqual(["registered"]);
    const [first] = await versionsOf(registry, "m");
    const [detail] = await versionDetails(registry, { versions: [first!.id] });
    expect(detail?.metrics).toEqual({ auc: 0.8 });
    expect(detail?.registration.recipe.missing).toEqual(
      expect.arrayContaining([
        {
          about: "metrics",
          reason: expect.stringContaining("m_v1_eval.json, line 1 is not valid JSON") as unknown,
        },
        {
          about: "parameters",
          reason: expect.stringContaining("m_v1_params.yaml") as unknown,
        },
      ]),
    );
  });
});

test("what tells about versions is none itself, though it was chosen with them", async () => {
  const folder = await keptIn({
    "m_v1.onnx": "one",
    "m_v2.onnx": "two",
    "version.txt": "current: 1\n",
    "metrics_v1.json": '{ "auc": 0.8 }',
    "booster.txt": "tree",
  });
  await withRegistry(folder, async (registry) => {
    const paths = ["m_v1.onnx", "version.txt", "metrics_v1.json", "booster.txt", "m_v2.onnx"];
    const { models } = await previewImport(registry, { paths });
    expect(models.map(({ versions }) => versions.map(({ path }) => path))).toEqual([
      ["booster.txt"],
      ["m_v1.onnx", "m_v2.onnx"],
    ]);
    expect(models[1]?.versions[0]).toMatchObject({
      isCurrent: true,
      metricsFiles: ["metrics_v1.json"],
    });
  });
});
