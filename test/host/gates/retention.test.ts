import assert from "node:assert/strict";
import { commands, window, workspace } from "vscode";
import type { TextDocument } from "vscode";
import type {
  PolicyStep,
  RetentionAnswer,
  RetentionSnapshot,
} from "../../../webview/retention/protocol.ts";
import { run } from "../support/command.ts";
import { dialog, notification } from "../support/messages.ts";
import { playedPage, type PlayedPage } from "../support/played-pages.ts";
import { question } from "../support/questions.ts";
import { file, folder, prepare, prepareOne, stages, writePolicy } from "../support/registry.ts";
import { restorePage } from "../support/restored-pages.ts";
import { pageTabs, tab } from "../support/tabs.ts";
import { rowAt } from "../support/tree.ts";
import { waitFor } from "../support/wait.ts";

const policy = file(".model-registry/policy.yaml");
const rule = "retention: { keepLast: 1, deleteAfterDays: 0 }\n";
const lifecycle = `version: 1
stages: [{ name: None }, { name: Production, exclusive: true }, { name: Archived, terminal: true }]
transitions: { None: [Production, Archived], Production: [Archived] }
`;

/** Models of bytes that no other version has. */
async function models(model: string, ...stagesOf: readonly (readonly string[])[]): Promise<void> {
  const files = stagesOf.map((_, index) => `${model}/${index + 1}.json`);
  for (const [index, path] of files.entries()) {
    await workspace.fs.writeFile(file(path), Buffer.from(`{"${model}": ${index + 1}}`));
  }
  await prepare(model, ...files.map((path, index) => [path, ...(stagesOf[index] ?? [])] as const));
  await workspace.fs.delete(file(model), { recursive: true });
}

/** The one that was opened last. */
let page: PlayedPage;

/** Opens the page of a model, and answers the newest of its snapshots that is as wanted. */
async function preview(
  model: string,
  isWanted: (snapshot: RetentionSnapshot) => boolean = () => true,
): Promise<RetentionSnapshot> {
  await run("previewRetention", (await rowAt(model)).node);
  await tab(`Retention: ${model}`);
  page = await playedPage("retention");
  return page.hear("retention", (snapshot) => snapshot.model === model && isWanted(snapshot));
}

function send(action: "archive" | "delete"): Promise<RetentionAnswer | undefined> {
  return page.ask({ type: "apply-retention", action });
}

function edit(step: PolicyStep): void {
  page.say({ type: "edit-policy", step });
}

/** The policy in an editor, once its text is as wanted. */
function policyShown(isWanted: (text: string) => boolean): Promise<TextDocument> {
  return waitFor("the policy in an editor", () => {
    const { document } = window.activeTextEditor ?? {};
    return document?.uri.toString() === policy.toString() && isWanted(document.getText())
      ? document
      : undefined;
  });
}

describe("Preview Retention", () => {
  before(() => writePolicy(`${lifecycle}${rule}`));
  afterEach(() => writePolicy(`${lifecycle}${rule}`));
  after(() => writePolicy("version: 1\n"));

  it("opens a page of all models, or of the one selected, and comes back with its tab", async () => {
    await prepareOne("retained", "sklearn-forest.onnx");
    for (let times = 1; times <= 2; times += 1) {
      await run("previewRetention");
      await tab("Retention");
      assert.equal(pageTabs("retention").length, 1);
    }
    const { counts, rule: said } = await preview("retained");
    assert.deepEqual(counts, { delete: 0, archive: 0, keep: 1 });
    assert.match(String(said), /^The last version stays, .* after 0 days\.$/);
    assert.equal(pageTabs("retention").length, 2);
    const subject = { page: "retention", folder: folder.uri.toString(), model: "retained" };
    await restorePage("retention", { subject, page: { show: "most" } });
    await waitFor("the restored page", () => pageTabs("retention").length === 3 || undefined);
  });

  it("archives once that is confirmed, and says which are left", async () => {
    await models("archivable", ["Production"], [], [], []);
    await preview("archivable");
    const dismissed = send("archive");
    const first = await dialog("Archive 2 versions?");
    assert.match(
      first.detail ?? "",
      /^To Archived, .* Their 34 B stay stored\.\n\narchivable 3, 2\.$/s,
    );
    first.dismiss();
    assert.equal(await dismissed, undefined);
    const asked = send("archive");
    (await dialog("Archive 2 versions?")).press("Archive");
    await notification("2 versions archived.");
    assert.deepEqual(await stages("archivable"), {
      1: "Production",
      2: "Archived",
      3: "Archived",
      4: "None",
    });
    const answer = await asked;
    assert.deepEqual(answer, {
      action: "archive",
      versions: 2,
      freed: 0,
      notes: [],
    });
    void send("archive");
    await notification(/^There is nothing to archive any more\./);
  });

  it("deletes once the bytes were seen, and says what was freed", async () => {
    await models("deletable", ["Archived"], ["Archived"], []);
    const { freed } = await preview("deletable");
    assert.equal(freed, 32);
    void send("delete");
    const first = await dialog("Delete 2 versions?");
    assert.match(first.detail ?? "", /^32 B that no other version has will be freed\. This can't/);
    assert.match(first.detail ?? "", /\n\ndeletable 2, 1\.\n\n/);
    first.dismiss();
    const asked = send("delete");
    (await dialog("Delete 2 versions?")).press("Delete");
    await notification("2 versions deleted, 32 B freed.");
    const answer = await asked;
    assert.deepEqual([answer?.versions, answer?.freed], [2, 32]);
    assert.deepEqual(await stages("deletable"), { 3: "None" });
    void send("delete");
    await notification(/^There is nothing to delete any more\./);
  });

  it("names those that the gates of the stage hold back", async () => {
    await models("held-back", [], []);
    await writePolicy(`${lifecycle}${rule}gates: { Archived: { tags: [{ tag: reviewed }] } }\n`);
    await preview("held-back");
    const asked = send("archive");
    (await dialog("Archive 1 version?")).press("Archive");
    await notification(/^0 versions archived\. .*held-back 1/);
    const answer = await asked;
    assert.equal(answer?.notes.length, 1);
  });

  it("says to whom deleting is left", async () => {
    await models("not-mine", ["Archived"], []);
    await writePolicy(
      `${lifecycle}${rule}gates: { Archived: { promoters: [grace@example.org] } }\n`,
    );
    const { obstacle } = await preview("not-mine");
    assert.match(obstacle?.message ?? "", /only those who may move versions/);
    void send("delete");
    await notification(/^Can't delete by retention: .* Ask grace@example\.org\.$/);
    assert.deepEqual(await stages("not-mine"), { 1: "Archived", 2: "None" });
  });

  it("leads from no policy to one, and from a broken one to its mistake", async () => {
    await prepareOne("ruleless", "sklearn-forest.onnx");
    await workspace.fs.delete(policy);
    const none = await preview("ruleless");
    assert.deepEqual([none.hasPolicy, none.rule], [false, undefined]);
    edit("create");
    await (await question("Create Policy")).choose("Simple");
    await policyShown((text) => text.includes("stages:"));
    await writePolicy(`${lifecycle}retention: {}\n`);
    const { problem } = await preview("ruleless", (found) => "problem" in found);
    assert.match(problem?.message ?? "", /line 4/);
    edit("open");
    await policyShown((text) => text.includes("retention: {}"));
    await waitFor("the line of the mistake", () =>
      window.activeTextEditor?.selection.active.line === 3 ? true : undefined,
    );
  });

  it("writes a rule for the person to finish and save", async () => {
    await prepareOne("unruled", "sklearn-forest.onnx");
    await writePolicy("version: 1\n");
    const { rule: none, hasPolicy } = await preview("unruled");
    assert.deepEqual([none, hasPolicy], [undefined, true]);
    edit("add-retention");
    const document = await policyShown((text) =>
      /\nretention:\n {2}keepLast: 5\n {2}deleteAfterDays: 90\n$/.test(text),
    );
    assert.ok(document.isDirty);
    await commands.executeCommand("workbench.action.files.revert");
  });

  it("writes the transitions that are missing, or shows where they belong", async () => {
    await models("stuck", [], []);
    await writePolicy(`${lifecycle.replace("Production, Archived", "Production")}${rule}`);
    const { missing } = await preview("stuck");
    assert.match(missing?.message ?? "", /no transition leads from None/);
    edit("add-transitions");
    const document = await policyShown((text) => text.includes("None: [Production, Archived]"));
    assert.ok(document.isDirty);
    await commands.executeCommand("workbench.action.files.revert");
    await writePolicy(`${lifecycle.replace("None: [Production, Archived], ", "")}${rule}`);
    await policyShown((text) => text.includes("{ Production: [Archived] }"));
    edit("add-transitions");
    await policyShown((text) => text.includes("None: [Archived]"));
    await commands.executeCommand("workbench.action.files.revert");
  });
});
