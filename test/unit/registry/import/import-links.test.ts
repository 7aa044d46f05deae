import { copyFile, symlink } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { importVersions } from "../../../../src/registry/import/import-versions.ts";
import { previewImport } from "../../../../src/registry/import/preview-import.ts";
import { versionDetails } from "../../../../src/registry/versions/version-details.ts";
import { confirmed, write } from "../../support/kept-files.ts";
import { pointerTexts } from "../../support/pointer-texts.ts";
import { useTemporaryFolders, withRegistry } from "../../support/registry.ts";

const temporaryFolder = useTemporaryFolders();

/** A folder with these files, none of them in git. */
const keptIn = async (files: Readonly<Record<string, string>>): Promise<string> =>
  write(await temporaryFolder(), files);

test("links into a cache are imported under their own names", async () => {
  const folder = await keptIn({
    ".dvc/cache/files/md5/ab/c1": "one",
    ".dvc/cache/files/md5/ab/c2": "two",
    "models/README.md": "kept by DVC",
  });
  for (const version of [1, 2]) {
    const target = join(folder, `.dvc/cache/files/md5/ab/c${version}`);
    await symlink(target, join(folder, `models/fraud_v${version}.pkl`));
  }
  await withRegistry(folder, async (registry) => {
    const preview = await previewImport(registry, { paths: ["models"] });
    expect(preview.passed).toEqual([]);
    const { outcomes } = await importVersions(registry, confirmed(preview));
    expect(outcomes.map(({ path, kind }) => [path, kind])).toEqual([
      ["models/fraud_v1.pkl", "registered"],
      ["models/fraud_v2.pkl", "registered"],
    ]);
    const one = await previewImport(registry, { paths: ["models/fraud_v1.pkl"] });
    expect(one.models.flatMap(({ versions }) => versions)).toMatchObject([
      { path: "models/fraud_v1.pkl", registeredAs: { reference: "fraud@1" } },
    ]);
  });
});

test("pointers are not offered as versions, and what DVC keeps is named", async () => {
  const folder = await keptIn({
    "models/fraud_v1.onnx": pointerTexts.lfs,
    "models/fraud_v2.onnx": "weights",
    "models/churn.pkl.dvc": pointerTexts.dvc.replace("model.pkl", "churn.pkl"),
  });
  await withRegistry(folder, async (registry) => {
    const { models, passed } = await previewImport(registry, { paths: ["models"] });
    expect(models.flatMap(({ versions }) => versions)).toMatchObject([
      {
        path: "models/fraud_v1.onnx",
        isIncluded: false,
        hint: expect.stringContaining("git lfs pull --include=models/fraud_v1.onnx") as unknown,
      },
      { path: "models/fraud_v2.onnx", isIncluded: true },
    ]);
    expect(passed).toEqual([
      {
        path: "churn.pkl.dvc",
        why: expect.stringContaining("dvc pull models/churn.pkl.dvc") as unknown,
      },
    ]);
  });
});

test("a model brings along the files that it names as its parts", async () => {
  const folder = await keptIn({ "models/README.md": "kept by hand" });
  const models = new URL("../../../fixtures/models/onnx-external/", import.meta.url).pathname;
  await copyFile(`${models}network.onnx`, join(folder, "models/net_v1.onnx"));
  await copyFile(`${models}network.onnx.data`, join(folder, "models/network.onnx.data"));
  await withRegistry(folder, async (registry) => {
    const preview = await previewImport(registry, { paths: ["models/net_v1.onnx"] });
    const { outcomes } = await importVersions(registry, confirmed(preview));
    const [outcome] = outcomes;
    if (outcome?.kind !== "registered") throw new Error("it was not registered");
    const [detail] = await versionDetails(registry, { versions: [outcome.version.id] });
    expect(detail?.artifacts.map(({ path }) => path)).toEqual(["net_v1.onnx", "network.onnx.data"]);
  });
});
