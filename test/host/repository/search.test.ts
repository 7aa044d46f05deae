/** “Search…”: versions are listed while a query is typed, with what could come next. */
import assert from "node:assert/strict";
import { run } from "../support/command.ts";
import { question, type Question } from "../support/questions.ts";
import { colleague, prepare } from "../support/registry.ts";
import { tab } from "../support/tabs.ts";
import { waitFor } from "../support/wait.ts";

/** Types a query, and waits until an item is listed. */
async function listed(list: Question, query: string, label: string | RegExp): Promise<string> {
  list.type(query);
  return waitFor(`${String(label)} for “${query}”`, () =>
    list.labels.find((each) => (typeof label === "string" ? each === label : label.test(each))),
  );
}

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

  it("begins with the query that it is given, and says when nothing is found", async () => {
    const searching = run("search", "model = searched and version > 5");
    const list = await question("Search");
    assert.equal(list.value, "model = searched and version > 5");
    await waitFor(
      "the note",
      () => list.labels.includes("No version meets the query") || undefined,
    );
    await list.close();
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
