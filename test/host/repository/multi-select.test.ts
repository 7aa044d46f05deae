import assert from "node:assert/strict";
import { Uri, workspace } from "vscode";
import { run } from "../support/command.ts";
import { dialog, fileDialog, notification } from "../support/messages.ts";
import { question } from "../support/questions.ts";
import { file, prepare, show, stages } from "../support/registry.ts";
import { labels, rowAt } from "../support/tree.ts";

/** Rows of a model's versions, as VS Code gives them to a command: the one clicked, then all. */
async function selected(
  ...paths: readonly (readonly [string, ...string[]])[]
): Promise<readonly unknown[]> {
  const rows = await Promise.all(paths.map((path) => rowAt(...path)));
  const nodes = rows.map(({ node }) => node);
  return [nodes[0], nodes];
}

describe("Several rows of the tree", () => {
  it("are rejected with one question; what can't be is named", async () => {
    await prepare(
      "several-rejected",
      ["more/scaler.pkl", "Staging", "Production"],
      ["more/scaler.pkl", "Staging"],
      ["more/scaler.pkl"],
    );
    const of = "several-rejected";
    const rejecting = run("reject", ...(await selected([of, "3"], [of, "2"], [of, "1"], [of])));
    const asked = await dialog("Reject 2 versions?");
    assert.deepEqual(asked.buttons, ["Reject", "Reject with Reason…"]);
    assert.equal(
      asked.detail,
      "several-rejected 3, 2.\n\nLeft out: several-rejected (It is not a version.), several-rejected 1 (Can't move several-rejected 1 from Production to Rejected: the policy does not allow it.).",
    );
    asked.press("Reject with Reason…");
    const why = await question("Reject 2 versions");
    why.type("leaked test data");
    await why.accept();
    await rejecting;
    await notification(/^2 versions rejected\. Left out: several-rejected \(/);
    assert.deepEqual(await stages(of), { 1: "Production", 2: "Rejected", 3: "Rejected" });
    assert.match(JSON.stringify((await show(`${of}@3`)).history), /leaked test data/);
  });

  it("are archived, and the dialog says which models have nothing in Production then", async () => {
    await prepare("several-archived-a", ["more/scaler.pkl", "Staging", "Production"]);
    await prepare("several-archived-b", ["more/scaler.pkl", "Staging", "Production"]);
    const rows = await selected(["several-archived-a", "1"], ["several-archived-b", "1"]);
    const archiving = run("archive", ...rows);
    const asked = await dialog("Archive 2 versions?");
    assert.match(asked.detail ?? "", /\n\nseveral-archived-a will have no version in Production\./);
    asked.press("Archive");
    await archiving;
    await notification("2 versions archived.");
    assert.deepEqual(await stages("several-archived-b"), { 1: "Archived" });
  });

  it("say why, where nothing of a selection can be archived", async () => {
    await prepare("several-not", ["more/scaler.pkl", "Rejected"], ["more/scaler.pkl", "Rejected"]);
    await run("archive", ...(await selected(["several-not", "1"], ["several-not", "2"])));
    await notification(/^None of what is selected can be archived\. Left out: several-not 1 \(/);
  });

  it("are deleted; the safe button comes first", async () => {
    await prepare(
      "several-deleted",
      ["more/scaler.pkl"],
      ["more/scaler.pkl"],
      ["more/scaler.pkl", "Staging", "Production"],
    );
    const of = "several-deleted";
    const rows = await selected([of, "1"], [of, "2"], [of, "3"]);
    const deleting = run("deleteVersion", ...rows);
    const why = await question("Delete 2 versions");
    why.type("trials");
    await why.accept();
    const asked = await dialog("Delete 2 versions?");
    assert.deepEqual(asked.buttons, ["Keep Versions", "Delete"]);
    assert.match(asked.detail ?? "", /Left out: several-deleted 3 \(.*in Production/);
    asked.press("Delete");
    await deleting;
    await notification(/^2 versions deleted\. .* freed\. Left out: several-deleted 3/);
    assert.deepEqual(await stages(of), { 3: "Production" });
  });

  it("are tagged alike, models and versions", async () => {
    await prepare("several-tagged", ["more/scaler.pkl"], ["more/digits.npz"]);
    const of = "several-tagged";
    const tagging = run("setTag", ...(await selected([of, "1"], [of, "2"], [of])));
    const name = await question("Tag 3 models and versions", 1);
    name.type("team");
    await name.accept();
    const value = await question("Tag 3 models and versions", 2);
    value.type("risk");
    await value.accept();
    await tagging;
    await notification("3 models and versions tagged team = risk.");
  });

  it("are exported, each to a folder of its own", async () => {
    await prepare("several/exported", ["more/scaler.pkl"], ["more/digits.npz"]);
    const of = "several/exported";
    const exporting = run("exportArtifact", ...(await selected([of, "1"], [of, "2"])));
    const target = file("exports");
    (await fileDialog()).choose(target);
    await exporting;
    await notification("2 versions exported to exports, verified.");
    await workspace.fs.stat(Uri.joinPath(target, "several-exported-1", "scaler.pkl"));
    await workspace.fs.stat(Uri.joinPath(target, "several-exported-2", "digits.npz"));
  });
});

describe("What is not on disk", () => {
  it("is not taken for the file at its path", async () => {
    const { path } = file("more/scaler.pkl");
    const document = Uri.from({ scheme: "git", path, query: '{"ref":"HEAD"}' });
    for (const [command, verb] of [
      ["inspect", "inspect"],
      ["register", "register"],
      ["importVersions", "import"],
    ] as const) {
      await run(command, document);
      await notification(
        `Can't ${verb} scaler.pkl (git): only files on disk can be read. Save it as a file first, and choose that.`,
      );
    }
  });
});

describe("Names with slashes", () => {
  it("fold into folders, with numbers in their order", async () => {
    for (const name of ["zoo/cat-10", "zoo/cat-2", "zoo/big/lion", "zoo/big/bear"]) {
      await prepare(name, ["more/scaler.pkl"]);
    }
    await rowAt("zoo", "big", "bear");
    const group = await rowAt("zoo");
    assert.equal(group.item.contextValue, "model-group");
    assert.deepEqual(await labels(group), ["big", "cat-2", "cat-10"]);
    assert.deepEqual(await labels(await rowAt("zoo", "big")), ["bear", "lion"]);
    assert.equal(
      (await rowAt("zoo", "cat-2", "1")).item.accessibilityInformation?.label.slice(0, 12),
      "zoo/cat-2 1,",
    );
  });
});
