import assert from "node:assert/strict";
import { rm, writeFile } from "node:fs/promises";
import { env, languages, MarkdownString } from "vscode";
import { run } from "../support/command.ts";
import { linkTo } from "../support/hostile-text.ts";
import { textsWith } from "../support/links.ts";
import { dialog, fileDialog, notification } from "../support/messages.ts";
import { question } from "../support/questions.ts";
import { colleagueNamed, file, prepareOne, writePolicy } from "../support/registry.ts";
import { resolved, rowAt } from "../support/tree.ts";
import { waitFor } from "../support/wait.ts";

/**
 * Sends text of others to all that speak with people. Nothing here looks for links: that is done after
 * each test of every window (support/watch-over-tests.ts). Here it is seen that the text got through.
 */
function gotThrough(words: string): void {
  assert.ok(textsWith(words).length > 0, `No text with “${words}” was shown.`);
}

const model = "sklearn-forest.onnx";

describe("Text of others", () => {
  beforeEach(() => writePolicy("version: 1\n"));

  it("in the names of files and folders", async () => {
    const path = file(`${linkTo("model")}.onnx`);
    await writeFile(path.fsPath, "no model");
    await run("importVersions", path, [path]);
    await run("inspect", path);
    const registering = run("register", path);
    const title = `Register ${linkTo("model").replace("](", "]\u200b(")}.onnx`;
    const { totalSteps = 1 } = await question(title, 1);
    for (let step = 1; step <= totalSteps; step += 1) await (await question(title, step)).accept();
    await registering;
    await notification(/ has a name that not every platform allows/);
    gotThrough("[model]");
    await rm(path.fsPath);
  });

  it("in the name of the workspace folder", async () => {
    await prepareOne("folder", model);
    await run("verify");
    await notification(/ is as recorded: /);
    await run("freeSpace");
    await notification(/^There is nothing to free in /);
    gotThrough("[folder]");
  });

  it("in tags, aliases, and descriptions", async () => {
    const version = await prepareOne("marked", model);
    const setting = run("setTag", version);
    const key = await question("Tag marked 1", 1);
    key.type(linkTo("key"));
    await key.accept();
    const value = await question("Tag marked 1", 2);
    value.type(linkTo("value"));
    await value.accept();
    await setting;
    await notification(/^marked 1 is tagged /);
    const removing = run("removeTag", version);
    const which = await question("Remove tag of marked 1");
    await which.accept();
    await removing;
    await notification(/^marked 1 is no longer tagged /);
    for (const words of ["[key]", "[value]"]) gotThrough(words);
  });

  it("in a request for approval, its reason and the name of who asks", async () => {
    await prepareOne("asked", model);
    await writePolicy("version: 1\ngates:\n  Staging: { approvals: { count: 1 } }\n");
    await colleagueNamed(
      linkTo("Ada"),
      ...["request", "asked@1", "--to", "Staging", "--reason", linkTo("reason")],
    );
    const { node } = await rowAt("Waiting for approval (1)", "asked 1 → Staging");
    const denying = run("deny", node);
    await (await question("Deny asked 1 for Staging")).close();
    await denying;
    gotThrough("[Ada]");
    const approving = run("approve", node);
    await (await question("Approve asked 1 for Staging")).close();
    await approving;
    gotThrough("[reason]");
    const choosing = run("approve");
    await (await question("Approve")).close();
    await choosing;
    await run("withdrawRequest");
    await notification(/^Withdraw Request: /);
  });

  it("in the keys and values of a policy", async () => {
    const version = await prepareOne("ruled", model);
    await writePolicy(`version: 1\n${JSON.stringify(linkTo("key"))}: 1\n`);
    await run("promote", version, "Staging");
    const { buttons } = await notification(/\[key\]/);
    assert.deepEqual(buttons, ["Open Policy"]);
    await waitFor("the mistake to be marked", () =>
      languages
        .getDiagnostics(file(".model-registry/policy.yaml"))
        .find(({ message }) => message.includes("[key]")),
    );
    gotThrough("[key]");
  });

  it("in the checks of a stage and the names of metrics", async () => {
    const metrics = file("metrics.json");
    await writeFile(metrics.fsPath, JSON.stringify({ [linkTo("auc")]: 0.5 }));
    const version = await prepareOne("checked", model);
    await writePolicy(
      `version: 1\ngates:\n  Staging: { metrics: [{ metric: ${JSON.stringify(linkTo("auc"))}, min: 0.9 }] }\n`,
    );
    const promoting = run("promote", version, "Staging");
    await (await question("checked 1 to Staging: checks")).close();
    await promoting;
    gotThrough("[auc]");
  });

  it("in hooks and what they print", async () => {
    const version = await prepareOne("hooked", model);
    const script = `console.error(${JSON.stringify(linkTo("output"))}); process.exit(1)`;
    const hook = { command: "node", args: ["-e", script, linkTo("hook")], timeout: 30 };
    await writePolicy(
      `version: 1\ngates:\n  Staging: { hooks: { pre: [${JSON.stringify(hook)}] } }\n`,
    );
    const promoting = run("promote", version, "Staging");
    (await dialog(/^Allow these programs/)).press("Allow and Promote");
    await promoting;
    await notification(/hook/);
    gotThrough("[hook]");
    await run("revokeHooks");
    await notification(/^The policy.s hooks are no longer allowed/);
  });

  it("in what a tooltip says of a version", async () => {
    const version = await prepareOne("described", model);
    const editing = run("editDescription", version);
    const asked = await question("Description of described 1");
    asked.type(`${linkTo("description")} <img src=x> $(zap)`);
    await asked.accept();
    await editing;
    const { tooltip } = await resolved(await rowAt("described", "1"));
    assert.ok(tooltip instanceof MarkdownString);
    assert.match(tooltip.value, /description/);
    assert.doesNotMatch(tooltip.value, /(?<!\\)\]\(|(?<!\\)</);
    assert.ok(!tooltip.isTrusted && !tooltip.supportHtml && !tooltip.supportThemeIcons);
  });

  it("in the folder that something is exported to", async () => {
    const version = await prepareOne("exported", model);
    const target = file(linkTo("export"));
    const exporting = run("exportArtifact", version);
    (await fileDialog()).choose(target);
    await exporting;
    await notification(/^Exported exported 1 to /);
    gotThrough("[export]");
    const again = run("exportArtifact", version);
    (await fileDialog()).choose(target);
    (await dialog(/^Replace /)).dismiss();
    await again;
    await rm(target.fsPath, { recursive: true });
  });

  it("is copied as it is", async () => {
    await run("copyReference", await prepareOne("copied", model));
    assert.equal(await env.clipboard.readText(), "copied@1");
  });

  // The last: a damaged registry takes no more versions.
  it("in the name of a ledger file", async () => {
    const ledger = file(`.model-registry/ledger/${linkTo("Repair it now")}.jsonl`);
    await writeFile(ledger.fsPath, "garbage\n");
    await rowAt(/^The ledger is damaged in /);
    await run("verify");
    const { buttons } = await notification(/ is not as recorded\. /);
    assert.deepEqual(buttons, ["Show All", "Repair Ledger…"]);
    gotThrough("[Repair it now]");
    await rm(ledger.fsPath);
  });
});
