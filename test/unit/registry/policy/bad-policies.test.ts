/**
 * Policies of careless people and hostile repositories: refused with the reason, nothing half done.
 */
import { mkdir, rename, symlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";
import { Stage } from "../../../../src/core/model/ids.ts";
import type { Version } from "../../../../src/core/state/version.ts";
import { readLog } from "../../../../src/registry/audit/read-log.ts";
import { requestApproval } from "../../../../src/registry/lifecycle/request-approval.ts";
import { transition } from "../../../../src/registry/lifecycle/transition.ts";
import { checkPolicy } from "../../../../src/registry/policy/check-policy.ts";
import type { Registry } from "../../../../src/registry/registry.ts";
import { findVersion } from "../../../../src/registry/retrieval/find-version.ts";
import { refusalOf } from "../../support/refusal.ts";
import { openRegistry, registerContent, useTemporaryFolders } from "../../support/registry.ts";

const temporaryFolder = useTemporaryFolders();
const staging = Stage.parse("Staging");
const wayOut =
  "Correct .model-registry/policy.yaml (model-registry policy check names every mistake); until then no version is registered or changes its stage.";

async function writePolicy(registry: Registry, text: string): Promise<void> {
  await mkdir(dirname(registry.paths.policy), { recursive: true });
  await writeFile(registry.paths.policy, text);
}

/** Asks for all that a policy decides; answers why it is refused, each time for the same reason. */
async function refusal(registry: Registry, version: Version): Promise<string> {
  const wish = { version: version.id, to: staging, reason: "good", promote: false };
  const refusals = [
    await refusalOf(transition(registry, wish)),
    await refusalOf(transition(registry, { ...wish, force: true })),
    await refusalOf(requestApproval(registry, wish)),
    await refusalOf(registerContent(registry, "another")),
  ];
  for (const each of refusals) expect(each).toMatchObject({ code: "invalid-policy", wayOut });
  const [first, ...others] = new Set(refusals.map(({ message }) => message));
  expect(others).toEqual([]);
  // Nothing is half done, and reading goes on.
  expect(await readLog(registry, { limit: 9 })).toHaveLength(1);
  expect((await findVersion(registry, { reference: "fraud@1" })).stage).toBe("None");
  return first!;
}

const manyRules = (count: number): string =>
  `version: 1\ngates:\n  Staging:\n    metrics: [${Array(count).fill("{metric: a}").join(",")}]\n`;
/** Ten billion values in 600 bytes. */
const bomb = [
  "a0: &a0 [x]",
  ...Array.from(
    { length: 10 },
    (_, level) => `a${level + 1}: &a${level + 1} [${Array(10).fill(`*a${level}`).join(", ")}]`,
  ),
].join("\n");

test.each<[string, string, string]>([
  [
    "a bracket that is not closed",
    "version: 1\ngates: { Staging: {\n",
    "policy.yaml, line 3: Flow map in block collection must be sufficiently indented and end with a }.",
  ],
  [
    "a tab for indentation",
    "version: 1\ngates:\n\tStaging: {}\n",
    "policy.yaml, line 3: Tabs are not allowed as indentation.",
  ],
  [
    "a key that is there twice",
    "version: 1\ngates:\n  Staging: {}\n  Staging: { auto: true }\n",
    "policy.yaml, line 4: Staging is there twice.",
  ],
  [
    "a rule with a mistake",
    "version: 1\ngates:\n  Staging:\n    metrics:\n      - { metric: auc, least: 1 }\n",
    "policy.yaml, line 5: gates.Staging.metrics.0: there is no key least; there can be metric, split, min, max.",
  ],
  ["a bomb of aliases", bomb, "policy.yaml, line 2: the aliases stand for too many values."],
  [
    "five megabytes",
    `version: 1\n#${"x".repeat(5 * 1024 * 1024)}\n`,
    "policy.yaml can't be read: it is larger than 64 KiB.",
  ],
  ["ten thousand rules", manyRules(10_000), "policy.yaml can't be read: it is larger than 64 KiB."],
  [
    "as many rules as fit",
    manyRules(5_000),
    "policy.yaml, line 4: gates.Staging.metrics: must have at most 1,000 entries.",
  ],
])("%s", async (_, text, expected) => {
  const registry = await openRegistry(await temporaryFolder());
  const version = await registerContent(registry, "a");
  await writePolicy(registry, text);
  expect(await refusal(registry, version)).toBe(expected);
  await registry.close();
});

test("ten thousand rules that are only typed are refused as well", async () => {
  const registry = await openRegistry(await temporaryFolder());
  expect(await checkPolicy(registry, { text: manyRules(10_000) })).toEqual([
    { line: 1, column: 1, length: 0, problem: "larger than 64 KiB", severity: "error" },
  ]);
  await registry.close();
});

test("a file or a folder that leads out of the workspace is not followed", async () => {
  const registry = await openRegistry(await temporaryFolder());
  const outside = join(await temporaryFolder(), "policy.yaml");
  const version = await registerContent(registry, "a");
  await writeFile(outside, "version: 1\n");
  await symlink(outside, registry.paths.policy);
  expect(await refusal(registry, version)).toBe(
    "policy.yaml can't be read: it is a link, and the registry does not follow links.",
  );
  await registry.close();

  const moved = join(await temporaryFolder(), "registry");
  await rename(registry.paths.root, moved);
  await symlink(moved, registry.paths.root);
  expect(await refusalOf(openRegistry(registry.folder))).toMatchObject({
    code: "file-problem",
    message: `${registry.paths.root} is not a folder of its own but a link.`,
    wayOut: "The registry does not follow links; remove it or move it away.",
  });
});
