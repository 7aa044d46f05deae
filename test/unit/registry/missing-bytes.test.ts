import { chmod, mkdir, rm, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { expect, test } from "vitest";
import { Stage } from "../../../src/core/ids.ts";
import { approve } from "../../../src/registry/approve.ts";
import { autoPromote } from "../../../src/registry/auto-promote.ts";
import type { Registry } from "../../../src/registry/registry.ts";
import { requestApproval } from "../../../src/registry/request-approval.ts";
import { resolve } from "../../../src/registry/resolve.ts";
import { transition } from "../../../src/registry/transition.ts";
import { refusalOf } from "../support/refusal.ts";
import {
  openRegistry,
  registerContent,
  useTemporaryFolders,
  versionsOf,
} from "../support/registry.ts";

const temporaryFolder = useTemporaryFolders();

async function setPolicy(registry: Registry, policy: object): Promise<void> {
  await mkdir(dirname(registry.paths.policy), { recursive: true });
  await writeFile(registry.paths.policy, JSON.stringify({ version: 1, ...policy }));
}

test("a version without its bytes enters no stage that is in use", async () => {
  const registry = await openRegistry(await temporaryFolder());
  const { id } = await registerContent(registry, "weights of the scorer");
  const { path } = await resolve(registry, { reference: "fraud@1" });
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
  const { path } = await resolve(registry, { reference: "fraud@1" });
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
  await rm((await resolve(registry, { reference: "fraud@1" })).path);
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
  const { path } = await resolve(registry, { reference: "fraud@1" });
  await rm(path);
  const refusal = await refusalOf(
    transition(registry, { version: id, to: Stage.parse("Staging") }),
  );
  expect(refusal.code).toBe("artifact-missing");
  await registry.close();
});
