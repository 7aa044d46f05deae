import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { window, workspace } from "vscode";
import { run } from "../support/command.ts";
import { dialog, notification } from "../support/messages.ts";
import { outputLines } from "../support/output.ts";
import { progressOf } from "../support/progress.ts";
import { question } from "../support/questions.ts";
import { colleague, file, prepareOne, show, stages, writePolicy } from "../support/registry.ts";
import { rowAt } from "../support/tree.ts";
import { waitFor } from "../support/wait.ts";

const channel = "Model Registry: Hooks";

/** A policy whose stage Staging runs scripts of this workspace, with Node and without a shell. */
function policyWith(hooks: {
  readonly pre?: readonly string[];
  readonly post?: readonly string[];
  readonly more?: string;
}): string {
  const list = (scripts: readonly string[] = []): string =>
    JSON.stringify(scripts.map((script) => ({ command: "node", args: [script], timeout: 300 })));
  return `version: 1
gates:
  Staging: { ${hooks.more ?? ""} hooks: { pre: ${list(hooks.pre)}, post: ${list(hooks.post)} } }
`;
}

async function writeScript(name: string, text: string): Promise<void> {
  await workspace.fs.writeFile(file(name), Buffer.from(text));
}

/** Promotes to Staging and answers the question about the hooks. */
async function promoteAllowing(version: unknown, title: string): Promise<void> {
  const promoting = run("promote", version, "Staging");
  const asked = await dialog(`Allow these programs and promote ${title} to Staging?`);
  asked.press("Allow and Promote");
  await promoting;
}

describe("Hooks of a policy", () => {
  after(() => writePolicy("version: 1\n"));

  it("are shown exactly as they will run, and run only once allowed", async () => {
    const version = await prepareOne("hooked", "sklearn-forest.onnx");
    await writeScript("check one.mjs", `console.log("all is well")`);
    await writePolicy(policyWith({ pre: ["check one.mjs"], post: ["check one.mjs"] }));
    const promoting = run("promote", version, "Staging");
    const asked = await dialog("Allow these programs and promote hooked 1 to Staging?");
    assert.deepEqual(asked.buttons, ["Show Policy", "Allow and Promote"]);
    assert.match(
      asked.detail ?? "",
      /^From None to Staging\.\n\nThe policy runs these programs in .*, without a shell:\n\n• /,
    );
    assert.match(
      asked.detail ?? "",
      /\n• before Staging: node "check one\.mjs" \(at most 300 s\)\n/,
    );
    assert.match(
      asked.detail ?? "",
      /\n• after Staging: node "check one\.mjs" \(at most 300 s\)\n/,
    );
    asked.press("Show Policy");
    await promoting;
    await waitFor("the policy at its hooks", () => {
      const { document, selection } = window.activeTextEditor ?? {};
      return document?.lineAt(selection?.start.line ?? 0).text.includes("hooks:")
        ? true
        : undefined;
    });
    assert.deepEqual(await stages("hooked"), { 1: "None" });
    assert.deepEqual(outputLines(channel), []);

    await promoteAllowing(version, "hooked 1");
    await notification("hooked 1 is in Staging now.");
    const output = outputLines(channel);
    assert.match(output[0] ?? "", /^── hooked 1 → Staging · before · /);
    assert.match(output[1] ?? "", /> node "check one\.mjs"$/);
    assert.equal(output[2], "all is well");
    assert.match(output[3] ?? "", /^── passed · /);
    assert.match(output[4] ?? "", /^── hooked 1 → Staging · after · /);
  });

  it("are asked about again when they change, and named in the confirmation when not", async () => {
    await writeScript("check one.mjs", "");
    await writeScript("other.mjs", "");
    await writePolicy(policyWith({ pre: ["check one.mjs"], post: ["check one.mjs"] }));
    const version = await prepareOne("hooked-again", "sklearn-forest.onnx");
    const promoting = run("promote", version, "Staging");
    const known = await dialog("Promote hooked-again 1 to Staging?");
    assert.match(
      known.detail ?? "",
      /\n\nThe policy runs:\n• before Staging: node "check one\.mjs"/,
    );
    known.dismiss();
    await promoting;
    await writePolicy(policyWith({ pre: ["other.mjs"] }));
    const again = run("promote", version, "Staging");
    const asked = await dialog("Allow these programs and promote hooked-again 1 to Staging?");
    assert.match(asked.detail ?? "", /\n\nThe hooks have changed since you allowed them\.\n\n/);
    asked.dismiss();
    await again;
    assert.deepEqual(await stages("hooked-again"), { 1: "None" });
  });

  it("that fail before stop the promotion, with the reason and the output at hand", async () => {
    await writeScript("stop.mjs", `console.error("no report"); process.exitCode = 3;`);
    await writePolicy(policyWith({ pre: ["stop.mjs"] }));
    const version = await prepareOne("hook-stopped", "sklearn-forest.onnx");
    await promoteAllowing(version, "hook-stopped 1");
    const failed = await notification(/^Can't move hook-stopped 1 to Staging/);
    assert.equal(failed.kind, "error");
    assert.match(failed.text, /the hook node stop\.mjs ended with code 3 \(“no report”\)\./);
    assert.deepEqual(failed.buttons, ["Show Output"]);
    failed.press("Show Output");
    await run("showHookOutput");
    assert.match(outputLines(channel).at(-1) ?? "", /^── ended with code 3 · /);
    assert.deepEqual(await stages("hook-stopped"), { 1: "None" });
  });

  it("can be cancelled while they run, which ends them and moves nothing", async () => {
    await writeScript(
      "wait.mjs",
      `import { writeFileSync } from "node:fs";
       writeFileSync("waiting", String(process.pid));
       setInterval(() => {}, 1000);`,
    );
    await writePolicy(policyWith({ pre: ["wait.mjs"] }));
    const version = await prepareOne("hook-cancelled", "sklearn-forest.onnx");
    const promoting = promoteAllowing(version, "hook-cancelled 1");
    const work = await progressOf("Moving hook-cancelled 1 to Staging", "Running node wait.mjs");
    const pid = await waitFor("the hook's process", async () => {
      const text = await readFile(file("waiting").fsPath, "utf8").catch(() => "");
      return text === "" ? undefined : Number(text);
    });
    work.cancel();
    // The person knows: no message comes, which the watch over the tests makes sure of.
    await promoting;
    assert.match(outputLines(channel).at(-1) ?? "", /^── was cancelled · /);
    assert.throws(() => process.kill(pid, 0), { code: "ESRCH" });
    assert.deepEqual(await stages("hook-cancelled"), { 1: "None" });
    const { history } = await show("hook-cancelled@1");
    assert.deepEqual(
      history.map(({ title }) => title),
      ["Registered"],
    );
  });

  it("that fail afterwards take nothing back, are told of and recorded", async () => {
    await writeScript("stop.mjs", `process.exitCode = 3;`);
    await writePolicy(policyWith({ post: ["stop.mjs"] }));
    const version = await prepareOne("hook-late", "sklearn-forest.onnx");
    await promoteAllowing(version, "hook-late 1");
    const warning = await notification(
      /^hook-late 1 is in Staging now\. But the hook node stop\.mjs/,
    );
    assert.deepEqual([warning.kind, warning.buttons], ["warning", ["Show Output"]]);
    const { stage, history } = await show("hook-late@1");
    assert.equal(stage, "Staging");
    assert.equal(history[0]?.title, "Hook after Staging failed: node stop.mjs ended with code 3");
  });

  it("run for an automatic promotion only once they are allowed", async () => {
    await writeScript(
      "auto.mjs",
      `import { writeFileSync } from "node:fs"; writeFileSync("auto", "")`,
    );
    await writePolicy(policyWith({ pre: ["auto.mjs"], more: "auto: true," }));
    const registering = run("register", file("sklearn-forest.onnx"));
    await answerRegistration("auto-hooked");
    (await notification(/already registered/)).press("Register Anyway");
    const asked = await dialog("Allow these programs and promote auto-hooked 1 to Staging?");
    assert.match(asked.detail ?? "", /^It is registered and passes all checks\./);
    assert.deepEqual(await stages("auto-hooked"), { 1: "None" });
    asked.press("Allow and Promote");
    await registering;
    await notification(/^auto-hooked 1 registered · in Staging · /);
    await readFile(file("auto").fsPath);
  });

  it("run when the last approval lets a version go on, if who approves allows them", async () => {
    await writeScript("approved.mjs", "");
    await writePolicy(policyWith({ pre: ["approved.mjs"], more: "approvals: {}," }));
    await prepareOne("hook-approved", "sklearn-forest.onnx");
    const ask = ["request", "hook-approved@1", "--to", "Staging", "--reason", "good", "--promote"];
    await colleague(...ask);
    const { node } = await rowAt("Waiting for approval (1)", "hook-approved 1 → Staging");
    const approving = run("approve", node);
    await (await question("Approve hook-approved 1 for Staging")).accept();
    const asked = await dialog("Allow these programs and approve hook-approved 1 for Staging?");
    assert.deepEqual(asked.buttons, ["Show Policy", "Allow and Approve", "Approve Only"]);
    asked.press("Allow and Approve");
    await approving;
    await notification("hook-approved 1 is approved for Staging, and was promoted.");
    assert.deepEqual(await stages("hook-approved"), { 1: "Staging" });
  });

  it("run on a request, an approval and a denial, once they are allowed", async () => {
    await writeScript("tell.mjs", `console.log("told")`);
    await writeScript("broken.mjs", `process.exitCode = 4;`);
    const hook = (script: string): string => `[{ command: node, args: [${script}] }]`;
    await writePolicy(`version: 1
gates:
  Staging:
    approvals: {}
    hooks: { request: ${hook("tell.mjs")}, approve: ${hook("tell.mjs")}, deny: ${hook("broken.mjs")} }
`);
    const version = await prepareOne("hook-asked", "sklearn-forest.onnx");
    const asking = run("requestApproval", version);
    const title = "Request approval of hook-asked 1 for Staging";
    const why = await question(title, 1);
    why.type("good");
    await why.accept();
    await (await question(title, 2)).choose("Promote manually");
    const asked = await dialog("Allow these programs and request approval of hook-asked 1?");
    assert.match(asked.detail ?? "", /\n• on a request for Staging: node tell\.mjs .*\n\nand at/);
    asked.press("Allow and Request");
    await asking;
    await notification(/^Approval of hook-asked 1 for Staging requested\./);
    assert.ok(
      outputLines(channel).some((line) =>
        line.startsWith("── hook-asked 1 · on a request for Staging · "),
      ),
    );
    const { node } = await rowAt("Waiting for approval (1)", "hook-asked 1 → Staging");
    const withdrawing = run("withdrawRequest", node);
    await (await question("Withdraw the request of hook-asked 1 for Staging")).accept();
    await withdrawing;

    await colleague("request", "hook-asked@1", "--to", "Staging", "--reason", "please");
    const second = await rowAt("Waiting for approval (1)", "hook-asked 1 → Staging");
    const denying = run("deny", second.node);
    const reason = await question("Deny hook-asked 1 for Staging");
    reason.type("biased");
    await reason.accept();
    await denying;
    const warning = await notification(
      /^hook-asked 1 is denied for Staging\. But the hook node broken\.mjs ended with code 4/,
    );
    assert.deepEqual([warning.kind, warning.buttons], ["warning", ["Show Output"]]);
    const { history } = await show("hook-asked@1");
    assert.equal(
      history[0]?.title,
      "Hook on a denial for Staging failed: node broken.mjs ended with code 4",
    );
  });

  it("are allowed and revoked from the palette", async () => {
    await writePolicy("version: 1\n");
    await run("allowHooks");
    await notification("The policy has no hooks.");
    await writePolicy(policyWith({ post: ["palette.mjs"] }));
    const allowing = run("allowHooks");
    const asked = await dialog(/^Allow the hooks of /);
    assert.match(asked.detail ?? "", /\n• after Staging: node palette\.mjs \(at most 300 s\)\n/);
    asked.press("Allow");
    await allowing;
    await notification("The policy's hooks are allowed in this folder now.");
    const again = run("allowHooks");
    (await notification(/^The hooks of the policy are allowed in this folder/)).press("Revoke");
    await again;
    await notification(/^The policy's hooks are no longer allowed/);
    await run("revokeHooks");
    await notification("No hook of the policy was allowed here.");
  });
});

describe("Automatic promotion", () => {
  after(() => writePolicy("version: 1\n"));

  it("says which gate kept a version from it, and shows the checks", async () => {
    await writePolicy(
      "version: 1\ngates: { Staging: { auto: true, metrics: [{ metric: auc, min: 0.9 }] } }\n",
    );
    const registering = run("register", file("sklearn-forest.onnx"));
    await answerRegistration("auto-gated");
    (await notification(/already registered/)).press("Register Anyway");
    await registering;
    const told = await notification(/^auto-gated 1 registered · /);
    assert.equal(told.kind, "warning");
    assert.match(
      told.text,
      /It was not promoted automatically: Can't move auto-gated 1 to Staging: auc: not recorded, required at least 0\.9\.$/,
    );
    told.press("Show Checks");
    await (await question("auto-gated 1 to Staging: checks")).close();
  });
});

/** Enter, Enter, Enter, after a name of its own. */
async function answerRegistration(name: string): Promise<void> {
  const title = "Register sklearn-forest.onnx";
  const first = await question(title, 1);
  const { totalSteps = 0 } = first;
  first.type(name);
  await first.choose(name);
  for (let step = 2; step <= totalSteps; step += 1) await (await question(title, step)).accept();
}
