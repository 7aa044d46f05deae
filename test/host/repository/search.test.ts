/** “Search…”: versions are listed while a query is typed, with what could come next. */
import assert from "node:assert/strict";
import { ConfigurationTarget, workspace } from "vscode";
import { run } from "../support/command.ts";
import { apiOfExtension } from "../support/extension.ts";
import { question, type Question } from "../support/questions.ts";
import { colleague, file, prepare } from "../support/registry.ts";
import { tab } from "../support/tabs.ts";
import { labels, rowAt } from "../support/tree.ts";
import { waitFor } from "../support/wait.ts";

/** Types a query, and waits until an item is listed. */
async function listed(list: Question, query: string, label: string | RegExp): Promise<string> {
  list.type(query);
  return waitFor(`${String(label)} for “${query}”`, () =>
    list.labels.find((each) => (typeof label === "string" ? each === label : label.test(each))),
  );
}

describe("Find Best Version", () => {
  before(async () => {
    const files = ["more/sklearn-forest.onnx", "more/sklearn-network.onnx", "more/digits.npz"];
    const { workspace: written } = apiOfExtension;
    for (const [index, path] of files.entries()) {
      const metrics = index === 0 ? '{"score_of_ours": 2}' : '{"auc": 0.9, "score_of_ours": 1}';
      await written.fs.writeFile(file("ranked-metrics.json"), Buffer.from(metrics));
      await colleague(
        ...["register", path, "--name", "ranked", "--allow-identical"],
        ...["--metrics", "ranked-metrics.json"],
      );
    }
    await written.fs.delete(file("ranked-metrics.json"));
  });

  it("lists the best of a model with its ties, and shows what was left out", async () => {
    const finding = run("findBestVersion", (await rowAt("ranked")).node);
    await (await question("Find Best Version")).choose("auc");
    const found = await waitFor("the versions", async () => {
      const list = await question("Find Best Version");
      return list.labels.includes("ranked 3") ? list : undefined;
    });
    assert.deepEqual(found.labels, [
      ...["ranked 3", "ranked 2", "Compare the 2 versions with this value", "1 version left out"],
    ]);
    assert.match(found.description("ranked 3") ?? "", /^auc 0\.9/);
    assert.equal(found.detail("ranked 2"), "The same value");
    const leaving = found.choose("1 version left out");
    const search = await question("Search");
    assert.equal(search.value, "model = ranked and not has metrics.auc and stage != Rejected");
    await waitFor("the one", () => search.labels.includes("ranked 1") || undefined);
    await search.choose("ranked 1");
    await leaving;
    await finding;
    await tab("ranked 1");
  });

  it("asks what is better where a metric’s name does not tell", async () => {
    const finding = run("findBestVersion", (await rowAt("ranked")).node);
    await (await question("Find Best Version")).choose("score_of_ours");
    await (await question("Find Best Version", 2)).choose("Lower is better");
    const found = await question("Find Best Version");
    await waitFor("the lowest", () => found.labels[0] === "ranked 3" || undefined);
    await found.choose("ranked 3");
    await finding;
    await tab("ranked 3");
  });
});

describe("Search", () => {
  before(async () => {
    await prepare("searched", ["more/sklearn-forest.onnx"], ["more/sklearn-network.onnx"]);
    await colleague("tag", "searched@2", "team", "risk");
  });

  it("lists what a query finds, and opens the page of what is chosen", async () => {
    const searching = run("search");
    const list = await question("Search");
    await listed(list, "model = searched and tag.team = risk", "searched 2");
    await waitFor("the other to go", () => !list.labels.includes("searched 1") || undefined);
    await list.choose("searched 2");
    await searching;
    await tab("searched 2");
  });

  it("begins with the query that it is given, says when nothing is found, and clears it", async () => {
    const searching = run("search", "model = searched and version > 5");
    const list = await question("Search");
    assert.equal(list.value, "model = searched and version > 5");
    await waitFor(
      "the note",
      () => list.labels.includes("No version meets the query") || undefined,
    );
    // The question goes on: choosing ends when it is closed.
    const cleared = list.choose("Clear the query");
    await waitFor("all versions", () => list.labels.includes("searched 2") || undefined);
    assert.equal(list.value, "");
    assert.ok(!list.labels.includes("Clear the query"));
    await list.close();
    await cleared;
    await searching;
  });

  it("says where a query is wrong, and what was meant", async () => {
    const searching = run("search");
    const list = await question("Search");
    const problem = await listed(list, "stge = Production", /^The query can’t be read/);
    assert.equal(problem, "The query can’t be read at character 1: “stge” is not a key.");
    assert.equal(list.detail(problem), "Perhaps stage was meant.");
    await listed(list, "metrics.nothing > 1", "No version was recorded with metrics.nothing");
    await list.close();
    await searching;
  });

  it("suggests what could come next, which goes on with the query", async () => {
    const searching = run("search");
    const list = await question("Search");
    await listed(list, "tag.te", "tag.team");
    assert.equal(list.description("tag.team"), "tag of the version or of its model");
    await listed(list, "model = searched and tag.team = ", "risk");
    await list.close();
    await searching;
  });
});

describe("Saved searches", () => {
  const setting = "modelRegistry.savedSearches";
  const save = (searches: Record<string, unknown> | undefined): Thenable<void> =>
    workspace.getConfiguration().update(setting, searches, ConfigurationTarget.Workspace);

  before(async () => {
    await prepare("saved", ["more/sklearn-forest.onnx"], ["more/sklearn-network.onnx"]);
    await colleague("tag", "saved@2", "team", "credit");
  });
  after(() => save(undefined));

  it("stand in the sidebar with the versions that they find, in the order of the query", async () => {
    await save({
      "All of saved": "model = saved order by version asc",
      Credit: "model = saved and tag.team = credit",
      Nobody: "model = saved and version > 9",
      "Not a query": "stge = Production",
      hostile: 7,
    });
    await rowAt("Saved searches", "All of saved", "saved 1");
    const all = await rowAt("Saved searches", "All of saved");
    assert.deepEqual(await labels(all), ["saved 1", "saved 2"]);
    await run("compare", all.node);
    await tab("Compare saved 1, saved 2");
    await rowAt("Saved searches", "Credit", "saved 2");
    await rowAt("Saved searches", "Nobody", "No version meets the query");
    await rowAt("Saved searches", "Not a query", /can’t be read/);
  });

  it("are opened with their query, and deleted from the settings", async () => {
    await save({ "Of the credit team": "tag.team = credit" });
    const { node } = await rowAt("Saved searches", "Of the credit team");
    const searching = run("search", node);
    const list = await question("Search");
    assert.equal(list.value, "tag.team = credit");
    await list.close();
    await searching;
    await run("deleteSearch", node);
    assert.deepEqual(workspace.getConfiguration().get(setting), {});
    await waitFor("the row to go", async () =>
      (await labels()).includes("Saved searches") ? undefined : true,
    );
  });
});
