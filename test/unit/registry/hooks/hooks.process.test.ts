import { existsSync, writeFileSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test, vi } from "vitest";
import { Stage } from "../../../../src/core/model/ids.ts";
import type { Version } from "../../../../src/core/state/version.ts";
import { readLog } from "../../../../src/registry/audit/read-log.ts";
import type { HookStep } from "../../../../src/registry/hook-step.ts";
import { allowHooks, hookStatus, revokeHooks } from "../../../../src/registry/hooks/allow-hooks.ts";
import { transition } from "../../../../src/registry/lifecycle/transition.ts";
import type { Registry } from "../../../../src/registry/registry.ts";
import { findVersion } from "../../../../src/registry/retrieval/find-version.ts";
import { describeVersion } from "../../../../src/registry/versions/describe-version.ts";
import { useOneVersion } from "../../support/one-version.ts";
import { patience } from "../../support/patience.ts";
import type { WordedRefusal } from "../../support/refusal.ts";
import { refusalOf } from "../../support/refusal.ts";
import { openRegistry, registerContent, useTemporaryFolders } from "../../support/registry.ts";

const temporaryFolder = useTemporaryFolders();
const staging = Stage.parse("Staging");
let registry: Registry;
let version: Version;

useOneVersion(temporaryFolder, (...opened) => {
  [registry, version] = opened;
});

/** Sets a policy with these hooks for Staging; each is a script for this very Node. */
async function hooks(
  phases: Partial<Record<"pre" | "post", readonly string[]>>,
  timeout = 300,
): Promise<void> {
  const hook = (script: string): object => ({
    command: process.execPath,
    args: ["-e", script],
    timeout,
  });
  const of = (phase: "pre" | "post"): readonly object[] => (phases[phase] ?? []).map(hook);
  const gates = { Staging: { hooks: { pre: of("pre"), post: of("post") } } };
  await writeFile(registry.paths.policy, JSON.stringify({ version: 1, gates }));
}

async function allow(): Promise<void> {
  const { digest } = await hookStatus(registry, {});
  await allowHooks(registry, { digest: digest! });
}

async function stageNow(): Promise<string> {
  return (await findVersion(registry, { reference: version.id })).stage;
}

const promote = (signal?: AbortSignal): ReturnType<typeof transition> =>
  transition(registry, { version: version.id, to: staging, reason: "good" }, { signal });

test("hooks run only when exactly these were allowed, in this folder", async () => {
  const mark = join(registry.folder, "ran");
  await hooks({ pre: [`require("fs").writeFileSync("ran", "")`] });
  const first = await refusalOf(promote());
  expect(first.code).toBe("hooks-not-allowed");
  expect(first.message).toContain("you have not allowed these");
  expect([existsSync(mark), await stageNow()]).toEqual([false, "None"]);

  const { digest } = await hookStatus(registry, {});
  await hooks({ pre: [`require("fs").writeFileSync("ran", "twice")`] });
  expect((await refusalOf(allowHooks(registry, { digest: digest! }))).code).toBe("invalid-request");
  await allow();
  await hooks({ pre: [`require("fs").writeFileSync("ran", "thrice")`] });
  expect(await hookStatus(registry, {})).toMatchObject({ allowed: false, changed: true });
  const refused = await refusalOf(promote());
  expect(refused.code).toBe("hooks-not-allowed");
  expect(refused.message).toContain("they have changed since you allowed them");
  expect(existsSync(mark)).toBe(false);

  await allow();
  await promote();
  expect([await readFile(mark, "utf8"), await stageNow()]).toEqual(["thrice", "Staging"]);

  const elsewhere = await openRegistry(await temporaryFolder());
  await registerContent(elsewhere, "a");
  await writeFile(elsewhere.paths.policy, await readFile(registry.paths.policy));
  expect(await hookStatus(elsewhere, {})).toMatchObject({ allowed: false, changed: false });
  await elsewhere.close();
});

test("a hook gets the event on stdin, names in the environment, and no shell", async () => {
  vi.stubEnv("ELECTRON_RUN_AS_NODE", "1");
  const script = `
    const told = JSON.parse(require("fs").readFileSync(0, "utf8"));
    const { env } = process;
    console.log(JSON.stringify([
      told.phase, told.type, told.data.to, told.data.reason, told.version.number, told.actor.name,
      env.MODEL_REGISTRY_PHASE, env.MODEL_REGISTRY_MODEL, env.MODEL_REGISTRY_VERSION,
      env.MODEL_REGISTRY_FROM, env.MODEL_REGISTRY_TO, env.ELECTRON_RUN_AS_NODE ?? null,
      process.cwd() === env.MODEL_REGISTRY_FOLDER, "$HOME; * |",
    ]));`;
  await hooks({ pre: [script], post: [script] });
  await allow();
  const { hooks: runs } = await promote();
  expect(runs?.map(({ phase, ok }) => [phase, ok])).toEqual([
    ["pre", true],
    ["post", true],
  ]);
  for (const { phase, output } of runs!) {
    expect(JSON.parse(output)).toEqual([
      ...[phase, "version.transitioned", "Staging", "good", 1, "Ada"],
      ...[phase, "fraud", "1", "None", "Staging", null, true, "$HOME; * |"],
    ]);
  }
});

test("one that fails before stops the promotion and those after it", async () => {
  await hooks({
    pre: [`console.error("no report"); process.exit(3)`, `require("fs").writeFileSync("ran", "")`],
  });
  await allow();
  expect(await refusalOf(promote())).toMatchObject({
    code: "hook-failed",
    message: expect.stringMatching(/ended with code 3 \(“no report”\)\.$/) as string,
  });
  expect([existsSync(join(registry.folder, "ran")), await stageNow()]).toEqual([false, "None"]);
});

test("one that fails afterwards is told of, recorded, and takes nothing back", async () => {
  await hooks({ post: [`console.log(4000 + 711); process.exit(1)`, `process.exit(2)`] });
  await allow();
  const { id, hooks: runs } = await promote();
  expect(runs).toMatchObject([{ phase: "post", ok: false, problem: "ended with code 1" }]);
  expect(await stageNow()).toBe("Staging");
  const { history } = await describeVersion(registry, { version: version.id });
  expect(history.map(({ kind }) => kind)).toEqual(["hook-failed", "entered", "registered"]);
  expect(history[0]?.title).toMatch(/^Hook after Staging failed: .* ended with code 1$/);
  const [failure] = await readLog(registry, { kind: "hook.failed", limit: 9 });
  expect(failure?.data).toMatchObject({ transition: id, to: "Staging" });
  expect(runs?.[0]?.output).toBe("4711\n");
  expect(JSON.stringify(failure)).not.toContain("4711");
});

test("whoever watches sees each start, what it writes while it runs, and how it ended", async () => {
  await hooks({
    // Two bytes of one character, written apart.
    pre: [
      `process.stdout.write(Buffer.from([0xc3])); setTimeout(() => {
      process.stdout.write(Buffer.from([0xa9]));
      require("fs").writeFileSync("written", "");
      const wait = setInterval(() => { if (require("fs").existsSync("seen")) clearInterval(wait); }, 20);
    }, 50)`,
    ],
    post: [`process.exit(1)`],
  });
  await allow();
  const steps: HookStep[] = [];
  await transition(
    registry,
    { version: version.id, to: staging },
    {
      hook: (step) => {
        steps.push(step);
        // It ends only once its output was seen.
        if (step.step === "output") writeFileSync(join(registry.folder, "seen"), "");
      },
    },
  );
  expect(steps).toMatchObject([
    { step: "started", version: "fraud 1", to: "Staging", phase: "pre", folder: registry.folder },
    { step: "output", text: "é" },
    { step: "ended", run: { ok: true } },
    { step: "started", phase: "post" },
    { step: "ended", run: { ok: false, problem: "ended with code 1" } },
  ]);
});

test("cancelling after the fact ends the hook, keeps that it did, and takes nothing back", async () => {
  await hooks({ post: [withChild, `require("fs").writeFileSync("ran", "")`] });
  await allow();
  const abort = new AbortController();
  const promoted = promote(abort.signal);
  await childIsThere();
  abort.abort();
  expect((await promoted).hooks).toMatchObject([{ ok: false, problem: "was cancelled" }]);
  expect([existsSync(join(registry.folder, "ran")), await stageNow()]).toEqual([false, "Staging"]);
  expect(await readLog(registry, { kind: "hook.failed", limit: 9 })).toHaveLength(1);
  await childIsGone();
});

test("a permission can be taken back, here and nowhere else", async () => {
  await hooks({ pre: [`process.exit(0)`] });
  await allow();
  const elsewhere = await openRegistry(await temporaryFolder());
  await registerContent(elsewhere, "a");
  await writeFile(elsewhere.paths.policy, await readFile(registry.paths.policy));
  const { digest } = await hookStatus(elsewhere, {});
  await allowHooks(elsewhere, { digest: digest! });
  expect(await revokeHooks(registry, {})).toEqual({ revoked: true });
  expect(await revokeHooks(registry, {})).toEqual({ revoked: false });
  expect((await refusalOf(promote())).code).toBe("hooks-not-allowed");
  expect(await hookStatus(elsewhere, {})).toMatchObject({ allowed: true });
  await elsewhere.close();
});

test("in a workspace that is not trusted none runs, and none can be allowed", async () => {
  await hooks({ pre: [`require("fs").writeFileSync("ran", "")`] });
  await allow();
  const { digest } = await hookStatus(registry, {});
  const restricted = await openRegistry(registry.folder, false);
  const asked = transition(restricted, { version: version.id, to: staging });
  expect((await refusalOf(asked)).code).toBe("read-only");
  expect((await refusalOf(allowHooks(restricted, { digest: digest! }))).code).toBe("read-only");
  expect(await hookStatus(restricted, {})).toMatchObject({ allowed: false });
  expect(existsSync(join(registry.folder, "ran"))).toBe(false);
  await restricted.close();
});

test("a program that is not there is a failure like others", async () => {
  const pre = [{ command: "./no-such-program" }];
  const policy = { version: 1, gates: { Staging: { hooks: { pre } } } };
  await writeFile(registry.paths.policy, JSON.stringify(policy));
  await allow();
  expect((await refusalOf(promote())).message).toContain("could not be started");
});

/** Starts another process that would live on, says its id, and waits. */
const withChild = `
  const { spawn } = require("child_process");
  const child = spawn(process.execPath, ["-e", "process.on('SIGTERM', () => {}); setInterval(() => {}, 1000)"], { stdio: "inherit" });
  require("fs").writeFileSync("child", String(child.pid));
  setInterval(() => {}, 1000);`;

async function childIsThere(): Promise<void> {
  await vi.waitFor(async () => {
    expect(await readFile(join(registry.folder, "child"), "utf8")).not.toBe("");
  }, patience);
}

async function childIsGone(): Promise<void> {
  const pid = Number(await readFile(join(registry.folder, "child"), "utf8"));
  await vi.waitFor(() => {
    expect(() => process.kill(pid, 0)).toThrow("ESRCH");
  }, patience);
}

/** Seconds that a hook is given: more each time that a busy machine has not come to its child. */
const limits = [2, 10, 50, 250];

/** The refusal of a promotion whose hook runs longer than it may, and has started a child. */
async function refusalAtLimit(hook: string): Promise<WordedRefusal> {
  for (const limit of limits) {
    await hooks({ pre: [hook] }, limit);
    await allow();
    const refusal = await refusalOf(promote());
    expect(refusal.message).toContain(`took more than ${limit} s`);
    if (existsSync(join(registry.folder, "child"))) return refusal;
  }
  throw new Error("the hook has never started its child");
}

test("at its time limit a hook is ended with all that it has started, and nothing is moved", async () => {
  expect(await refusalAtLimit(withChild)).toMatchObject({
    code: "hook-failed",
    message: expect.stringMatching(
      /^Can't move fraud 1 to Staging: the hook .* took more than \d+ s\.$/s,
    ) as string,
    wayOut: "Find out what it waits for, or raise its timeout in the policy; nothing was changed.",
  });
  expect(await stageNow()).toBe("None");
  expect(await readLog(registry, { limit: 9 })).toHaveLength(1);
  await childIsGone();
});

test("one that does not listen when it is asked to end is killed", async () => {
  await refusalAtLimit(`process.on("SIGTERM", () => {}); ${withChild}`);
  await childIsGone();
});

test("what it has started in a process group of its own is ended with it", async () => {
  const apart = withChild.replace(`{ stdio: "inherit" }`, `{ stdio: "ignore", detached: true }`);
  expect(apart).not.toBe(withChild);
  await refusalAtLimit(apart);
  await childIsGone();
});

test("cancelling ends it and leaves the version where it was", async () => {
  await hooks({ pre: [withChild] });
  await allow();
  const abort = new AbortController();
  const promoted = refusalOf(promote(abort.signal));
  await childIsThere();
  abort.abort();
  expect((await promoted).code).toBe("cancelled");
  expect(await stageNow()).toBe("None");
  await childIsGone();
});

test("much output is kept at its end, and what is in the background is not waited for", async () => {
  const noisy = `process.stdout.write("x".repeat(5e6) + "end", () => {
    require("child_process").spawn(process.execPath, ["-e", "setTimeout(() => {}, 5000)"], { stdio: "inherit" }).unref();
    process.exit(0);
  })`;
  await hooks({ post: [noisy] });
  await allow();
  const { hooks: runs } = await promote();
  expect(runs?.[0]?.ok).toBe(true);
  expect(runs?.[0]?.output.length).toBeLessThanOrEqual(64 * 1024 + 1);
  expect(runs?.[0]?.output).toMatch(/^…x+end$/);
});

test("a policy that changes while hooks run is not followed half", async () => {
  await hooks({ pre: [`require("fs").appendFileSync(".model-registry/policy.yaml", " ")`] });
  await allow();
  expect(await refusalOf(promote())).toMatchObject({ code: "busy" });
  expect(await stageNow()).toBe("None");
});

test("what the gates refuse runs no program", async () => {
  const pre = [
    { command: process.execPath, args: ["-e", `require("fs").writeFileSync("ran", "")`] },
  ];
  const gates = { Staging: { metrics: [{ metric: "auc" }], hooks: { pre } } };
  await writeFile(registry.paths.policy, JSON.stringify({ version: 1, gates }));
  await allow();
  expect((await refusalOf(promote())).code).toBe("gates-failed");
  expect(existsSync(join(registry.folder, "ran"))).toBe(false);
});
