import { existsSync, writeFileSync } from "node:fs";
import { chmod, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Stage } from "../../../../src/core/model/ids.ts";
import type { Version } from "../../../../src/core/state/version.ts";
import { readLog } from "../../../../src/registry/audit/read-log.ts";
import { allowHooks, hookStatus } from "../../../../src/registry/hooks/allow-hooks.ts";
import { previewRollback, rollBack } from "../../../../src/registry/lifecycle/roll-back.ts";
import { rollbackTargets } from "../../../../src/registry/lifecycle/rollback-targets.ts";
import { transition } from "../../../../src/registry/lifecycle/transition.ts";
import type { Registry } from "../../../../src/registry/registry.ts";
import { describeVersion } from "../../../../src/registry/versions/describe-version.ts";
import { refusalOf } from "../../support/refusal.ts";
import {
  openRegistry,
  registerContent,
  useTemporaryFolders,
  versionsOf,
  withRegistry,
} from "../../support/registry.ts";
import { storedPath } from "../../support/stored-path.ts";

const temporaryFolder = useTemporaryFolders();
const [staging, production] = [Stage.parse("Staging"), Stage.parse("Production")];
let registry: Registry;
let first: Version;

/** Two versions that were in Production, the second is there now. */
beforeEach(async () => {
  vi.stubEnv("XDG_CONFIG_HOME", await temporaryFolder());
  registry = await openRegistry(await temporaryFolder());
  for (const content of ["one", "two"]) {
    const { id } = await registerContent(registry, content);
    await transition(registry, { version: id, to: staging });
    await transition(registry, { version: id, to: production });
  }
  [first] = (await versionsOf(registry)) as [Version];
});
afterEach(async () => {
  await registry.close();
  vi.unstubAllEnvs();
});

async function setGates(gates: object, stage = "Production"): Promise<void> {
  await writeFile(registry.paths.policy, JSON.stringify({ version: 1, gates: { [stage]: gates } }));
}

const request = (): Parameters<typeof rollBack>[1] => ({
  model: first.model,
  stage: production,
  version: first.id,
  reason: "false positives doubled",
});

async function inProduction(): Promise<readonly number[]> {
  const versions = await versionsOf(registry);
  return versions.flatMap(({ number, stage }) => (stage === production ? [number] : []));
}

/** Does something as Bob, in a window of his own. */
async function asBob<T>(act: (his: Registry) => Promise<T>): Promise<T> {
  vi.stubEnv("GIT_AUTHOR_NAME", "Bob");
  vi.stubEnv("GIT_AUTHOR_EMAIL", "bob@example.org");
  return withRegistry(registry.folder, act);
}

test("who may not promote to a stage may not roll it back, and is told who may", async () => {
  await setGates({ promoters: ["ada@example.org"] });
  const refusal = await asBob((his) => refusalOf(rollBack(his, request())));
  expect(refusal).toMatchObject({
    code: "not-permitted",
    message:
      "Can't roll back Production of fraud: by the policy, Bob <bob@example.org> may not bring versions into Production.",
    wayOut: "Ask ada@example.org to do it.",
  });
  expect(await asBob((his) => rollbackTargets(his, request()))).toMatchObject({
    obstacle: { code: "not-permitted" },
  });
  expect(await asBob((his) => previewRollback(his, request()))).toMatchObject({
    obstacle: { code: "not-permitted" },
  });
  expect(await inProduction()).toEqual([2]);

  const { data } = await rollBack(registry, request());
  expect(data.gates).toMatchObject([{ rule: "promoter", passed: true }]);
  expect(data.gates?.[0]).not.toHaveProperty("skipped");
  expect(await inProduction()).toEqual([1]);
});

test("the right is asked again when it happens: a policy that changes meanwhile counts", async () => {
  const policy = { version: 1, gates: { Production: { promoters: ["ada@example.org"] } } };
  const refusal = await asBob((his) =>
    refusalOf(
      rollBack(his, request(), {
        // While the bytes are verified.
        report: () => {
          writeFileSync(his.paths.policy, JSON.stringify(policy));
        },
      }),
    ),
  );
  expect([refusal.code, existsSync(registry.paths.policy)]).toEqual(["not-permitted", true]);
  expect(await inProduction()).toEqual([2]);
});

test("other checks are evaluated, recorded and shown as skipped", async () => {
  await setGates({
    metrics: [{ metric: "auc", min: 0.9 }],
    approvals: { count: 2 },
    promoters: ["Ada"],
  });
  const { checks } = await previewRollback(registry, request());
  const { data } = await rollBack(registry, request());
  expect(data.gates).toEqual(checks);
  expect(
    data.gates?.map(({ rule, passed, skipped, actual }) => [rule, passed, skipped, actual]),
  ).toEqual([
    ["metric", false, true, "not recorded"],
    ["approvals", false, true, "none, not requested"],
    ["promoter", true, undefined, "Ada <ada@example.org> (from the environment)"],
  ]);
  const { history } = await describeVersion(registry, { version: first.id });
  expect(history[0]).toMatchObject({
    title: "Rolled back to this version: Archived → Production",
    effect:
      "fraud 2 moved to Archived · skipped: auc: not recorded, required at least 0.9; approvals: none, not requested, required 2",
  });
});

test("the bytes are verified, whoever rolls back", async () => {
  await setGates({ promoters: ["Ada"], force: "anyone" });
  const path = await storedPath(registry, "fraud@1");
  await chmod(path, 0o644);
  await writeFile(path, "ONE");
  expect(await refusalOf(rollBack(registry, request()))).toMatchObject({
    code: "artifact-changed",
  });
  expect(await inProduction()).toEqual([2]);
});

const mark = (name: string): object => ({
  command: process.execPath,
  args: [
    "-e",
    `const told = JSON.parse(require("fs").readFileSync(0, "utf8"));
     require("fs").appendFileSync(${JSON.stringify(name)}, [told.phase, told.type, told.version.number, process.env.MODEL_REGISTRY_FROM, process.env.MODEL_REGISTRY_TO].join(" "))`,
  ],
});

async function allow(): Promise<void> {
  const { digest } = await hookStatus(registry, {});
  await allowHooks(registry, { digest: digest! });
}

test("what runs after a promotion runs after a rollback; what runs before does not", async () => {
  await setGates({ hooks: { pre: [mark("before")], post: [mark("after")] } });
  await allow();
  const started: string[] = [];
  const { hooks } = await rollBack(registry, request(), {
    hook: (step) => {
      if (step.step === "started") started.push(`${step.phase} ${step.to}`);
    },
  });
  expect(hooks).toMatchObject([{ phase: "post", ok: true }]);
  expect(started).toEqual(["post Production"]);
  expect(await readFile(join(registry.folder, "after"), "utf8")).toBe(
    "post stage.rolled-back 1 Archived Production",
  );
  expect(existsSync(join(registry.folder, "before"))).toBe(false);
});

test("hooks must be allowed for a rollback as for a promotion, unless none runs after it", async () => {
  await setGates({ hooks: { post: [mark("after")] } });
  expect(await refusalOf(rollBack(registry, request()))).toMatchObject({
    code: "hooks-not-allowed",
  });
  expect([await inProduction(), existsSync(join(registry.folder, "after"))]).toEqual([[2], false]);
  await setGates({ hooks: { pre: [mark("before")] } });
  await rollBack(registry, request());
  expect([await inProduction(), existsSync(join(registry.folder, "before"))]).toEqual([[1], false]);
});

test("a hook that fails after a rollback is told of, recorded, and takes nothing back", async () => {
  const fail = { command: process.execPath, args: ["-e", "process.exit(3)"] };
  await setGates({ hooks: { post: [fail, mark("later")] } });
  await allow();
  const { id, hooks } = await rollBack(registry, request());
  expect(hooks).toMatchObject([{ ok: false, problem: "ended with code 3" }]);
  expect(existsSync(join(registry.folder, "later"))).toBe(false);
  expect(await inProduction()).toEqual([1]);
  const [failure] = await readLog(registry, { kind: "hook.failed", limit: 9 });
  expect(failure?.data).toMatchObject({
    transition: id,
    to: "Production",
    version: first.id,
    problem: "ended with code 3",
  });
});
