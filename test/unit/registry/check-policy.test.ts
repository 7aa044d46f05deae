import { expect, test } from "vitest";
import { policyPresets } from "../../../src/core/policy-presets.ts";
import { checkPolicy } from "../../../src/registry/check-policy.ts";
import { maxPolicySize } from "../../../src/storage/policy-reader.ts";
import { useTemporaryFolders, withRegistry } from "../support/registry.ts";

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
      problem: expect.stringMatching(/^versioning: invalid option/) as string,
      severity: "error",
    },
    {
      line: 5,
      problem: expect.stringMatching(/^gates\.Production\.cleanGit: /) as string,
      severity: "error",
    },
  ]);
});

test("what a file may not be as large as, a text may not either, counted in bytes", async () => {
  const comment = (bytes: number): string => `version: 1\n#${"x".repeat(bytes - 13)}\n`;
  expect(await mistakes(comment(maxPolicySize))).toEqual([]);
  const tooLarge = [{ line: 1, problem: "larger than 64 KiB", severity: "error" }];
  expect(await mistakes(comment(maxPolicySize + 1))).toEqual(tooLarge);
  expect(await mistakes(`version: 1\n# ${"ä".repeat(maxPolicySize / 2)}\n`)).toEqual(tooLarge);
});

test("what of a sound text has no effect is a warning", async () => {
  const text = "version: 1\ngates:\n  Staging: { safe: true }\n  None:\n    auto: true\n";
  expect(await mistakes(text)).toEqual([
    { line: 5, problem: "auto has no effect: every version begins in None", severity: "warning" },
  ]);
});

test("keys of later releases are accepted, and said to be without effect", async () => {
  const text =
    "version: 1\nremote: git@example.org:team/models\noffline: true\nmonitoring: {}\nsignatures:\n";
  expect(await mistakes(text)).toEqual(
    ["remote", "offline", "monitoring", "signatures"].map((key, index) => ({
      line: index + 2,
      problem: `${key} is not supported by this release yet`,
      severity: "warning",
    })),
  );
  expect(await mistakes("version: 1\nremotes: x\n")).toMatchObject([{ severity: "error" }]);
});
