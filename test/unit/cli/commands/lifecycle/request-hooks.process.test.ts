import { join } from "node:path";
import { expect, test } from "vitest";
import { ended, start, succeed, useCli, type Run } from "../../cli.ts";
import { workspace, write } from "../../workspace.ts";

useCli();

test("hooks on requests and answers run on the command line too", async () => {
  const hook = (text: string): readonly object[] => [
    { command: process.execPath, args: ["-e", `console.log("${text}")`] },
  ];
  const hooks = { request: hook("asked"), approve: hook("yes"), deny: hook("no") };
  const rules = { approvals: { self: true }, hooks };
  const folder = workspace();
  write(folder, { "fraud.onnx": "one" });
  await succeed(folder, "register", "fraud.onnx");
  const policy = JSON.stringify({ version: 1, gates: { Staging: rules } });
  write(folder, { ".model-registry/policy.yaml": policy });
  const env = { XDG_CONFIG_HOME: join(folder, "..", "request-settings") };
  const as = (...args: readonly string[]): Promise<Run> => ended(start(folder, args, { env }));
  const ask = ["request", "fraud@1", "--to", "Staging", "--reason", "good"];

  const refused = await as(...ask);
  expect(refused.stderr).toContain("The policy runs programs on a request for Staging, and you");
  expect(refused.stderr).toContain("policy allow-hooks");
  expect((await as("policy")).stdout).toContain("\n  on a denial for Staging: ");
  await as("policy", "allow-hooks");
  const asked = await as(...ask);
  expect(asked.stdout).toMatch(/requested: \w+\n {2}hook on request: .*: done in .* s\n$/);
  expect(asked.stderr).toMatch(/^Hook on a request for Staging: .*\n {2}asked\n$/);
  const denied = await as("deny", "fraud@1", "--reason", "biased", "--json");
  expect(JSON.parse(denied.stdout)).toMatchObject({ hooks: [{ phase: "deny", ok: true }] });
  await as(...ask);
  const approved = await as("approve", "fraud@1");
  expect(approved.stdout).toMatch(/^fraud 1 approved for Staging\n {2}hook on approval: /);
});
