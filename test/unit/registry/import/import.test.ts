import { symlink } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { DiscoveryLimits } from "../../../../src/core/files/discovery-limits.ts";
import {
  importVersions,
  type ImportOutcome,
} from "../../../../src/registry/import/import-versions.ts";
import { previewImport } from "../../../../src/registry/import/preview-import.ts";
import type { Registry } from "../../../../src/registry/registry.ts";
import { versionDetails } from "../../../../src/registry/versions/version-details.ts";
import { confirmed, dangerous, write } from "../../support/kept-files.ts";
import { refusalOf, worded, type WordedRefusal } from "../../support/refusal.ts";
import {
  findings,
  openRegistry,
  useTemporaryFolders,
  versionsOf,
  withRegistry,
} from "../../support/registry.ts";

const temporaryFolder = useTemporaryFolders();

/** A folder with these files, none of them in git. */
const keptIn = async (files: Readonly<Record<string, string>>): Promise<string> =>
  write(await temporaryFolder(), files);

async function sourcesOf(registry: Registry, model: string): Promise<string[]> {
  const versions = (await versionsOf(registry, model)).map(({ id }) => id);
  return (await versionDetails(registry, { versions })).map(
    ({ registration }) => registration.source,
  );
}

/** The refusal of a version that was not imported, in words. */
function failureOf(outcome: ImportOutcome | undefined): WordedRefusal {
  if (outcome?.kind !== "failed") throw new Error("it was imported");
  return worded(outcome.refusal);
}

test("limits leave files out of the search, but none that is named itself", async () => {
  const folder = await keptIn({
    "models/fraud_v1.onnx": "one",
    "models/old/fraud_v2.onnx": "two",
    "models/old/a/fraud_v3.onnx": "three",
  });
  await withRegistry(folder, async (registry) => {
    const found = async (
      paths: readonly string[],
      discovery: DiscoveryLimits,
    ): Promise<string[]> => {
      const { models } = await previewImport(registry, { paths, discovery });
      return models.flatMap(({ versions }) => versions.map(({ path }) => path));
    };
    const exclude = ["old"];
    expect(await found(["models"], { exclude })).toEqual(["models/fraud_v1.onnx"]);
    expect(await found(["models"], { maxDepth: 1 })).toHaveLength(2);
    expect(await found(["models/old"], { exclude })).toHaveLength(2);
    expect(await found(["models/fraud_v1.onnx", "models/old/fraud_v2.onnx"], { exclude })).toEqual([
      "models/fraud_v1.onnx",
      "models/old/fraud_v2.onnx",
    ]);
  });
});

const three = {
  "models/fraud_v1.onnx": "one",
  "models/fraud_v2.onnx": "two",
  "models/fraud_v10_final.onnx": "ten",
};

test("kept versions become versions in order; that one was made from another is not claimed", async () => {
  await withRegistry(await keptIn(three), async (registry) => {
    const preview = await previewImport(registry, { paths: ["models"] });
    const { outcomes, stopped } = await importVersions(registry, confirmed(preview));
    expect(stopped).toBeUndefined();
    expect(outcomes.map(({ kind, path }) => [kind, path])).toEqual(
      Object.keys(three).map((path) => ["registered", path]),
    );
    expect(await sourcesOf(registry, "fraud")).toEqual(Object.keys(three));
    const versions = (await versionsOf(registry)).map(({ id }) => id);
    const details = await versionDetails(registry, { versions });
    expect(details.map(({ registration }) => registration.parents)).toEqual([[], [], []]);
    expect(await findings(registry)).toEqual([]);
  });
});

test("a preview stores nothing and is the same twice", async () => {
  await withRegistry(await keptIn(three), async (registry) => {
    const preview = await previewImport(registry, { paths: ["models"] });
    expect(await previewImport(registry, { paths: ["models"] })).toEqual(preview);
    expect(await versionsOf(registry)).toEqual([]);
  });
});

test("what lies beside a version goes with it", async () => {
  const folder = await keptIn({
    ...three,
    "models/fraud_v1_metrics.json": '{ "auc": 0.8 }',
    "models/metrics_v2.json": '{ "auc": 0.9 }',
    "models/params_v2.yaml": "depth: 3\n",
    "models/fraud_v2.md": "Trained on October.",
    "models/version.txt": "fraud_v1.onnx: 1.0.0\ncurrent: v2\n",
    "models/README.md": "- v1: the first try\n",
  });
  await withRegistry(folder, async (registry) => {
    const preview = await previewImport(registry, { paths: ["models"] });
    expect(preview.models[0]?.versions.map(({ isCurrent }) => isCurrent)).toEqual([
      false,
      true,
      false,
    ]);
    await importVersions(registry, confirmed(preview));
    const versions = (await versionsOf(registry)).map(({ id }) => id);
    const [first, second, third] = await versionDetails(registry, { versions });
    expect(first).toMatchObject({
      label: "1.0.0",
      metrics: { auc: 0.8 },
      annotations: { changelog: "the first try" },
    });
    expect(second).toMatchObject({
      metrics: { auc: 0.9 },
      registration: { description: "Trained on October.", recipe: { parameters: { depth: 3 } } },
    });
    expect(third).toMatchObject({ metrics: {}, registration: { recipe: { parameters: {} } } });
  });
});

test("the same bytes are registered once, and a copy under the plain name shows what is current", async () => {
  const folder = await keptIn({
    ...three,
    "models/fraud.onnx": "two",
    "models/copy of fraud_v1.onnx": "one",
  });
  await withRegistry(folder, async (registry) => {
    const preview = await previewImport(registry, { paths: ["models"] });
    const rows = preview.models.flatMap(({ versions }) => versions);
    expect(rows.filter(({ sameAs }) => sameAs).map(({ path, sameAs }) => [path, sameAs])).toEqual([
      ["models/copy of fraud_v1.onnx", "models/fraud_v1.onnx"],
      ["models/fraud.onnx", "models/fraud_v2.onnx"],
    ]);
    expect(rows.filter(({ isCurrent }) => isCurrent).map(({ path }) => path)).toEqual([
      "models/fraud_v2.onnx",
    ]);
    await importVersions(registry, confirmed(preview));
    expect(await sourcesOf(registry, "fraud")).toEqual(Object.keys(three));
  });
});

test("cancelled, what is done stays, and a second run goes on where it stopped", async () => {
  const folder = await keptIn(three);
  await withRegistry(folder, async (registry) => {
    const abort = new AbortController();
    const request = confirmed(await previewImport(registry, { paths: ["models"] }));
    const { outcomes, stopped } = await importVersions(registry, request, {
      signal: abort.signal,
      report: ({ message }) => {
        if (message.startsWith("2 of 3")) abort.abort();
      },
    });
    expect(outcomes.map(({ kind }) => kind)).toEqual(["registered"]);
    expect(worded(stopped!)).toMatchObject({
      code: "cancelled",
      wayOut: expect.stringContaining("Registered 1 version;") as unknown,
    });
    expect(await findings(registry)).toEqual([]);
    const again = await importVersions(
      registry,
      confirmed(await previewImport(registry, { paths: ["models"] })),
    );
    expect(again.outcomes.map(({ kind }) => kind)).toEqual(["skipped", "registered", "registered"]);
    expect(await sourcesOf(registry, "fraud")).toEqual(Object.keys(three));
  });
});

test("a run without a preview's knowledge skips what is registered", async () => {
  await withRegistry(await keptIn(three), async (registry) => {
    const request = confirmed(await previewImport(registry, { paths: ["models"] }));
    await importVersions(registry, request);
    const models = request.models.map((model) => ({ ...model, isNew: false }));
    const { outcomes } = await importVersions(registry, { models });
    expect(outcomes.map((outcome) => outcome.kind === "skipped" && outcome.reference)).toEqual([
      "fraud@1",
      "fraud@2",
      "fraud@3",
    ]);
  });
});

test("a dangerous file is left out unless it is chosen; the others go on", async () => {
  const folder = await keptIn({ "m_v1.pkl": "N.", "m_v2.pkl": dangerous, "m_v3.pkl": "I1\n." });
  await withRegistry(folder, async (registry) => {
    const preview = await previewImport(registry, { paths: ["."], model: "m" });
    expect(
      preview.models[0]?.versions.map(({ verdict, isIncluded }) => [verdict, isIncluded]),
    ).toEqual([
      ["weights-only", true],
      ["dangerous", false],
      ["weights-only", true],
    ]);
    const all = preview.models.map(({ model, versions }) => ({
      model,
      versions: versions.map(({ registeredAs: _, ...version }) => version),
    }));
    const { outcomes } = await importVersions(registry, { models: all });
    expect(outcomes.map(({ kind }) => kind)).toEqual(["registered", "failed", "registered"]);
    expect(outcomes[1]).toMatchObject({ path: "m_v2.pkl", refusal: { code: "dangerous-file" } });
    const chosen = all.map(({ model, versions }) => ({
      model,
      versions: versions.map((version) => ({ ...version, acceptDanger: true })),
    }));
    const second = await importVersions(registry, { models: chosen });
    expect(second.outcomes.map(({ kind }) => kind)).toEqual(["skipped", "registered", "skipped"]);
  });
});

test("a file that is gone by the time of the import is named, and the others go on", async () => {
  await withRegistry(await keptIn(three), async (registry) => {
    const { models } = confirmed(await previewImport(registry, { paths: ["models"] }));
    const gone = models.map(({ model, versions }) => ({
      model,
      versions: versions.map((version, index) =>
        index === 1 ? { ...version, path: "models/gone.onnx" } : version,
      ),
    }));
    const { outcomes } = await importVersions(registry, { models: gone });
    expect(outcomes.map(({ kind }) => kind)).toEqual(["registered", "failed", "registered"]);
    expect(failureOf(outcomes[1]).message).toContain("gone.onnx");
  });
});

test("links out of the workspace are named and not followed; folders that are models are one version each", async () => {
  const folder = await keptIn({
    "kept/bert_v1/config.json": "{}",
    "kept/bert_v1/model.safetensors": "one",
    "kept/bert_v2/config.json": "{}",
    "kept/bert_v2/model.safetensors": "two",
  });
  await symlink("/etc/hostname", join(folder, "kept/bert_v3.onnx"));
  await symlink("nowhere.onnx", join(folder, "kept/bert_v4.onnx"));
  await withRegistry(folder, async (registry) => {
    const { models, passed } = await previewImport(registry, { paths: ["kept"] });
    expect(models.map(({ versions }) => versions.map(({ path }) => path))).toEqual([
      ["kept/bert_v1", "kept/bert_v2"],
    ]);
    expect(passed).toEqual([
      { path: "bert_v3.onnx", why: expect.stringContaining("link") as unknown },
      { path: "bert_v4.onnx", why: expect.stringContaining("link") as unknown },
    ]);
    const { outcomes } = await importVersions(registry, confirmed({ models, passed }));
    expect(outcomes.map(({ kind }) => kind)).toEqual(["registered", "registered"]);
  });
});

test("files may be named one by one, whatever they are called; one model can be named for all", async () => {
  const folder = await keptIn({ ...three, "models/booster_v1.txt": "tree" });
  await withRegistry(folder, async (registry) => {
    const paths = ["models/fraud_v2.onnx", "models/fraud_v1.onnx"];
    const preview = await previewImport(registry, { paths, model: "Fraud detection" });
    expect(
      preview.models.map(({ model, versions }) => [model, versions.map(({ path }) => path)]),
    ).toEqual([["Fraud detection", paths.toReversed()]]);
    const text = await previewImport(registry, { paths: ["models/booster_v1.txt"] });
    expect(text.models.map(({ model }) => model)).toEqual(["booster"]);
    const all = [...paths, "models/booster_v1.txt"];
    const joined = await previewImport(registry, { paths: all, model: "m" });
    expect(joined.models.map(({ model }) => model)).toEqual(["m"]);
    expect(joined.models[0]?.versions.map(({ path }) => path)).toEqual(all);
    expect(joined.models[0]?.versions[0]?.reason).toBe(
      "in the order in which the files were named",
    );
  });
});

test("in Restricted Mode nothing is looked at", async () => {
  const registry = await openRegistry(await keptIn(three), false);
  expect(await refusalOf(previewImport(registry, { paths: ["models"] }))).toMatchObject({
    code: "read-only",
  });
  await registry.close();
});

test("a preview can be cancelled", async () => {
  await withRegistry(await keptIn(three), async (registry) => {
    const abort = new AbortController();
    const report = ({ message }: { readonly message: string }): void => {
      if (message.startsWith("Hashing")) abort.abort();
    };
    const preview = previewImport(
      registry,
      { paths: ["models"] },
      { signal: abort.signal, report },
    );
    expect(await refusalOf(preview)).toMatchObject({ code: "cancelled" });
  });
});

test("bytes that have changed since the preview are not imported", async () => {
  const folder = await keptIn(three);
  await withRegistry(folder, async (registry) => {
    const request = confirmed(await previewImport(registry, { paths: ["models"] }));
    await write(folder, { "models/fraud_v2.onnx": "other" });
    const { outcomes } = await importVersions(registry, request);
    expect(outcomes.map(({ kind }) => kind)).toEqual(["registered", "failed", "registered"]);
    expect(failureOf(outcomes[1])).toMatchObject({
      code: "file-problem",
      message: "fraud_v2.onnx has changed since it was looked at.",
    });
    expect(await sourcesOf(registry, "fraud")).toEqual([
      "models/fraud_v1.onnx",
      "models/fraud_v10_final.onnx",
    ]);
    expect(await findings(registry)).toEqual([]);
  });
});
