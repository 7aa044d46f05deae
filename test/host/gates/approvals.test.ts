import assert from "node:assert/strict";
import { run } from "../support/command.ts";
import { dialog, notification } from "../support/messages.ts";
import { playedPage } from "../support/played-pages.ts";
import { question } from "../support/questions.ts";
import { colleague, prepareOne, show, stages, writePolicy } from "../support/registry.ts";
import { tab } from "../support/tabs.ts";
import { badge, labels, rowAt, rowSaying } from "../support/tree.ts";
import { waitFor } from "../support/wait.ts";

const gatedPolicy = `version: 1
stages:
  - name: None
  - name: Staging
  - name: Production
    exclusive: true
  - name: Archived
    terminal: true
transitions:
  None: [Staging]
  Staging: [Production, None]
  Production: [Archived]
gates:
  Staging:
    tags:
      - tag: reviewed
  Production:
    safe: true
    approvals:
      count: 1
    force: anyone
`;

describe("Before a stage with gates", () => {
  before(() => writePolicy(gatedPolicy));

  it("a version that fails stays, and the checklist says what to do", async () => {
    const version = await prepareOne("stopped", "sklearn-forest.onnx");
    const promoting = run("promote", version, "Staging");
    const checks = await question("stopped 1 to Staging: checks");
    assert.deepEqual(checks.labels, ["Stop here", "tag reviewed"]);
    assert.equal(checks.description("tag reviewed"), "failed: not set (required: to be set)");
    assert.equal(checks.detail("tag reviewed"), "Set the tag reviewed when it is true.");
    await checks.choose("Stop here");
    await promoting;
    assert.deepEqual(await stages("stopped"), { 1: "None" });
  });

  it("a version that passes goes on with Enter to the confirmation", async () => {
    const version = await prepareOne("passing", "sklearn-forest.onnx");
    await colleague("tag", "passing@1", "reviewed", "yes");
    const promoting = run("promote", version, "Staging");
    const checks = await question("passing 1 to Staging: checks");
    assert.deepEqual(checks.labels, ["Move to Staging…", "tag reviewed"]);
    assert.match(checks.description("tag reviewed") ?? "", /^passed: /);
    await checks.accept();
    (await dialog("Promote passing 1 to Staging?")).press("Promote");
    await promoting;
    assert.deepEqual(await stages("passing"), { 1: "Staging" });
  });

  it("force takes a reason, names what fails, and is kept in the history", async () => {
    const version = await staged("forced");
    const forcing = run("promote", version, "Production");
    const checks = await question("forced 1 to Production: checks");
    assert.deepEqual(checks.labels, ["Request Approval…", "Force…", "approvals", "model file"]);
    await checks.choose("Force…");
    const why = await question("Force forced 1 to Production");
    await why.accept();
    assert.equal(why.problem, "Forcing needs a reason.");
    why.type("the old one fails");
    await why.accept();
    const confirmation = await dialog("Force forced 1 to Production?");
    assert.match(confirmation.detail ?? "", /checks fail:\napprovals: none, not requested/);
    confirmation.press("Force");
    await forcing;
    const { stage, history } = await show("forced@1");
    assert.equal(stage, "Production");
    assert.match(JSON.stringify(history), /the old one fails/);
  });
});

describe("Request Approval", () => {
  before(() => writePolicy(gatedPolicy));

  it("asks why, waits in the tree, and lets the version through once somebody else agrees", async () => {
    const version = await staged("asked");
    const promoting = run("promote", version, "Production");
    await (await question("asked 1 to Production: checks")).choose("Request Approval…");
    await answerRequest("Request approval of asked 1 for Production", "Promote manually");
    await promoting;
    await notification(
      /^Approval of asked 1 for Production requested\. It can be approved by anybody but you\.$/,
    );
    const waiting = await rowAt("Waiting for approval (1)", "asked 1 → Production");
    assert.match(waiting.description, / · 0\/1 approved$/);
    assert.equal(waiting.item.contextValue, "approval own");
    const { tooltip } = waiting.item;
    assert.ok(typeof tooltip === "string" && tooltip.includes("“beats the other”"));

    await colleague("approve", "asked@1");
    const again = run("promote", version, "Production");
    const checks = await question("asked 1 to Production: checks");
    assert.match(
      checks.description("approvals") ?? "",
      /^passed: 1 \(Ada Okoye \(from the environment\)\)/,
    );
    await checks.accept();
    (await dialog("Promote asked 1 to Production?")).press("Promote");
    await again;
    assert.deepEqual(await stages("asked"), { 1: "Production" });
    await nothingWaits();
  });

  it("offers, from the palette, the versions of which a stage asks for approval", async () => {
    await prepareOne("not-yet", "sklearn-forest.onnx");
    await staged("asked-by-palette");
    const asking = run("requestApproval");
    const choice = await question("Request Approval");
    assert.ok(!choice.labels.includes("not-yet 1"));
    await choice.choose("asked-by-palette 1");
    await answerRequest(
      "Request approval of asked-by-palette 1 for Production",
      "Promote manually",
    );
    await asking;
    const { node } = await rowAt("Waiting for approval (1)", "asked-by-palette 1 → Production");
    const withdrawing = run("withdrawRequest", node);
    await (await question("Withdraw the request of asked-by-palette 1 for Production")).accept();
    await withdrawing;
    await notification("The request of asked-by-palette 1 for Production is withdrawn.");
    await nothingWaits();
  });

  it("says where there is nothing to ask for", async () => {
    const version = await prepareOne("asked-early", "sklearn-forest.onnx");
    await run("requestApproval", version);
    await notification(/^Can't request approval of asked-early 1: no stage/);
  });
});

describe("Approve and Deny", () => {
  before(() => writePolicy(gatedPolicy));

  it("a request of a colleague counts on the badge, and goes on by itself when approved", async () => {
    await staged("wanted");
    await colleague("request", "wanted@1", "--reason", "better on the holdout", "--promote");
    const { node, item } = await rowAt("Waiting for approval (1)", "wanted 1 → Production");
    assert.equal(item.contextValue, "approval awaitsMe");
    await waitFor("the badge", () => (badge()?.value === 1 ? true : undefined));
    assert.equal(badge()?.tooltip, "1 request for approval waiting for you");
    const approving = run("approve", node);
    await (await question("Approve wanted 1 for Production")).accept();
    await approving;
    await notification("wanted 1 is approved for Production, and was promoted.");
    assert.deepEqual(await stages("wanted"), { 1: "Production" });
    await nothingWaits();
    await waitFor("no badge", () => (badge() === undefined ? true : undefined));
  });

  it("a denial needs a reason and closes the request", async () => {
    const version = await staged("unwanted");
    await colleague("request", "unwanted@1", "--reason", "I like it");
    await rowAt("Waiting for approval (1)");
    const denying = run("deny", version);
    const why = await question("Deny unwanted 1 for Production");
    await why.accept();
    assert.equal(why.problem, "A denial needs a reason.");
    why.type("biased");
    await why.accept();
    await denying;
    await notification("unwanted 1 is denied for Production.");
    await nothingWaits();
  });

  it("the page of the version shows the request and its checks, and decides about it", async () => {
    const version = await staged("banner");
    await colleague("request", "banner@1", "--reason", "steadier on small ones");
    const { item } = await rowAt("Waiting for approval (1)", "banner 1 → Production");
    // What a click on the row does.
    assert.ok(item.command);
    const [argument] = item.command.arguments as readonly unknown[];
    await run(item.command.command.replace("modelRegistry.", ""), argument);
    const page = await playedPage("version");
    page.ready();
    const waits = await page.hear("version", ({ requests }) => requests.length === 1);
    const [request] = waits.requests;
    assert.ok(request);
    assert.equal(waits.version.id, version.version);
    const { to, reason, counted, required, isOwn, mayApprove, mayDeny, checks } = request;
    assert.deepEqual(
      { to, reason, counted, required, isOwn, mayApprove, mayDeny },
      {
        to: "Production",
        reason: "steadier on small ones",
        counted: 0,
        required: 1,
        isOwn: false,
        mayApprove: true,
        mayDeny: true,
      },
    );
    assert.deepEqual(
      checks.map(({ rule, passed }) => [rule, passed]),
      [
        ["safe", true],
        ["approvals", false],
      ],
    );

    const about = { version: waits.version.id, request: request.id };
    page.say({ type: "approve", ...about });
    const comment = await question("Approve banner 1 for Production");
    comment.type("read the report");
    await comment.accept();
    await notification("You approved banner 1 for Production.");
    const approved = await page.hear("version", ({ requests }) => requests[0]?.counted === 1);
    assert.deepEqual(
      approved.requests[0]?.approvals.map(({ reason: why, counts }) => [why, counts]),
      [["read the report", true]],
    );
    assert.equal(approved.requests[0].mayApprove, false);

    page.say({ type: "deny", ...about });
    const why = await question("Deny banner 1 for Production");
    why.type("too late");
    await why.accept();
    await notification("banner 1 is denied for Production.");
    await page.hear("version", ({ requests }) => requests.length === 0);
    page.say({ type: "approve", ...about });
    await notification("Approve: This request has been decided or withdrawn already.");
    await nothingWaits();
  });

  it("the page of the version lets who asked withdraw, and not approve", async () => {
    const version = await staged("banner-own");
    const asking = run("requestApproval", version);
    await answerRequest("Request approval of banner-own 1 for Production", "Promote manually");
    await asking;
    await run("showVersion", version);
    const page = await playedPage("version");
    page.ready();
    const { requests, version: shown } = await page.hear(
      "version",
      (each) => each.version.id === version.version && each.requests.length === 1,
    );
    const [request] = requests;
    assert.ok(request);
    const { isOwn, mayApprove, mayDeny } = request;
    assert.deepEqual([isOwn, mayApprove, mayDeny], [true, false, false]);
    page.say({ type: "withdraw", version: shown.id, request: request.id });
    await (await question("Withdraw the request of banner-own 1 for Production")).accept();
    await notification("The request of banner-own 1 for Production is withdrawn.");
    await page.hear("version", (each) => each.requests.length === 0);
    await nothingWaits();
  });

  it("from the palette, there is a choice of those that wait, or word that none does", async () => {
    await run("approve");
    await notification("Approve: There is no request that this applies to.");
    await staged("chosen");
    await colleague("request", "chosen@1", "--reason", "please look");
    const { item } = await rowAt("Waiting for approval (1)", "chosen 1 → Production");
    assert.equal(item.command?.command, "modelRegistry.showVersion");
    const [argument] = item.command.arguments as readonly unknown[];
    await run("showVersion", argument);
    await tab("chosen 1");
    const approving = run("approve");
    const choice = await question("Approve");
    assert.deepEqual(choice.labels, ["chosen 1 → Production"]);
    assert.equal(choice.detail("chosen 1 → Production"), "please look");
    await choice.accept();
    await (await question("Approve chosen 1 for Production")).accept();
    await approving;
    await notification("You approved chosen 1 for Production.");
    await rowSaying(/1\/1 approved$/, "Waiting for approval (1)", "chosen 1 → Production");
    await colleague("withdraw", "chosen@1");
    await nothingWaits();
  });
});

/** A version in Staging, through its gate. */
async function staged(model: string): ReturnType<typeof prepareOne> {
  const version = await prepareOne(model, "sklearn-forest.onnx");
  await colleague("tag", `${model}@1`, "reviewed", "yes");
  await colleague("promote", `${model}@1`, "--to", "Staging");
  return version;
}

async function answerRequest(title: string, then: string): Promise<void> {
  const why = await question(title, 1);
  await why.accept();
  assert.equal(why.problem, "A request needs a reason.");
  why.type("beats the other");
  await why.accept();
  await (await question(title, 2)).choose(then);
}

function nothingWaits(): Promise<true> {
  return waitFor("no request in the tree", async () =>
    (await labels()).some((label) => label.startsWith("Waiting")) ? undefined : true,
  );
}
