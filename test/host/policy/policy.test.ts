import assert from "node:assert/strict";
import { ThemeIcon, window } from "vscode";
import { run } from "../support/command.ts";
import { notification } from "../support/messages.ts";
import { question } from "../support/questions.ts";
import { file, prepareOne, stages, writePolicy } from "../support/registry.ts";
import { labels, rowAt, rows, untilTreeChanges } from "../support/tree.ts";
import { waitFor } from "../support/wait.ts";

const teamPolicy = `version: 1
stages:
  - name: Development
  - name: Testing
    icon: beaker
  - name: Production
    exclusive: true
  - name: Retired
    terminal: true
transitions:
  Development: [Testing]
  Testing: [Production, Development]
  Production: [Retired]
`;

describe("With a policy of a team's own", () => {
  before(async () => {
    await writePolicy(teamPolicy);
    await prepareOne("forest", "sklearn-forest.onnx");
  });
  afterEach(() => writePolicy(teamPolicy));

  it("a version begins in its first stage and is offered the next ones", async () => {
    const { node, item } = await rowAt("forest", "1");
    assert.match(item.contextValue ?? "", /\bversion\b/);
    const promoting = run("promote", node);
    const choice = await question("Promote forest 1 (Development)");
    assert.deepEqual(choice.labels, ["Testing"]);
    await choice.accept();
    await promoting;
    await notification("forest 1 is in Testing now.");
    assert.deepEqual(await stages("forest"), { 1: "Testing" });
    const { iconPath } = (await rowAt("forest", "1")).item;
    assert.ok(iconPath instanceof ThemeIcon);
    assert.equal(iconPath.id, "beaker");
  });

  it("the tree groups by its stages and finds them", async () => {
    await run("groupByStage");
    assert.deepEqual(await labels(), [await stageOfForest()]);
    await run("groupByModel");
  });

  it("a stage that it does not have can't be reached", async () => {
    for (const [command, title] of [
      ["archive", "Archive"],
      ["reject", "Reject"],
    ] as const) {
      await run(command);
      await notification(`${title}: There is no version that this applies to.`);
    }
  });

  it("nothing moves while its text is wrong, and the tree says why", async () => {
    const { node } = await rowAt("forest", "1");
    const before = await stageOfForest();
    await writePolicy("version: 1\nstages: 7\n");
    const problem = await waitFor("the problem in the tree", async () =>
      (await rows()).find(({ item }) => item.contextValue === "policy-problem"),
    );
    assert.match(problem.label, /^policy\.yaml, line 2: /);
    assert.equal(problem.item.command?.command, "modelRegistry.openPolicy");
    await run("promote", node, "Production");
    await notification(/^policy\.yaml, line 2: /);
    // Asked from the palette, it does not ask first which version is meant.
    await run("promote");
    const refused = await notification(/^policy\.yaml, line 2: /);
    assert.deepEqual(refused.buttons, ["Open Policy"]);
    for (const command of ["requestApproval", "approve", "archive"]) {
      await run(command);
      await notification(/^policy\.yaml, line 2: /);
    }
    await run("register", file("sklearn-forest.onnx"));
    await notification(/^policy\.yaml, line 2: /);
    refused.press("Open Policy");
    await waitFor("the policy at its mistake", () => {
      const { document, selection } = window.activeTextEditor ?? {};
      return document?.fileName.endsWith("policy.yaml") && selection?.start.line === 1
        ? true
        : undefined;
    });
    await untilTreeChanges(() => writePolicy(teamPolicy));
    assert.equal(await stageOfForest(), before);
  });
});

async function stageOfForest(): Promise<string | undefined> {
  return (await stages("forest"))[1];
}
