import { existsSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { Stage, type EventId } from "../../../../src/core/model/ids.ts";
import { policyNotes } from "../../../../src/core/policy/policy-notes.ts";
import type { Version } from "../../../../src/core/state/version.ts";
import { allowHooks, hookStatus } from "../../../../src/registry/hooks/allow-hooks.ts";
import { hooksDigest } from "../../../../src/registry/hooks/hook-permission.ts";
import { denyApproval } from "../../../../src/registry/lifecycle/answer-request.ts";
import { approve } from "../../../../src/registry/lifecycle/approve.ts";
import {
  requestApproval,
  type RequestedApproval,
} from "../../../../src/registry/lifecycle/request-approval.ts";
import type { Registry } from "../../../../src/registry/registry.ts";
import { useOneVersion } from "../../support/one-version.ts";
import { policyIn } from "../../support/policy.ts";
import { refusalOf } from "../../support/refusal.ts";
import { useTemporaryFolders } from "../../support/registry.ts";

const temporaryFolder = useTemporaryFolders();
const staging = Stage.parse("Staging");
let registry: Registry;
let version: Version;

useOneVersion(temporaryFolder, (...opened) => {
  [registry, version] = opened;
});

const note = `
  const told = JSON.parse(require("fs").readFileSync(0, "utf8"));
  const { env } = process;
  console.log([told.phase, told.type, told.data.to, told.data.reason, told.version.number,
    told.actor.name, env.MODEL_REGISTRY_PHASE, env.MODEL_REGISTRY_FROM, env.MODEL_REGISTRY_TO].join());`;

/** Sets a policy with one script a phase for Staging. */
async function hooks(phases: Readonly<Record<string, string>>): Promise<void> {
  const scripts = Object.entries(phases).map(([phase, script]) => [
    phase,
    [{ command: process.execPath, args: ["-e", script] }],
  ]);
  const rules = { approvals: { self: true }, hooks: Object.fromEntries(scripts) as object };
  const gates = { Staging: rules };
  await writeFile(registry.paths.policy, JSON.stringify({ version: 1, gates }));
  const { digest } = await hookStatus(registry, {});
  await allowHooks(registry, { digest: digest! });
}

function ask(promote = false): Promise<RequestedApproval> {
  return requestApproval(registry, { version: version.id, to: staging, reason: "good", promote });
}

const outputs = (runs: RequestedApproval["hooks"]): readonly string[] | undefined =>
  runs?.map(({ output }) => output.trim());

test("hooks run on a request, an approval and a denial, and get the event", async () => {
  await hooks({ request: note, approve: note, deny: note, post: note });
  const about = (phase: string): string => `${phase},None,Staging`;
  const request = await ask();
  expect(outputs(request.hooks)).toEqual([
    `request,approval.requested,Staging,good,1,Ada,${about("request")}`,
  ]);
  const denial = await denyApproval(registry, { request: request.id, reason: "biased" });
  expect(outputs(denial.hooks)).toEqual([
    `deny,approval.denied,Staging,biased,1,Ada,${about("deny")}`,
  ]);
  const again = await ask(true);
  const { approval, promotion } = await approve(registry, { request: again.id, reason: "seen" });
  expect(outputs(approval.hooks)).toEqual([
    `approve,approval.approved,Staging,seen,1,Ada,${about("approve")}`,
  ]);
  expect(promotion?.hooks?.map(({ phase }) => phase)).toEqual(["post"]);
});

test("one that fails is recorded with its occasion, and takes nothing back", async () => {
  await hooks({ request: "process.exit(3)" });
  const { hooks: runs, id } = await ask();
  expect(runs).toMatchObject([{ ok: false, problem: "ended with code 3" }]);
  expect(await registry.read((state) => state.openRequest(version.id, staging))).toMatchObject({
    id,
  });
  const failures = await registry.read((state) =>
    state.events.log({ kind: "hook.failed" }, { limit: 2 }),
  );
  expect(failures).toMatchObject([{ data: { phase: "request", to: "Staging", transition: id } }]);
});

test("nothing is requested, approved or denied while hooks for it are not allowed", async () => {
  await hooks({ approve: note });
  const { id } = await ask();
  const mark = join(registry.folder, "ran");
  const text = await readFile(registry.paths.policy, "utf8");
  const changed = text.replace(
    "console.log",
    `require('fs').writeFileSync('ran', ''); console.log`,
  );
  await writeFile(registry.paths.policy, changed);
  const refused = await refusalOf(approve(registry, { request: id }));
  expect(refused).toMatchObject({
    code: "hooks-not-allowed",
    message:
      "The policy runs programs on an approval for Staging, and they have changed since you allowed them.",
  });
  expect(existsSync(mark)).toBe(false);
  const request = await registry.read((state) => state.approvalRequest(id));
  expect(request?.approvals).toEqual([]);
  // There are no hooks for this.
  await denyApproval(registry, { request: id, reason: "late" });
});

test("no program runs for what is refused", async () => {
  await hooks({ request: `require("fs").writeFileSync("ran", "")`, deny: note });
  await ask();
  await writeFile(join(registry.folder, "ran"), "once");
  expect((await refusalOf(ask())).code).toBe("invalid-request");
  expect(await readFile(join(registry.folder, "ran"), "utf8")).toBe("once");
  const unknown = { request: version.id as string as EventId, reason: "no" };
  expect((await refusalOf(denyApproval(registry, unknown))).code).toBe("unknown-request");
});

test("permissions of policies without such hooks stay, and hooks without approvals are named", () => {
  const hook = { command: "./a", args: [], timeout: 60 };
  const policy = (rules: object): ReturnType<typeof policyIn> =>
    policyIn(JSON.stringify({ version: 1, gates: { Staging: rules } }));
  const before = policy({ hooks: { pre: [hook] } });
  const more = policy({ hooks: { pre: [hook], deny: [hook] } });
  expect(hooksDigest(more)).not.toBe(hooksDigest(before));
  expect(hooksDigest(policy({ hooks: { pre: [hook], deny: [] } }))).toBe(hooksDigest(before));
  expect(policyNotes(more).map(({ text }) => text)).toEqual([
    "hooks on request, approve and deny have no effect: Staging takes no approvals",
  ]);
});
