import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { useTemporaryFolders } from "../../../support/registry.ts";
import { document, ended, failure, start, succeed, useCli } from "../../cli.ts";

useCli();
const makeFolder = useTemporaryFolders();

async function makeWorkspace(content: string, policy?: string): Promise<string> {
  const folder = await makeFolder();
  for (const version of [1, 2, 3]) {
    await writeFile(join(folder, "model.json"), JSON.stringify({ content, version }));
    await succeed(folder, "register", "model.json", "--name", "fraud");
    await succeed(folder, "promote", `fraud@${version}`, "--to", "Staging");
  }
  await succeed(folder, "promote", "fraud@1", "--to", "Production");
  if (policy !== undefined) {
    await writeFile(join(folder, ".model-registry", "policy.yaml"), policy);
  }
  return folder;
}

/** Routes requests, and records what came of them: the second version converts more. */
async function play(folder: string, name: string, requests: number): Promise<void> {
  const { routing, variants } = (await document(folder, "ab", "show", name)) as unknown as {
    routing: { from: number; to: number; variant: number }[];
    variants: { version: { reference: string } }[];
  };
  expect(routing[0]).toMatchObject({ from: 0, variant: 0 });
  const lines: string[] = [];
  for (let index = 0; index < requests; index += 1) {
    lines.push(
      JSON.stringify({ test: name, request: `r-${index}`, metrics: { latency_ms: index % 50 } }),
    );
  }
  for (const [position, rate] of [0.1, 0.2].entries()) {
    const version = variants[position]?.version.reference;
    for (let index = 0; index < requests / 2; index += 1) {
      const conversion = Number(index < (requests / 2) * rate);
      lines.push(JSON.stringify({ test: name, version, metrics: { conversion } }));
    }
  }
  const run = await ended(start(folder, ["observe"], { input: lines.join("\n") }));
  expect(run).toMatchObject({ code: 0, stderr: "" });
}

test("a test is created, routed, observed, shown, split and concluded with a promotion", async () => {
  const policy = `version: 1
gates:
  Production: { abTest: { minSamples: 1000 } }
`;
  const folder = await makeWorkspace("compared by the command", policy);
  const created = await document(
    folder,
    ...["ab", "create", "checkout", "fraud@1", "fraud@2", "--split", "50/50"],
    ...[
      "--metric",
      "conversion",
      "--guardrail",
      "latency_ms",
      "--baseline",
      "0.1",
      "--effect",
      "20%",
    ],
  );
  expect(created).toMatchObject({
    name: "checkout",
    state: "running",
    summary: "Nothing was observed yet.",
    guardrails: [{ name: "latency_ms", better: "lower" }],
  });
  expect(created["needed"]).toBeGreaterThan(5_000);
  const first = (await succeed(folder, "ab", "route", "checkout", "r-1")).trim();
  expect(["fraud@1", "fraud@2"]).toContain(first);
  expect((await succeed(folder, "ab", "route", "checkout", "r-1")).trim()).toBe(first);
  const early = await failure(folder, "promote", "fraud@2", "--to", "Production");
  expect(early).toMatchObject({ code: "gates-failed" });

  await play(folder, "checkout", 6_000);
  const shown = await succeed(folder, "ab", "show", "checkout");
  expect(shown).toMatch(
    /^checkout: fraud 2 is better: conversion is [\d.]+ to [\d.]+ points higher\./,
  );
  expect(shown).toMatch(/latency_ms \(lower\) +fraud 1 /);
  expect(await succeed(folder, "ab", "list")).toContain(
    "checkout  50/50  fraud 1, fraud 2  fraud 2",
  );

  await succeed(folder, "ab", "split", "checkout", "20/80", "--reason", "No harm");
  expect(await failure(folder, "delete", "fraud@2", "--reason", "x")).toMatchObject({
    code: "version-in-use",
  });
  const promoted = await succeed(
    folder,
    ...["ab", "conclude", "checkout", "--winner", "fraud@2", "--to", "Production"],
  );
  expect(promoted).toContain("fraud 2: Staging → Production");
  expect(promoted).toContain("fraud 1: Production → Archived");
  expect((await succeed(folder, "ab", "route", "checkout", "r-1")).trim()).toBe("fraud@2");
  const history = await succeed(folder, "log", "fraud@2");
  expect(history).toContain("A/B test checkout ended: fraud 2 won");
  expect(history).toContain("Won the A/B test checkout: fraud 2 is better");
  expect(await failure(folder, "ab", "conclude", "checkout")).toMatchObject({
    message: "The A/B test “checkout” has ended already.",
  });
});

test("what can't be is refused with the reason", async () => {
  const folder = await makeWorkspace("refused by the command");
  const create = ["ab", "create", "checkout", "fraud@1", "fraud@2", "--metric", "conversion"];
  await succeed(folder, ...create);
  for (const [args, message] of [
    [create, "The A/B test “checkout” is running already."],
    [["ab", "create", "x", "fraud@1", "--metric", "m"], "An A/B test can't have 1 versions."],
    [["ab", "create", "x", "fraud@1", "fraud@1", "--metric", "m"], "A version stands twice"],
    [["ab", "create", "x/y", "fraud@1", "fraud@2", "--metric", "m"], "“x/y” can't be the name"],
    [
      ["ab", "create", "x", "fraud@1", "fraud@2"],
      "needs a name, two to four versions and a metric",
    ],
    [["ab", "show", "other"], "There is no A/B test “other”."],
    [["ab", "split", "checkout", "50/40"], "“50/40” is no split."],
    [["ab", "split", "checkout", "50/30/20"], "The split doesn't fit"],
    [["ab", "split", "checkout", "50/50"], "has this split already"],
    [["ab", "conclude", "checkout", "--winner", "fraud@3"], "takes no part in"],
    [["ab", "conclude", "checkout", "--to", "Production"], "no winner to promote"],
    [["ab", "start"], "A/B tests know no action “start”."],
    [["observe", "--test", "checkout", "--outcome", "1"], "names neither a request nor a version"],
    [["observe", "fraud@3", "--test", "checkout", "--outcome", "1"], "takes no part in"],
  ] as const) {
    expect((await failure(folder, ...args)).message).toContain(message);
  }
  expect(await succeed(folder, "ab", "conclude", "checkout")).toContain("ended without a winner");
});

test("in a shadow test the first version answers and all are compared", async () => {
  const folder = await makeWorkspace("shadowed by the command");
  await succeed(folder, "ab", "create", "dark", "fraud@1", "fraud@2", "--shadow", "--metric", "m");
  expect(await document(folder, "ab", "route", "dark", "r-1")).toMatchObject({
    version: { reference: "fraud@1" },
    shadows: [{ reference: "fraud@2" }],
  });
  expect(await failure(folder, "ab", "split", "dark", "50/50")).toMatchObject({
    message: "The A/B test “dark” has no split: in a shadow test all versions answer.",
  });
});

test("a canary stops by itself where the new version is worse, and check tells scripts so", async () => {
  const folder = await makeWorkspace("a canary by the command");
  const created = await document(
    folder,
    ...["ab", "create", "rollout", "fraud@1", "fraud@2", "--canary", "50,100", "--every", "1s"],
    ...["--metric", "conversion", "--guardrail", "errors:lower"],
  );
  expect(created).toMatchObject({ variants: [{ share: 50 }, { share: 50 }] });
  const waiting = await ended(start(folder, ["ab", "check"]));
  expect(waiting).toMatchObject({ code: 0 });
  expect(waiting.stdout).toMatch(/^rollout: goes on/);
  const lines: string[] = [];
  for (const [position, rate] of [0.05, 0.6].entries()) {
    for (let index = 0; index < 600; index += 1) {
      const metrics = { conversion: Number(index < 60), errors: Number(index < 600 * rate) };
      lines.push(JSON.stringify({ test: "rollout", version: `fraud@${position + 1}`, metrics }));
    }
  }
  await ended(start(folder, ["observe"], { input: lines.join("\n") }));
  const stopped = await ended(start(folder, ["ab", "check"]));
  expect(stopped).toMatchObject({ code: 6 });
  expect(stopped.stdout).toMatch(/^rollout: .*errors/);
  const again = await ended(start(folder, ["ab", "check"]));
  expect(again).toMatchObject({ code: 0, stdout: "" });
  expect(again.stderr).toContain("No canary is running.");
  expect(await document(folder, "ab", "route", "rollout", "r-1")).toMatchObject({
    version: { reference: "fraud@1" },
  });
});
