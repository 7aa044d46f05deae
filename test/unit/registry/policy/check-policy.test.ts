import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { policyPresets } from "../../../../src/core/policy/policy-presets.ts";
import { checkPolicy, checkPolicyFile } from "../../../../src/registry/policy/check-policy.ts";
import { maxPolicySize } from "../../../../src/storage/policy/policy-reader.ts";
import { registerContent, useTemporaryFolders, withRegistry } from "../../support/registry.ts";

const folderFor = useTemporaryFolders();

async function mistakes(text: string): ReturnType<typeof checkPolicy> {
  return withRegistry(await folderFor(), (registry) => checkPolicy(registry, { text }));
}

test("a sound text has no mistakes, saved or not", async () => {
  for (const text of Object.values(policyPresets)) expect(await mistakes(text)).toEqual([]);
});

test("each mistake is named with its line", async () => {
  const text = "version: 1\nversioning: calendar\ngates:\n  Production:\n    cleanGit: perhaps\n";
  expect(await mistakes(text)).toEqual([
    {
      line: 2,
      column: 13,
      length: 8,
      problem: expect.stringMatching(
        /^versioning: must be integer, semver, timestamp, or git; it is "calendar"$/,
      ) as string,
      severity: "error",
    },
    {
      line: 5,
      column: 15,
      length: 7,
      problem: expect.stringMatching(/^gates\.Production\.cleanGit: /) as string,
      severity: "error",
    },
  ]);
});

test("what a file may not be as large as, a text may not either, counted in bytes", async () => {
  const comment = (bytes: number): string => `version: 1\n#${"x".repeat(bytes - 13)}\n`;
  expect(await mistakes(comment(maxPolicySize))).toEqual([]);
  const tooLarge = [
    { line: 1, column: 1, length: 0, problem: "larger than 64 KiB", severity: "error" },
  ];
  expect(await mistakes(comment(maxPolicySize + 1))).toEqual(tooLarge);
  expect(await mistakes(`version: 1\n# ${"ä".repeat(maxPolicySize / 2)}\n`)).toEqual(tooLarge);
});

test("what of a sound text has no effect is a warning", async () => {
  const text = "version: 1\ngates:\n  Staging: { safe: true }\n  None:\n    auto: true\n";
  expect(await mistakes(text)).toEqual([
    {
      line: 5,
      column: 5,
      length: 4,
      problem: "auto has no effect: every version begins in None",
      severity: "warning",
    },
  ]);
});

test("keys of later releases are accepted, and said to be without effect", async () => {
  const text = "version: 1\nsignatures:\n";
  expect(await mistakes(text)).toEqual(
    ["signatures"].map((key, index) => ({
      line: index + 2,
      column: 1,
      length: key.length,
      problem: `${key} is not supported by this release yet`,
      severity: "warning",
    })),
  );
  expect(await mistakes("version: 1\nremotes: x\n")).toMatchObject([{ severity: "error" }]);
});

test("a remote is an address without a secret", async () => {
  expect(await mistakes("version: 1\nremote: git+origin\noffline: refuse\n")).toEqual([]);
  const secret = "version: 1\nremote: git+https://ada:secret@example.org/models.git\n";
  expect(await mistakes(secret)).toMatchObject([{ line: 2, severity: "error" }]);
  expect(await mistakes("version: 1\nremote: azure://models\n")).toMatchObject([
    { line: 2, severity: "warning" },
  ]);
});

const rules = `version: 1
gates:
  Production:
    metrics:
      - { metric: test.acuracy, min: 0.9 }
      - { metric: acuracy, min: 0.9 }
      - { metric: auc, split: val, min: 0.9 }
      - metric: accuracy
        split: test
    maxGap: [{ metric: accuracy, max: 0.1 }, { metric: auc, max: 0.1 }]
    noRegression: [{ metric: "zzzzzz", better: lower }]
`;

test("a metric that no version was recorded with is a warning at its name, with the nearest", async () => {
  const folder = await folderFor();
  await withRegistry(folder, async (registry) => {
    expect(await checkPolicy(registry, { text: rules })).toEqual([]);
    const metrics = { "test.accuracy": 0.9, "train.accuracy": 0.9, "test.auc": 0.8 };
    await writeFile(join(folder, "metrics.json"), JSON.stringify(metrics));
    await registerContent(registry, "a", { metricsFiles: ["metrics.json"] });
    const found = await checkPolicy(registry, { text: rules });
    const lines = rules.split("\n");
    expect(
      found.map(({ line, column, length, problem, severity }) => [
        severity,
        lines[line - 1]?.slice(column - 1, column - 1 + length),
        problem,
      ]),
    ).toEqual([
      [
        "warning",
        "test.acuracy",
        "no version has recorded the metric test.acuracy; the nearest is test.accuracy",
      ],
      [
        "warning",
        "acuracy",
        "no version has recorded the metric acuracy; the nearest is test.accuracy, train.accuracy",
      ],
      ["warning", "auc", "no version has recorded the metric val.auc; the nearest is test.auc"],
      ["warning", "auc", "no version has recorded auc both on training data and on other data"],
      ["warning", '"zzzzzz"', "no version has recorded the metric zzzzzz"],
    ]);
    // The same of the file.
    expect(await checkPolicyFile(registry, {})).toEqual([]);
    await mkdir(join(folder, ".model-registry"), { recursive: true });
    await writeFile(registry.paths.policy, rules);
    expect(await checkPolicyFile(registry, {})).toEqual(found);
    await writeFile(registry.paths.policy, Buffer.from([0xff, 0xfe, 0x00]));
    expect(await checkPolicyFile(registry, {})).toMatchObject([
      { line: 1, problem: expect.stringContaining("not UTF-8") as string, severity: "error" },
    ]);
    await rm(registry.paths.policy);
    expect(await checkPolicyFile(registry, {})).toEqual([]);
  });
});

test.each<[policy: string, marked: string, problem: string]>([
  [
    "gates: { Production: { sfae: true } }",
    "sfae",
    "gates.Production: there is no key sfae; the nearest is safe",
  ],
  [
    "gates: { Production: { zzzz: 1, safe: perhaps } }",
    "zzzz",
    "gates.Production: there is no key zzzz; there can be metrics, maxGap",
  ],
  [
    "gates: { Produktion: {} }",
    "Produktion",
    "gates.Produktion: there is no stage named Produktion; the nearest is Production",
  ],
  [
    "gates: { Production: { auto: 1 } }",
    "1",
    "gates.Production.auto: must be true or false; it is 1",
  ],
  [
    "gates: { Production: { approvals: { count: 0 } } }",
    "0",
    "gates.Production.approvals.count: must be at least 1",
  ],
  [
    "gates: { Production: { approvals: { by: [] } } }",
    "by",
    "gates.Production.approvals.by: must have at least 1 entry",
  ],
  [
    "gates: { Production: { metrics: [{ min: 1 }] } }",
    "",
    "gates.Production.metrics.0.metric: must be a text; it is missing",
  ],
  [
    "gates: { Production: { force: anyon } }",
    "anyon",
    'gates.Production.force: must be anyone or must be a list; it is "anyon"',
  ],
  [
    "gates: { Production: { force: [1] } }",
    "1",
    "gates.Production.force.0: must be a text; it is 1",
  ],
  [
    "gates: { Production: { hooks: { pre: rm } } }",
    "rm",
    'gates.Production.hooks.pre: must be a list; it is "rm"',
  ],
  ["gates: 7", "7", "gates: must be a group of keys with values; it is 7"],
  ["gates:", "gates", "gates: must be a group of keys with values; it is empty"],
  [
    "versioning: semvr",
    "semvr",
    'versioning: must be integer, semver, timestamp, or git; it is "semvr"; the nearest is semver',
  ],
  ["stages: [{ name: '' }]\ntransitions: {}", "''", "stages.0.name: "],
  ["retention: { keepLast: 1.5 }", "1.5", "retention.keepLast: must be a whole number; it is 1.5"],
])("%j is marked at %j, in plain words", async (policy, marked, problem) => {
  const text = `version: 1\n${policy}\n`;
  const [first] = await mistakes(text);
  expect(first?.problem.startsWith(problem) ? problem : first?.problem).toBe(problem);
  const { line = 0, column = 0, length = 0 } = first ?? {};
  expect([line, policy.slice(column - 1, column - 1 + length)]).toEqual([2, marked]);
});
