import { chmod, mkdir, rm, symlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { Stage } from "../../../../src/core/model/ids.ts";
import {
  importVersions,
  type ImportSummary,
} from "../../../../src/registry/import/import-versions.ts";
import { previewImport } from "../../../../src/registry/import/preview-import.ts";
import { approve } from "../../../../src/registry/lifecycle/approve.ts";
import { autoPromote } from "../../../../src/registry/lifecycle/auto-promote.ts";
import { previewTransition } from "../../../../src/registry/lifecycle/preview-transition.ts";
import { requestApproval } from "../../../../src/registry/lifecycle/request-approval.ts";
import { previewRollback, rollBack } from "../../../../src/registry/lifecycle/roll-back.ts";
import { transition } from "../../../../src/registry/lifecycle/transition.ts";
import { register } from "../../../../src/registry/registration/register.ts";
import type { Registry } from "../../../../src/registry/registry.ts";
import { exportVersion } from "../../../../src/registry/retrieval/export-version.ts";
import { verifyVersion } from "../../../../src/registry/retrieval/verify-version.ts";
import { refusalOf } from "../../support/refusal.ts";
import {
  openRegistry,
  registerContent,
  useTemporaryFolders,
  versionsOf,
} from "../../support/registry.ts";
import { storedPath } from "../../support/stored-path.ts";

const temporaryFolder = useTemporaryFolders();

async function setPolicy(registry: Registry, policy: object): Promise<void> {
  await mkdir(dirname(registry.paths.policy), { recursive: true });
  await writeFile(registry.paths.policy, JSON.stringify({ version: 1, ...policy }));
}

test("a version without its bytes enters no stage that is in use", async () => {
  const registry = await openRegistry(await temporaryFolder());
  const { id } = await registerContent(registry, "weights of the scorer");
  const path = await storedPath(registry, "fraud@1");
  await rm(path);
  const refusal = await refusalOf(
    transition(registry, { version: id, to: Stage.parse("Staging") }),
  );
  expect(refusal.code).toBe("artifact-missing");
  expect((await versionsOf(registry))[0]?.stage).toBe("None");

  // As its advice says.
  await registerContent(registry, "weights of the scorer", { allowIdentical: true });
  await transition(registry, { version: id, to: Stage.parse("Staging") });
  expect((await versionsOf(registry))[0]?.stage).toBe("Staging");
  await registry.close();
});

test("a version whose bytes were cut off is not promoted, but archived", async () => {
  const registry = await openRegistry(await temporaryFolder());
  await setPolicy(registry, {
    stages: [
      { name: "None" },
      { name: "Staging" },
      { name: "Production", exclusive: true },
      { name: "Archived", terminal: true },
    ],
    transitions: { None: ["Staging"], Staging: ["Production", "Archived"] },
  });
  const { id } = await registerContent(registry, "a longer file of weights");
  await transition(registry, { version: id, to: Stage.parse("Staging") });
  const path = await storedPath(registry, "fraud@1");
  await chmod(path, 0o644);
  await writeFile(path, "a longer file");
  const refusal = await refusalOf(
    transition(registry, { version: id, to: Stage.parse("Production") }),
  );
  expect(refusal.code).toBe("artifact-changed");
  await transition(registry, { version: id, to: Stage.parse("Archived") });
  expect((await versionsOf(registry))[0]?.stage).toBe("Archived");
  await registry.close();
});

test("what goes on by itself stops at a version whose bytes are gone", async () => {
  const registry = await openRegistry(await temporaryFolder());
  await setPolicy(registry, { gates: { Staging: { approvals: { count: 1, self: true } } } });
  const version = await registerContent(registry, "weights to be approved");
  const to = Stage.parse("Staging");
  const wish = { version: version.id, to, reason: "better", promote: true };
  const request = await requestApproval(registry, wish);
  await rm(await storedPath(registry, "fraud@1"));
  const { notPromoted } = await approve(registry, { request: request.id });
  expect(notPromoted?.code).toBe("artifact-missing");

  await setPolicy(registry, { gates: { Staging: { auto: true } } });
  const { stopped } = await autoPromote(registry, { version: version.id });
  expect(stopped).toMatchObject([{ to, refusal: { code: "artifact-missing" } }]);
  await registry.close();
});

test("no hook runs for a version without its bytes", async () => {
  const registry = await openRegistry(await temporaryFolder());
  const { id } = await registerContent(registry, "hooked weights");
  await setPolicy(registry, {
    gates: { Staging: { hooks: { pre: [{ command: process.execPath, args: ["-e", ""] }] } } },
  });
  const path = await storedPath(registry, "fraud@1");
  await rm(path);
  const refusal = await refusalOf(
    transition(registry, { version: id, to: Stage.parse("Staging") }),
  );
  expect(refusal.code).toBe("artifact-missing");
  await registry.close();
});

test("registering the same bytes again restores those that are missing", async () => {
  const registry = await openRegistry(await temporaryFolder());
  const { id } = await registerContent(registry, "weights to come back");
  await rm(await storedPath(registry, "fraud@1"));
  const again = await registerContent(registry, "weights to come back", { model: "other" });
  expect(again).toMatchObject({ id, model: "fraud", number: 1, restored: ["model.pkl"] });
  expect(await versionsOf(registry)).toHaveLength(1);
  await exportVersion(registry, { reference: "fraud@1", destination: "out", replace: true });

  const refusal = await refusalOf(registerContent(registry, "weights to come back"));
  expect(refusal.code).toBe("already-registered");
  await registry.close();
});

test("bytes that have changed on disk are replaced by the right ones", async () => {
  const registry = await openRegistry(await temporaryFolder());
  await registerContent(registry, "the right weights");
  const path = await storedPath(registry, "fraud@1");
  await chmod(path, 0o644);
  await writeFile(path, "the wrong weights");
  const again = await registerContent(registry, "the right weights");
  expect(again.restored).toEqual(["model.pkl"]);
  await exportVersion(registry, { reference: "fraud@1", destination: "out", replace: true });

  // An empty folder or a link in its place are no bytes either.
  await rm(path);
  await mkdir(path);
  expect((await registerContent(registry, "the right weights")).restored).toHaveLength(1);
  await rm(path);
  await symlink(registry.paths.policy, path);
  expect((await registerContent(registry, "the right weights")).restored).toHaveLength(1);
  await exportVersion(registry, { reference: "fraud@1", destination: "out", replace: true });
  await registry.close();
});

test("of a folder only what is missing is restored", async () => {
  const folder = await temporaryFolder();
  const registry = await openRegistry(folder);
  await mkdir(join(folder, "bert"));
  for (const name of ["config.json", "model.bin", "vocab.txt"])
    await writeFile(join(folder, "bert", name), `{"about": "${name}"}`);
  const request = {
    model: "bert",
    paths: ["bert"],
    metricsFiles: [],
    parametersFiles: [],
    datasets: [],
    parents: [],
    allowIdentical: false,
  };
  const { id } = await register(registry, request);
  for (const artifact of ["bert/model.bin", "bert/vocab.txt"])
    await rm(await storedPath(registry, "bert@1", artifact));
  const again = await register(registry, request);
  expect(again.id).toBe(id);
  expect(again.restored?.toSorted()).toEqual(["bert/model.bin", "bert/vocab.txt"]);
  await verifyVersion(registry, id);
  await registry.close();
});

test("an import restores what is missing of a version and registers the rest", async () => {
  const folder = await temporaryFolder();
  const registry = await openRegistry(folder);
  await mkdir(join(folder, "models"));
  await writeFile(join(folder, "models", "fraud_v1.bin"), "first weights");
  const importAll = async (): Promise<ImportSummary> => {
    const { models } = await previewImport(registry, { paths: ["models"] });
    const chosen = models.map(({ model, versions }) => ({
      model,
      versions: versions.map(({ registeredAs, ...version }) => ({
        ...version,
        ...(registeredAs && { registeredAs: registeredAs.id }),
      })),
    }));
    return importVersions(registry, { models: chosen });
  };
  await importAll();
  await rm(await storedPath(registry, "fraud@1"));
  await writeFile(join(folder, "models", "fraud_v2.bin"), "second weights");

  const { models } = await previewImport(registry, { paths: ["models"] });
  expect(models[0]?.versions[0]).toMatchObject({ restores: "fraud@1", isIncluded: true });
  const { outcomes } = await importAll();
  expect(outcomes.map(({ kind }) => kind)).toEqual(["restored", "registered"]);
  await exportVersion(registry, { reference: "fraud@1", destination: "out", replace: true });
  const versions = await versionsOf(registry);
  expect(versions.map(({ number }) => number)).toEqual([1, 2]);
  await registry.close();
});

test("previews name missing bytes before anything is asked", async () => {
  const registry = await openRegistry(await temporaryFolder());
  const { id, model } = await registerContent(registry, "weights that go away");
  const [staging, production] = [Stage.parse("Staging"), Stage.parse("Production")];
  await transition(registry, { version: id, to: staging });
  await transition(registry, { version: id, to: production });
  const next = await registerContent(registry, "weights that stay");
  await transition(registry, { version: next.id, to: staging });
  await transition(registry, { version: next.id, to: production });
  await rm(await storedPath(registry, "fraud@1"));

  const request = { model, stage: production, version: id };
  const preview = await previewRollback(registry, request);
  expect(preview.obstacle?.code).toBe("artifact-missing");
  const refusal = await refusalOf(rollBack(registry, { ...request, reason: "worse" }));
  expect(refusal.code).toBe("artifact-missing");

  const third = await registerContent(registry, "weights of the third");
  await rm(await storedPath(registry, "fraud@3"));
  const move = await previewTransition(registry, { version: third.id, to: staging });
  expect(move).toMatchObject({ obstacle: { code: "artifact-missing" }, passes: false });

  // As the advice says.
  await registerContent(registry, "weights that go away");
  await rollBack(registry, { ...request, reason: "worse" });
  await registry.close();
});
