import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Stage } from "../../../../src/core/model/ids.ts";
import { importVersions } from "../../../../src/registry/import/import-versions.ts";
import { previewImport } from "../../../../src/registry/import/preview-import.ts";
import { register } from "../../../../src/registry/registration/register.ts";
import type { Registry } from "../../../../src/registry/registry.ts";
import { describeVersion } from "../../../../src/registry/versions/describe-version.ts";
import { confirmed, write } from "../../support/kept-files.ts";
import { refusalOf } from "../../support/refusal.ts";
import {
  openRegistry,
  registerContent,
  registration,
  useTemporaryFolders,
  versionsOf,
  withRegistry,
} from "../../support/registry.ts";

const temporaryFolder = useTemporaryFolders();
let registry: Registry;

beforeEach(async () => {
  registry = await openRegistry(await temporaryFolder());
  await registerContent(registry, "before there were gates");
});
afterEach(async () => {
  await registry.close();
  vi.unstubAllEnvs();
});

async function setGates(gates: object): Promise<void> {
  await writeFile(registry.paths.policy, JSON.stringify({ version: 1, gates }));
}

/** Registers a version that was measured. */
async function measured(
  auc: number,
  rest: Parameters<typeof registration>[0] = {},
): ReturnType<typeof register> {
  await write(registry.folder, {
    "model.pkl": `measured ${auc}`,
    "metrics.json": JSON.stringify({ auc }),
  });
  return register(registry, registration({ metricsFiles: ["metrics.json"], ...rest }));
}

test("a version that fails a gate of the first stage is not registered", async () => {
  await setGates({ None: { metrics: [{ metric: "auc", min: 0.9 }], cleanGit: true } });
  const refusal = await refusalOf(measured(0.5));
  expect(refusal).toMatchObject({
    code: "gates-failed",
    message:
      "Can't register this version of fraud: auc: 0.5, required at least 0.9; git: no commit recorded, required a commit without other changes.",
    details: { to: "None", mayForce: false, checks: [{ rule: "metric" }, { rule: "clean-git" }] },
  });
  expect(await versionsOf(registry)).toHaveLength(1);
});

test("what passes is registered with its checks; the next is compared with the last in the stage", async () => {
  await setGates({ None: { noRegression: [{ metric: "auc" }] } });
  const { id } = await measured(0.9);
  const { detail } = await describeVersion(registry, { version: id });
  expect(detail.registration.gates).toMatchObject([{ rule: "regression", passed: true }]);
  expect(await refusalOf(measured(0.8))).toMatchObject({
    code: "gates-failed",
    message: expect.stringContaining("no less than 0.9 of fraud 2") as string,
  });
});

test("who may force it gives a reason, and both are in the history", async () => {
  const metrics = [{ metric: "auc", min: 0.9 }];
  await setGates({ None: { metrics, force: ["ada@example.org"] } });
  expect(await refusalOf(measured(0.5))).toMatchObject({ details: { mayForce: true } });
  expect(await refusalOf(measured(0.5, { force: true }))).toMatchObject({
    code: "invalid-request",
    wayOut: "Give a reason in a few words; it is recorded in the history.",
  });
  const { id } = await measured(0.5, { force: true, reason: " a baseline " });
  const { detail, history } = await describeVersion(registry, { version: id });
  expect(detail.registration).toMatchObject({ forced: true, reason: "a baseline" });
  expect(history[0]).toMatchObject({ title: "Registered (forced)", reason: "a baseline" });

  await setGates({ None: { metrics, force: ["grace@example.org"] } });
  expect(await refusalOf(measured(0.4, { force: true, reason: "please" }))).toMatchObject({
    code: "gates-failed",
    wayOut: "By the policy, grace@example.org may force it.",
  });
  expect(await versionsOf(registry)).toHaveLength(2);
});

test("who may not bring versions into the first stage registers and imports nothing", async () => {
  await setGates({ None: { promoters: ["ada@example.org"], force: "anyone" } });
  vi.stubEnv("GIT_AUTHOR_NAME", "Bob");
  vi.stubEnv("GIT_AUTHOR_EMAIL", "bob@example.org");
  await withRegistry(registry.folder, async (his) => {
    const asked = registration({ force: true, reason: "I want to" });
    await writeFile(join(registry.folder, "model.pkl"), "his");
    const seen: string[] = [];
    const refusal = await refusalOf(
      register(his, asked, { report: ({ message }) => void seen.push(message) }),
    );
    expect(refusal).toMatchObject({
      code: "not-permitted",
      message:
        "Can't register fraud: by the policy, Bob <bob@example.org> may not bring versions into None.",
    });
    // Nothing was copied for it.
    expect(seen).toEqual([]);
    await write(his.folder, { "old/model_v1.pkl": "1", "old/model_v2.pkl": "2" });
    const preview = await previewImport(his, { paths: ["old"] });
    expect(await refusalOf(importVersions(his, confirmed(preview)))).toMatchObject({
      code: "not-permitted",
    });
  });
  expect(await versionsOf(registry)).toHaveLength(1);
});

test("imported history is exempt, and marked", async () => {
  await setGates({ None: { metrics: [{ metric: "auc" }], promoters: ["Ada"] } });
  await write(registry.folder, { "old/model_v1.pkl": "1", "old/model_v2.pkl": "2" });
  const preview = await previewImport(registry, { paths: ["old"] });
  const { outcomes } = await importVersions(registry, confirmed(preview));
  expect(outcomes.map(({ kind }) => kind)).toEqual(["registered", "registered"]);
  const [outcome] = outcomes;
  const version = outcome?.kind === "registered" ? outcome.version.id : undefined;
  const { detail, history } = await describeVersion(registry, { version: version! });
  expect(detail.registration.gates).toMatchObject([
    { rule: "metric", passed: false, skipped: true },
    { rule: "promoter", passed: true },
  ]);
  expect(history[0]).toMatchObject({
    title: "Registered",
    effect: "skipped: auc: not recorded, required a value",
  });
});

test("a version that was registered by force goes no further by itself than the gates allow", async () => {
  await setGates({
    None: { metrics: [{ metric: "auc", min: 0.9 }], force: "anyone" },
    Staging: { auto: true, metrics: [{ metric: "auc", min: 0.9 }], force: "anyone" },
  });
  const { stage, autoPromotion } = await measured(0.5, { force: true, reason: "a baseline" });
  expect(stage).toBe(Stage.parse("None"));
  expect(autoPromotion.stopped).toMatchObject([{ to: "Staging" }]);
});
