import { cp, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { ModelName, Stage } from "../../../../src/core/model/ids.ts";
import { annotate } from "../../../../src/registry/annotations/annotate.ts";
import { transition } from "../../../../src/registry/lifecycle/transition.ts";
import {
  exportChangelog,
  modelChangelog,
  readChangelog,
} from "../../../../src/registry/models/model-changelog.ts";
import { register } from "../../../../src/registry/registration/register.ts";
import type { Registry } from "../../../../src/registry/registry.ts";
import { deleteVersion } from "../../../../src/registry/retention/delete-version.ts";
import { refusalOf } from "../../support/refusal.ts";
import {
  openRegistry,
  registerContent,
  registration,
  useTemporaryFolders,
} from "../../support/registry.ts";

const temporaryFolder = useTemporaryFolders();
const fixtures = join(import.meta.dirname, "../../../fixtures/models");
const model = ModelName.parse("fraud");

/** Two versions with another signature, the second with all that can be said of it. */
async function withTwoVersions(): Promise<Registry> {
  const registry = await openRegistry(await temporaryFolder());
  const metrics = join(registry.folder, "metrics.json");
  const from = async (name: string, values: object, rest: object): Promise<void> => {
    await cp(join(fixtures, name), join(registry.folder, "model.onnx"));
    await writeFile(metrics, JSON.stringify(values));
    const files = { paths: ["model.onnx"], metricsFiles: ["metrics.json"] };
    await register(registry, registration({ ...files, ...rest }));
  };
  await from("sklearn-forest.onnx", { auc: 0.9, loss: 0.5, old: 1, same: 1 }, {});
  await writeFile(
    join(registry.folder, ".model-registry", "policy.yaml"),
    "version: 1\nversioning: semver\n",
  );
  await from(
    "sklearn-network.onnx",
    { auc: 0.93, loss: 0.6, fresh: 2, same: 1 },
    {
      description: "A network",
      annotations: {
        changelog: "- ten classes\n- <img src=x>",
        "migration-notes": "Send 64 values",
        "known-issues": "Slow on ARM",
      },
    },
  );
  return registry;
}

test("a changelog says what changed from version to version, newest first", async () => {
  const registry = await withTwoVersions();
  const [second, first, ...others] = await modelChangelog(registry, { model });
  expect(others).toEqual([]);
  expect(first).toMatchObject({ number: 1, metrics: [], stage: "None" });
  expect(first).not.toHaveProperty("since");
  expect(second).toMatchObject({
    number: 2,
    label: "1.0.0",
    since: 1,
    description: "A network",
    changelog: "- ten classes\n- <img src=x>",
    migrationNotes: "Send 64 values",
    knownIssues: "Slow on ARM",
    metrics: [
      { key: "auc", before: 0.9, value: 0.93, better: true },
      { key: "fresh", value: 2 },
      { key: "loss", before: 0.5, value: 0.6, better: false },
      { key: "old", before: 1 },
    ],
    signature: { breaking: true },
  });
  const today = new Date().toISOString().slice(0, 10);
  const text = await readChangelog(registry, { model });
  expect(text).toBe(`# Changelog of fraud

All versions of the model as its registry has them, newest first.

## 1.0.0 - ${today}

Version 2. Registered by Ada. The first version.

A network

### Changed

- ten classes
- &lt;img src=x&gt;

### Breaking

Code that calls version 1 must change:

- input input: float32\\[?, 30\\] → float32\\[?, 64\\]
- output probabilities: float32\\[?, 2\\] → float32\\[?, 10\\]

### Metrics

Compared with version 1:

- auc: 0.90 → 0.93 (+0.03, better)
- fresh: 2, not measured before
- loss: 0.5 → 0.6 (+0.1, worse)
- old: not measured any more, was 1

### Migration

Send 64 values

### Known issues

Slow on ARM

## 1 - ${today}

Version 1. Registered by Ada.
`);
  await registry.close();
});

test("it follows what is edited, promoted and deleted", async () => {
  const registry = await openRegistry(await temporaryFolder());
  for (const content of ["a", "b", "c"]) await registerContent(registry, content);
  const [third, second] = await registry.read((state) => state.versions({ model, limit: 3 }));
  if (!second || !third) throw new Error("there are three");
  await annotate(registry, {
    subject: { model, version: third.id },
    changes: { changelog: "# Better", "known-issues": "none" },
  });
  await annotate(registry, {
    subject: { model, version: third.id },
    changes: { "known-issues": null },
  });
  await transition(registry, { version: third.id, to: Stage.parse("Staging") });
  await deleteVersion(registry, { version: second.id, reason: "trained on *wrong* data" });
  const [newest, deleted] = await modelChangelog(registry, { model });
  expect(newest).toMatchObject({ number: 3, since: 1, stage: "Staging", changelog: "# Better" });
  expect(newest).not.toHaveProperty("knownIssues");
  expect(deleted).toMatchObject({
    number: 2,
    deleted: { by: { name: "Ada" }, reason: "trained on *wrong* data" },
  });
  const text = await readChangelog(registry, { model });
  expect(text).toContain("Version 3, in Staging. Registered by Ada.");
  expect(text).toContain("### Changed\n\n\\# Better\n");
  expect(text).toMatch(
    /\n## 2 \[DELETED\]\n\nVersion 2\. Deleted on .* by Ada: trained on \\\*wrong\\\* data\n/,
  );
  await registry.close();
});

test("of many metrics, the main one comes first and those of training last, if at all", async () => {
  const registry = await openRegistry(await temporaryFolder());
  const path = join(registry.folder, "metrics.json");
  for (const value of [1, 2]) {
    const names = ["a", "b", "c", "d", "e", "f", "auc"];
    const split = Object.fromEntries(names.map((name) => [name, value]));
    await writeFile(path, JSON.stringify({ train: split, test: split }));
    await registerContent(registry, `v${value}`, { metricsFiles: ["metrics.json"] });
  }
  const [newest] = await modelChangelog(registry, { model });
  expect(newest).toMatchObject({ metrics: { length: 14 } });
  const lines = (await readChangelog(registry, { model })).match(/^- .*$/gm) ?? [];
  expect(lines.map((line) => line.replace(/:.*/, ""))).toEqual([
    ...["- test.auc", "- test.a", "- test.b", "- test.c", "- test.d", "- test.e", "- test.f"],
    ...["- train.a", "- train.auc", "- train.b", "- train.c", "- train.d", "- and 2 more"],
  ]);
  await registry.close();
});

test("it is written to a file whole or not at all", async () => {
  const registry = await withTwoVersions();
  const path = join(registry.folder, "CHANGELOG.md");
  expect(await exportChangelog(registry, { model, path })).toEqual({ versions: 2 });
  expect(await readFile(path, "utf8")).toBe(await readChangelog(registry, { model }));
  await writeFile(path, "before");
  const signal = AbortSignal.abort();
  const cancelled = await refusalOf(exportChangelog(registry, { model, path }, { signal }));
  expect(cancelled.code).toBe("cancelled");
  expect(await readFile(path, "utf8")).toBe("before");
  expect((await readdir(registry.folder)).filter((name) => name.endsWith(".tmp"))).toEqual([]);
  const unknown = await refusalOf(readChangelog(registry, { model: ModelName.parse("churn") }));
  expect(unknown).toMatchObject({ code: "unknown-model" });
  await registry.close();
});
