import assert from "node:assert/strict";
import { commands, ConfigurationTarget, workspace } from "vscode";
import { run } from "../support/command.ts";
import { notification } from "../support/messages.ts";
import { question } from "../support/questions.ts";
import { colleague, file, prepare, prepareOne } from "../support/registry.ts";
import { labels, rowAt, rowSaying, rows, selection, untilTreeChanges } from "../support/tree.ts";
import { waitFor } from "../support/wait.ts";

/** Shows only these models, so that those of other tests do not matter. */
async function filterBy(text: string): Promise<void> {
  const filtering = run("filter");
  const asked = await question("Filter Models");
  asked.type(text);
  await asked.accept();
  await filtering;
}

/** Waits until this one row is selected in the window. */
async function untilSelected(label: string): Promise<void> {
  await waitFor(`the selection of ${label}`, async () => {
    const selected = await selection();
    return selected.length === 1 && selected[0] === label ? true : undefined;
  });
}

describe("The tree", () => {
  before(async () => {
    await prepare(
      "tree-beta",
      ["more/sklearn-forest.onnx", "Staging", "Production"],
      ["more/sklearn-network.onnx", "Staging"],
    );
    await prepareOne("tree-alpha", "more/scaler.pkl", "Rejected");
    await prepareOne("tree-beta", "more/torch-state.pt");
  });
  afterEach(async () => {
    await run("groupByModel");
    await run("sortByName");
    await run("clearFilter");
  });

  it("can be shown in the window", async () => {
    await commands.executeCommand("modelRegistry.models.focus");
    const { item } = await rowSaying(/^Production 1 · 3 versions$/, "tree-beta");
    assert.equal(item.contextValue, "model hasProduction");
  });

  it("filters by words of a name and by stages, and clears the filter", async () => {
    await filterBy("tree-");
    assert.deepEqual(await labels(), ["tree-alpha", "tree-beta"]);
    await filterBy("tree-beta staging");
    assert.deepEqual(await labels(), ["tree-beta"]);
    assert.deepEqual(await labels(await rowAt("tree-beta")), ["2"]);
    const filtering = run("filter");
    const asked = await question("Filter Models");
    assert.equal(asked.value, "tree-beta staging");
    await asked.close();
    await filtering;
    assert.deepEqual(await labels(), ["tree-beta"]);
    await untilTreeChanges(() => run("clearFilter"));
    assert.ok((await labels()).includes("tree-alpha"));
  });

  it("filters by a query, also with the stages at the top", async () => {
    await filterBy("model = tree-beta and version < 3 and not stage = Production");
    assert.deepEqual(await labels(), ["tree-beta"]);
    assert.deepEqual(await labels(await rowAt("tree-beta")), ["2"]);
    await run("groupByStage");
    assert.deepEqual(await labels(), ["Staging"]);
    assert.deepEqual(await labels(await rowAt("Staging")), ["tree-beta 2"]);
    await run("groupByModel");
    const filtering = run("filter");
    const asked = await question("Filter Models");
    asked.type("stge = Staging");
    await asked.accept();
    assert.equal(asked.problem, "“stge” is not a key; perhaps stage");
    await asked.close();
    await filtering;
    assert.deepEqual(await labels(), ["tree-beta"]);
    await run("clearFilter");
  });

  it("sorts by the last change and by name", async () => {
    await filterBy("tree-");
    await run("sortByChange");
    assert.deepEqual(await labels(), ["tree-beta", "tree-alpha"]);
    await run("sortByName");
    assert.deepEqual(await labels(), ["tree-alpha", "tree-beta"]);
  });

  it("sorts versions by a metric, the best first, and shows it", async () => {
    const measured = async (loss: number): Promise<void> => {
      await workspace.fs.writeFile(file("tree-loss.json"), Buffer.from(`{"tree_loss": ${loss}}`));
      await colleague(
        ...["register", "more/digits.npz", "--name", "tree-sorted"],
        ...["--metrics", "tree-loss.json", "--allow-identical"],
      );
    };
    for (const loss of [0.5, 0.125, 0.25]) await measured(loss);
    await workspace.fs.delete(file("tree-loss.json"));
    await prepareOne("tree-sorted", "more/scaler.pkl");
    await filterBy("tree-sorted");
    const sort = async (metric: string): Promise<void> => {
      const sorting = run("sortVersions");
      await (await question("Sort Versions")).choose(metric);
      await sorting;
    };
    await sort("tree_loss");
    assert.deepEqual(await labels(await rowAt("tree-sorted")), ["2", "3", "1", "4"]);
    await rowSaying(/^tree_loss 0\.125/, "tree-sorted", "2");
    await run("groupByStage");
    assert.deepEqual(await labels(await rowAt("None")), [
      "tree-sorted 2",
      "tree-sorted 3",
      "tree-sorted 1",
      "tree-sorted 4",
    ]);
    await run("groupByModel");
    const settings = workspace.getConfiguration("modelRegistry");
    const target = ConfigurationTarget.Workspace;
    await settings.update("metricDirections", { tree_loss: "higher" }, target);
    await waitFor("the highest first", async () => {
      const shown = await labels(await rowAt("tree-sorted"));
      return shown.join() === "1,3,2,4" ? true : undefined;
    });
    await settings.update("metricDirections", undefined, target);
    await sort("Newest first");
    assert.deepEqual(await labels(await rowAt("tree-sorted")), ["4", "3", "2", "1"]);
  });

  it("begins as the settings say, and follows them when they change", async () => {
    const settings = workspace.getConfiguration("modelRegistry.tree");
    const set = (name: string, value: unknown): Thenable<void> =>
      settings.update(name, value, ConfigurationTarget.Workspace);
    await filterBy("tree-beta");
    await set("groupBy", "stage");
    await rowAt("Production", "tree-beta 1");
    await set("versionFacts", ["stage"]);
    await rowSaying(/^Production$/, "Production", "tree-beta 1");
    await set("versionFacts", undefined);
    await run("groupByModel");
    await rowSaying(/ago|now/, "tree-beta", "1");
    await set("groupBy", undefined);
    await rowAt("tree-beta", "1");
  });

  it("groups by stage and by model", async () => {
    await filterBy("tree-");
    await run("groupByStage");
    const stages = await labels();
    assert.deepEqual(
      stages.filter((stage) => ["Production", "Staging", "None", "Rejected"].includes(stage)),
      ["Production", "Staging", "None", "Rejected"],
    );
    assert.deepEqual(await labels(await rowAt("Production")), ["tree-beta 1"]);
    assert.deepEqual(await labels(await rowAt("Rejected")), ["tree-alpha 1"]);
    await run("groupByModel");
    assert.deepEqual(await labels(await rowAt("tree-beta")), ["3", "2", "1"]);
  });

  it("tells the menus what can be done with a version", async () => {
    const flags = async (number: string): Promise<string | undefined> =>
      (await rowAt("tree-beta", number)).item.contextValue;
    assert.equal(await flags("1"), "version archivable rollBackable");
    assert.equal(await flags("2"), "version promotable movable archivable rejectable comparable");
  });

  it("selects the row of a version, whatever it takes to show it", async () => {
    const version = await prepareOne("tree-shown", "more/scaler.pkl");
    await run("showInTree", version);
    await untilSelected("1");
    await filterBy("tree-beta");
    const showing = run("showInTree", version);
    (await notification("The filter of the sidebar leaves out tree-shown 1.")).press(
      "Clear Filter",
    );
    await showing;
    await untilSelected("1");
    await run("groupByStage");
    await run("showInTree", version);
    await untilSelected("tree-shown 1");
  });

  it("leaves rows as they are when nothing about them has changed", async () => {
    const before = await rowAt("tree-beta", "2");
    await untilTreeChanges(() => prepareOne("tree-other", "more/scaler.pkl"));
    assert.equal((await rowAt("tree-beta", "2")).node, before.node);
  });

  it("is drawn anew by Refresh", async () => {
    await untilTreeChanges(() => run("refresh"));
  });

  it("shows what another program has registered, without being asked to", async () => {
    await untilTreeChanges(() => prepareOne("tree-gamma", "more/xgboost.json"));
    await rowAt("tree-gamma", "1", "xgboost.json");
  });

  it("shows the first fifty versions, and more on demand", async () => {
    const path = "more/scaler.pkl";
    const files = Array.from({ length: 51 }, () => [path] as const);
    await prepare("tree-many", ...files);
    await rowAt("tree-many", "51");
    const list = await rows(await rowAt("tree-many"));
    assert.equal(list.length, 51);
    const more = list.at(-1);
    assert.equal(more?.label, "Show more…");
    assert.equal(more.item.command?.command, "modelRegistry.showMore");
    await untilTreeChanges(() => run("showMore", more.node));
    const all = await labels(await rowAt("tree-many"));
    assert.equal(all.length, 51);
    assert.deepEqual([all[0], all.at(-1)], ["51", "1"]);
  });

  it("ignores a request for more that comes without a list", async () => {
    await run("showMore");
    await run("showMore", file("more/scaler.pkl"));
    await run("showMore", (await rowAt("tree-beta")).node);
  });
});
