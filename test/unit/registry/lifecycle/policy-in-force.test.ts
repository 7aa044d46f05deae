import { mkdir, rename, rm, symlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { expect, test, vi } from "vitest";
import * as z from "zod";
import { Stage } from "../../../../src/core/model/ids.ts";
import { defaultPolicy } from "../../../../src/core/model/policy.ts";
import { policyPresets } from "../../../../src/core/policy/policy-presets.ts";
import { messageOf } from "../../../../src/core/refusals/words.ts";
import { readLog } from "../../../../src/registry/audit/read-log.ts";
import { approve } from "../../../../src/registry/lifecycle/approve.ts";
import { requestApproval } from "../../../../src/registry/lifecycle/request-approval.ts";
import { rollBack } from "../../../../src/registry/lifecycle/roll-back.ts";
import { transition } from "../../../../src/registry/lifecycle/transition.ts";
import type { Registry } from "../../../../src/registry/registry.ts";
import { deleteVersion } from "../../../../src/registry/retention/delete-version.ts";
import { findVersion } from "../../../../src/registry/retrieval/find-version.ts";
import { sha256 } from "../../../../src/storage/ledger/ledger-line.ts";
import { maxPolicySize } from "../../../../src/storage/policy/policy-reader.ts";
import { patience } from "../../support/patience.ts";
import { refusalOf } from "../../support/refusal.ts";
import { openRegistry, registerContent, useTemporaryFolders } from "../../support/registry.ts";

const temporaryFolder = useTemporaryFolders();

async function writePolicy(registry: Registry, text: string | Buffer): Promise<void> {
  await mkdir(dirname(registry.paths.policy), { recursive: true });
  await writeFile(registry.paths.policy, text);
}

test("a policy that git has checked out with CRLF is the same policy", async () => {
  const registry = await openRegistry(await temporaryFolder());
  const digest = async (text: string): Promise<string> => {
    await writePolicy(registry, text);
    const { policy } = await registry.policy();
    return policy.digest;
  };
  const asCommitted = await digest(policyPresets.guarded);
  expect(asCommitted).toBe(sha256(policyPresets.guarded));
  expect(await digest(policyPresets.guarded.replaceAll("\n", "\r\n"))).toBe(asCommitted);
  expect(await digest(`${policyPresets.guarded}\n# more\n`)).not.toBe(asCommitted);
});

test("without a file the default holds; with one, that, from the next decision on", async () => {
  const registry = await openRegistry(await temporaryFolder());
  expect(await registry.policy()).toEqual({ policy: defaultPolicy, source: "default" });
  const first = await registerContent(registry, "a");
  expect(first.stage).toBe("None");

  await writePolicy(registry, policyPresets.development);
  const second = await registerContent(registry, "b");
  expect(second.stage).toBe("Development");
  const { policy, source } = await registry.policy();
  expect(source).toBe("file");
  expect(policy.digest).toBe(sha256(policyPresets.development));

  // The first version is where this policy knows nothing; it can be taken to the beginning.
  await transition(registry, { version: first.id, to: Stage.parse("Development") });

  await rm(registry.paths.policy);
  expect(
    await refusalOf(transition(registry, { version: second.id, to: Stage.parse("Live") })),
  ).toMatchObject({
    code: "unknown-stage",
    wayOut: "The stages are None, Staging, Production, Archived, Rejected.",
  });
  await registry.close();
});

test("each decision keeps the digest of the policy that it was made by", async () => {
  const registry = await openRegistry(await temporaryFolder());
  const text = `version: 1
gates: { Production: { approvals: { self: true } } }
# `;
  const used: string[] = [];
  const under = async <T>(words: string, decide: () => Promise<T>): Promise<T> => {
    await writePolicy(registry, text + words);
    used.push(sha256(text + words));
    return decide();
  };
  const to = (name: string): { readonly to: Stage } => ({ to: Stage.parse(name) });
  const first = await under("register", () => registerContent(registry, "a"));
  const { id: version } = first;
  await under("stage", () => transition(registry, { version, ...to("Staging") }));
  const wish = { version, ...to("Production"), reason: "good", promote: false };
  const { id: request } = await under("request", () => requestApproval(registry, wish));
  await under("approve", () => approve(registry, { request }));
  await transition(registry, wish);
  used.push(used.at(-1)!);
  await under("archive", () => transition(registry, { version, ...to("Archived") }));
  const { model } = first;
  const back = { model, version, stage: Stage.parse("Production"), reason: "bad news" };
  await under("back", () => rollBack(registry, back));
  await under("out", () => transition(registry, { version, ...to("Archived") }));
  const next = await under("another", () => registerContent(registry, "b"));
  await under("delete", () => deleteVersion(registry, { version: next.id, reason: "a mistake" }));

  const log = await readLog(registry, { limit: 99 });
  const Decided = z.object({ policy: z.string() });
  expect(log.map(({ type, data }) => [type, Decided.parse(data).policy]).toReversed()).toEqual(
    [
      ...["version.registered", "version.transitioned", "approval.requested"],
      ...["approval.approved", "version.transitioned", "version.transitioned"],
      ...["stage.rolled-back", "version.transitioned", "version.registered", "version.deleted"],
    ].map((type, index) => [type, used[index]]),
  );
  await registry.close();
});

test("a file written again at once is read again", async () => {
  const registry = await openRegistry(await temporaryFolder());
  for (const name of ["Alpha", "Gamma", "Delta"]) {
    await writePolicy(registry, `version: 1\nstages: [{ name: ${name} }]\ntransitions: {}\n`);
    expect((await registry.policy()).policy.stages[0]?.name).toBe(name);
  }
  const same = await registry.policy();
  expect((await registry.policy()).policy).toBe(same.policy);
  await registry.close();
});

test("a policy that can't be followed stops decisions, with line and reason, and nothing else", async () => {
  const registry = await openRegistry(await temporaryFolder());
  const version = await registerContent(registry, "a");
  await writePolicy(registry, "version: 1\ngates:\n  Production:\n    auto: perhaps\n");
  const move = { version: version.id, to: Stage.parse("Staging") };
  expect(await refusalOf(transition(registry, move))).toMatchObject({
    code: "invalid-policy",
    message: expect.stringMatching(/^policy\.yaml, line 4: gates\.Production\.auto: /) as string,
    details: { file: ".model-registry/policy.yaml", line: 4 },
  });
  expect((await refusalOf(registerContent(registry, "b"))).code).toBe("invalid-policy");
  expect((await findVersion(registry, { reference: "fraud@1" })).id).toBe(version.id);

  await rm(registry.paths.policy);
  expect((await transition(registry, move)).data.to).toBe("Staging");
  await registry.close();
});

test.each([
  ["too large", Buffer.alloc(maxPolicySize + 1, "#"), "larger than 64 KiB"],
  ["not text", Buffer.from([0x76, 0xff, 0xfe]), "not UTF-8"],
])("a file that is %s is refused", async (_, content, reason) => {
  const registry = await openRegistry(await temporaryFolder());
  await writePolicy(registry, content);
  expect(messageOf((await registry.policy()).problem!)).toContain(reason);
  await registry.close();
});

test("a link or a folder in the place of the file is refused", async () => {
  const folder = await temporaryFolder();
  const registry = await openRegistry(folder);
  await writePolicy(registry, policyPresets.simple);
  await rename(registry.paths.policy, join(folder, "elsewhere.yaml"));
  await symlink(join(folder, "elsewhere.yaml"), registry.paths.policy);
  expect(messageOf((await registry.policy()).problem!)).toContain("link");
  await rm(registry.paths.policy);
  await mkdir(registry.paths.policy);
  expect((await registry.policy()).problem?.code).toBe("invalid-policy");
  await registry.close();
});

test("who watches a registry is told of another policy", async () => {
  const registry = await openRegistry(await temporaryFolder());
  await registerContent(registry, "a");
  const listener = vi.fn();
  const stop = registry.watch(listener);
  await vi.waitFor(
    async () => {
      await writePolicy(registry, `${policyPresets.simple}# ${Math.random()}\n`);
      expect(listener).toHaveBeenCalled();
    },
    { ...patience, interval: 500 },
  );
  stop();
  await registry.close();
});
