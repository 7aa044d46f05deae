import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { cli, document, ended, failure, start, succeed, useCli, type Run } from "../../cli.ts";
import { workspace, write } from "../../workspace.ts";

useCli();

const policyPath = ".model-registry/policy.yaml";

/** Runs the command as somebody else than Ada. */
function as(name: string, folder: string, ...args: readonly string[]): Promise<Run> {
  const env = { GIT_AUTHOR_NAME: name, GIT_AUTHOR_EMAIL: `${name.toLowerCase()}@example.org` };
  return ended(start(folder, args, { env }));
}

async function registered(policy?: string): Promise<string> {
  const folder = workspace();
  await succeed(folder, "init");
  if (policy !== undefined) write(folder, { [policyPath]: policy });
  await succeed(folder, "register", "models/fraud.onnx", "--name", "fraud");
  return folder;
}

test("a policy is written once, shown, checked, and each mistake named", async () => {
  const folder = workspace();
  await succeed(folder, "init");
  expect(await document(folder, "policy")).toMatchObject({ source: "default" });
  expect(await document(folder, "policy", "init", "--preset", "guarded")).toEqual({
    path: join(folder, policyPath),
    preset: "guarded",
  });
  expect(await failure(folder, "policy", "init")).toMatchObject({ code: "invalid-request" });
  expect(await document(folder, "policy", "check")).toMatchObject({ source: "file" });
  expect(await succeed(folder, "policy")).toMatch(/Production .* one version a model, 3 rules,/);

  write(folder, { [policyPath]: "version: 1\nversioning: calendar\nretention: {}\n" });
  const { code, stderr } = await cli(folder, "policy", "check");
  expect(code).toBe(1);
  expect(stderr).toMatch(
    /^line 2: versioning.*\nline 3: retention.*\nerror: policy\.yaml, line 2:/,
  );
  expect(await failure(folder, "register", "models/fraud.onnx")).toMatchObject({
    exit: 1,
    code: "invalid-policy",
  });
  const listed = await cli(folder, "list");
  expect(listed.code).toBe(0);
  expect(listed.stderr).toContain("warning: policy.yaml, line 2");
});

const guarded = `version: 1
versioning: semver
gates:
  Production:
    metrics: [{ metric: auc, split: test, min: 0.9 }]
    tags: [{ tag: report }]
    approvals: { by: [grace@example.org] }
    force: [ada@example.org]
`;

test("through the gates to Production, with a tag, a request and an approval", async () => {
  const folder = await registered(guarded);
  expect(await document(folder, "show", "fraud@1.0.0")).toMatchObject({ label: "1.0.0" });
  await succeed(folder, "promote", "fraud");

  const refused = await cli(folder, "promote", "fraud");
  expect(refused.code).toBe(1);
  expect(refused.stdout).toBe("");
  expect(refused.stderr).toMatch(/ {2}ok {4}test\.auc +0\.91 .*\n {2}FAIL {2}tag report +not set/);
  expect(refused.stderr).toContain("error: Can't move fraud 1 to Production: tag report: not set");
  const dryRun = await cli(folder, "promote", "fraud", "--dry-run", "--json");
  expect(dryRun.code).toBe(1);
  expect(JSON.parse(dryRun.stdout)).toMatchObject({
    to: "Production",
    passes: false,
    mayForce: true,
    checks: [
      { rule: "metric", subject: "test.auc", passed: true },
      { rule: "tag", passed: false, wayOut: "Set the tag report when it is true." },
      { rule: "approvals", actual: "none, not requested", required: "1 by grace@example.org" },
    ],
  });

  await succeed(folder, "tag", "fraud@1", "report", "docs/report.md");
  const asked = await document(folder, "request", "fraud", "--reason", "beats 0", "--promote");
  expect(asked).toMatchObject({ version: "fraud@1", to: "Production", promote: true });
  expect(await document(folder, "approvals")).toMatchObject({
    requests: [
      { request: asked["request"], counted: 0, required: 1, isOwn: true, awaitsMe: false },
    ],
  });
  expect(await failure(folder, "approve", "fraud@1")).toMatchObject({ code: "not-permitted" });
  expect((await as("Alan", folder, "approve", "fraud@1")).stderr).toContain("does not name Alan");
  expect((await as("Grace", folder, "approvals")).stdout).toContain("(waits for you)");
  expect((await as("Grace", folder, "approve", "fraud@1")).stdout).toBe(
    "fraud 1 approved for Production\nfraud 1: Staging → Production\n",
  );
  expect(await document(folder, "approvals")).toEqual({ requests: [] });
  expect(await failure(folder, "approve", "fraud@1")).toMatchObject({ code: "unknown-request" });
});

test("what was asked can be denied and withdrawn, and gates can be forced with a reason", async () => {
  const folder = await registered(guarded);
  await succeed(folder, "promote", "fraud");
  await succeed(folder, "request", "fraud", "--reason", "please");
  expect((await as("Grace", folder, "deny", "fraud@1", "--reason", "biased")).stdout).toBe(
    "fraud 1 denied for Production\n",
  );
  const { request } = await document(folder, "request", "fraud", "--reason", "please");
  expect(await succeed(folder, "withdraw", String(request))).toBe(
    "Request of fraud 1 for Production withdrawn\n",
  );

  expect(await failure(folder, "promote", "fraud", "--force")).toMatchObject({
    code: "invalid-request",
    wayOut: "Give a reason in a few words; it is recorded in the history.",
  });
  const forced = await as("Grace", folder, "promote", "fraud", "--force", "--reason", "now");
  expect(forced.stderr).toContain("By the policy, ada@example.org may force it.");
  expect(await document(folder, "promote", "fraud", "--force", "--reason", "outage")).toMatchObject(
    { to: "Production", forced: true, checks: [{}, { passed: false }, {}] },
  );
  expect(await succeed(folder, "log", "--kind", "version.transitioned", "--limit", "1")).toContain(
    "Staging → Production (forced) · “outage”",
  );
});

test("labels, aliases, tags and notes, and the log of all of it", async () => {
  const folder = await registered(guarded);
  write(folder, { "models/fraud.onnx": "weights 2", "models/params.yaml": "max_depth: 4\n" });
  expect(await succeed(folder, "register", "models/fraud.onnx", "--name", "fraud")).toContain(
    "  label        1.1.0 (minor, since 1.0.0: max_depth changed)\n",
  );
  write(folder, { "models/fraud.onnx": "weights 3" });
  expect(
    await document(folder, "register", "models/fraud.onnx", "--name", "fraud", "--bump", "major"),
  ).toMatchObject({
    version: { number: 3, label: "2.0.0" },
    labelReason: "major, since 1.1.0: as was asked",
  });

  expect(await succeed(folder, "alias", "fraud@1", "champion")).toBe("fraud@champion → fraud 1\n");
  expect(await document(folder, "alias", "fraud@2.0.0", "champion")).toMatchObject({
    version: "fraud@3",
    previous: "fraud@1",
  });
  expect(await document(folder, "show", "fraud@champion")).toMatchObject({ aliases: ["champion"] });
  expect(await failure(folder, "alias", "fraud@1", "v2")).toMatchObject({
    code: "invalid-request",
  });
  await succeed(folder, "alias", "fraud", "champion", "--remove");
  expect(await failure(folder, "show", "fraud@champion")).toMatchObject({
    code: "unknown-version",
  });

  await succeed(folder, "tag", "fraud", "team", "=cmd()");
  expect(await document(folder, "tag", "fraud")).toMatchObject({ tags: { team: "=cmd()" } });
  expect(await document(folder, "tag", "fraud@1")).toMatchObject({ tags: {} });
  await succeed(folder, "annotate", "fraud@1", "--known-issues", "slow", "--team", "risk");
  await succeed(folder, "annotate", "fraud@1", "--clear", "team");
  expect(await document(folder, "annotate", "fraud@1")).toMatchObject({
    annotations: { "known-issues": "slow" },
  });
  expect(await failure(folder, "annotate", "fraud@1", "--clear", "recipe")).toMatchObject({
    exit: 2,
    code: "usage",
  });
  expect(await failure(folder, "annotate", "fraud@1", "--gdpr", "sure")).toMatchObject({
    exit: 1,
    message: "The gdpr of fraud 1 can't be “sure”.",
    wayOut: "Write compliant, not-compliant or not-applicable.",
  });
  expect(await succeed(folder, "show", "fraud@1")).toMatch(/Notes\n {2}Known issues {2}slow\n/);

  const { events, more } = await document(folder, "log", "fraud@1", "--kind", "annotations");
  expect(more).toBe(false);
  expect(events).toMatchObject([
    { type: "annotations.changed", data: { changes: [{ field: "team", from: "risk" }] } },
    { actor: { name: "Ada" }, title: "Team: “risk” · Known issues: “slow”" },
  ]);
  const csv = await succeed(folder, "log", "--csv", "--kind", "tag");
  expect(csv).toMatch(/^id,at,name,email,type,model,subject,what,reason,source\n[0-9A-Z]{26},/);
  expect(csv.trim().split("\n")).toHaveLength(2);
  expect(await document(folder, "log", "--since", "2999-01-01")).toEqual({
    events: [],
    more: false,
  });
  expect(await failure(folder, "log", "--since", "yesterday")).toMatchObject({ exit: 2 });
  expect(await document(folder, "log", "--actor", "nobody")).toEqual({ events: [], more: false });
  await succeed(folder, "annotate", "fraud@1", "--description", "better words");
  expect(await document(folder, "show", "fraud@1")).toMatchObject({ description: "better words" });
  expect(await succeed(folder, "show", "fraud@1")).toMatch(/^fraud 1\n {2}better words\n/);
});

test("hooks run once they were allowed, and what they wrote is shown", async () => {
  const hook = (text: string): object => ({
    command: process.execPath,
    args: ["-e", `console.log("${text}")`],
  });
  const hooks = { pre: [hook("checked")], post: [hook("deployed")] };
  const folder = await registered(JSON.stringify({ version: 1, gates: { Staging: { hooks } } }));
  const env = { XDG_CONFIG_HOME: join(folder, "..", "settings") };
  const as = (...args: readonly string[]): Promise<Run> => ended(start(folder, args, { env }));

  expect((await as("promote", "fraud")).stderr).toContain("you have not allowed these");
  expect((await as("policy")).stdout).toContain("Hooks (not allowed yet)\n  before Staging: ");
  expect((await as("policy", "allow-hooks")).stdout).toMatch(/^Allowed in this folder/);
  const { stdout, stderr } = await as("promote", "fraud");
  expect(stdout).toMatch(
    /^fraud 1: None → Staging\n {2}hook before: .*: done in .* s\n {2}hook after: .*: done in .* s\n$/,
  );
  expect(stderr).toMatch(
    /^Hook before Staging: .*\n {2}checked\nHook after Staging: .*\n {2}deployed\n$/,
  );
  expect((await as("policy", "revoke-hooks")).stdout).toBe(
    "No hook may run in this folder any more.\n",
  );
  expect((await as("policy")).stdout).toContain("Hooks (not allowed yet)\n");
  expect((await as("policy", "revoke-hooks")).stdout).toBe("No hook was allowed in this folder.\n");
});

test("every command is documented, and its help has an example", async () => {
  const docs = readFileSync(new URL("../../../../../docs/CLI.md", import.meta.url), "utf8");
  const help = await succeed(workspace(), "--help");
  const names = [...help.matchAll(/^ {2}([a-z]+) /gm)].map(([, name]) => name!);
  for (const name of ["policy", "request", "approve", "alias", "tag", "annotate", "log"]) {
    expect(names).toContain(name);
    expect(docs).toContain(`\n### ${name}\n`);
    expect(await succeed(workspace(), name, "--help")).toContain(`$ model-registry ${name}`);
  }
});

test("a rollback asks who may promote, and lists the checks that it skips", async () => {
  const folder = await registered();
  await succeed(folder, "promote", "fraud");
  await succeed(folder, "promote", "fraud@1", "--to", "Production");
  write(folder, { "models/next.onnx": "next" });
  await succeed(folder, "register", "models/next.onnx", "--name", "fraud", "--no-discover");
  await succeed(folder, "promote", "fraud@2", "--to", "Staging");
  await succeed(folder, "promote", "fraud@2", "--to", "Production");
  write(folder, {
    [policyPath]: `version: 1
gates:
  Production:
    tags: [{ tag: report }]
    promoters: [ada@example.org]
`,
  });
  const back = ["rollback", "fraud", "--reason", "worse"];
  for (const more of [[], ["--to", "1"], ["--stage", "production"]]) {
    const refused = await as("Bob", folder, ...back, ...more);
    expect([refused.code, refused.stdout]).toEqual([1, ""]);
    expect(refused.stderr).toMatch(/Bob <bob@example\.org> may not bring versions into Production/);
  }
  expect(await document(folder, ...back)).toMatchObject({
    version: { number: 1, stage: "Production" },
    checks: [
      { rule: "tag", passed: false, skipped: true },
      { rule: "promoter", passed: true },
    ],
  });
  expect(await succeed(folder, "show", "fraud@1")).toContain("skipped: tag report: not set");
  expect(await succeed(folder, ...back, "--to", "2")).toMatch(/ {2}skipped {2}tag report +not set/);
});

test("a gate of the first stage is asked at registration, and what has no effect is said", async () => {
  const folder = await registered(`version: 1
gates:
  None:
    auto: true
    metrics: [{ metric: auc, split: test, min: 0.9 }]
    force: [ada@example.org]
`);
  const { code, stderr } = await cli(folder, "policy", "check");
  expect([code, stderr]).toEqual([0, "line 4: auto has no effect: every version begins in None\n"]);
  write(folder, {
    "models/metrics.json": '{ "test": { "auc": 0.5 } }',
    "models/next.onnx": "next",
  });
  const next = ["register", "models/next.onnx", "--name", "fraud"];
  const refused = await cli(folder, ...next);
  expect([refused.code, refused.stdout]).toEqual([1, ""]);
  expect(refused.stderr).toMatch(
    / {2}FAIL {2}test\.auc +0\.5 .*\nerror: Can't register this version/,
  );
  expect(await failure(folder, ...next, "--force")).toMatchObject({ code: "invalid-request" });
  expect(await document(folder, ...next, "--force", "--reason", "a baseline")).toMatchObject({
    version: { number: 2 },
    forced: true,
    checks: [{ rule: "metric", subject: "test.auc", passed: false }],
  });
});

test("policy check warns of metrics that no version has, in the words of the editor", async () => {
  const folder = await registered("version: 1\n");
  write(folder, {
    [policyPath]:
      "version: 1\ngates:\n  Production:\n    metrics: [{ metric: test.acu, min: 0.9 }]\n",
    "models/metrics.json": '{ "test": { "auc": 0.5 } }',
    "models/next.onnx": "next",
  });
  await succeed(folder, "register", "models/next.onnx", "--name", "fraud");
  const note = "line 4: no version has recorded the metric test.acu; the nearest is test.auc";
  expect(await document(folder, "policy", "check")).toMatchObject({ notes: [note] });
  const { code, stderr } = await cli(folder, "policy", "check");
  expect([code, stderr]).toEqual([0, `${note}\n`]);
});
