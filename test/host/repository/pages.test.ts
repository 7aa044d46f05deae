import assert from "node:assert/strict";
import { VersionId } from "../../../src/core/model/ids.ts";
import { run } from "../support/command.ts";
import { notification } from "../support/messages.ts";
import { playedPage } from "../support/played-pages.ts";
import { question } from "../support/questions.ts";
import { folder, prepare, prepareOne } from "../support/registry.ts";
import { restorePage } from "../support/restored-pages.ts";
import { pageTabs, tab } from "../support/tabs.ts";
import { rowAt } from "../support/tree.ts";
import { waitFor } from "../support/wait.ts";

describe("Show Version", () => {
  it("opens a page, and shows the next version in the same tab", async () => {
    const [first, second] = await prepare(
      "page",
      ["more/sklearn-forest.onnx"],
      ["more/sklearn-network.onnx"],
    );
    await run("showVersion", first);
    await tab("page 1");
    await run("showVersion", second);
    await tab("page 2");
    assert.deepEqual(
      pageTabs("version").map(({ label }) => label),
      ["page 2"],
    );
    await run("showVersion", second);
    assert.equal(pageTabs("version").length, 1);
  });

  it("opens what is selected in the tree: a version, an artifact's, a model's latest", async () => {
    const [first] = await prepare("page-tree", ["more/torch-state.pt"], ["more/torch-legacy.pt"]);
    const { item, node } = await rowAt("page-tree", "1");
    assert.equal(item.command?.command, "modelRegistry.showVersion");
    assert.deepEqual(item.command.arguments, [first]);
    await run("showVersion", node);
    await tab("page-tree 1");
    await run("showVersion", (await rowAt("page-tree")).node);
    await tab("page-tree 2");
    await run("showVersion", (await rowAt("page-tree", "1", "torch-state.pt")).node);
    await tab("page-tree 1");
  });

  it("asks which version when it gets none", async () => {
    await prepareOne("page-asks", "more/scaler.pkl");
    const showing = run("showVersion");
    await (await question("Show Version")).choose("page-asks 1");
    await showing;
    await tab("page-asks 1");
  });

  it("says that a version is not there", async () => {
    const missing = { folder: folder.uri.toString(), version: "01ARZ3NDEKTSV4RRFFQ69G5FAV" };
    await run("showVersion", missing);
    assert.equal((await notification(/01ARZ3NDEKTSV4RRFFQ69G5FAV/)).kind, "error");
    assert.equal(pageTabs("version").length, 0);
  });

  it("comes back with the tab after a reload, and goes on in it", async () => {
    const [first, second] = await prepare(
      "page-restored",
      ["more/digits.npz"],
      ["more/digits.gguf"],
    );
    await restorePage("version", { subject: { page: "version", ...first }, page: {} });
    await tab("page-restored 1");
    await run("showVersion", second);
    await tab("page-restored 2");
    assert.equal(pageTabs("version").length, 1);
  });

  it("closes a tab whose state says nothing", async () => {
    const [version] = await prepare("page-broken", ["more/digits.npz"]);
    const otherPage = { subject: { page: "lineage", ...version } };
    const broken = { subject: { page: "version", ...version, version: "../../etc" } };
    for (const state of [undefined, null, "", { page: {} }, otherPage, broken]) {
      await restorePage("version", state);
      await waitFor("the end of the tab", () => pageTabs("version").length === 0 || undefined);
    }
  });
});

describe("Compare Versions", () => {
  const label = "Compare compare 1, compare 2";
  let versions: Awaited<ReturnType<typeof prepare>>;
  before(async () => {
    versions = await prepare(
      "compare",
      ["more/xgboost.json", "Staging", "Production"],
      ["more/xgboost.ubj"],
      ["more/lightgbm.txt"],
    );
  });
  const ids = (): string[] => versions.map(({ version }) => version);

  it("compares what a page names, and reuses the tab of the same comparison", async () => {
    const [first, second] = ids();
    const request = { folder: folder.uri.toString(), versions: [first, second] };
    await run("compare", request);
    await tab(label);
    await run("compare", request);
    assert.equal(pageTabs("compare").length, 1);
  });

  it("compares what is selected in the tree", async () => {
    const nodes = [await rowAt("compare", "3"), await rowAt("compare", "2")].map(
      ({ node }) => node,
    );
    await run("compare", nodes[0], nodes);
    await tab("Compare compare 3, compare 2");
  });

  it("compares a model's Production with its latest version", async () => {
    const { node } = await rowAt("compare");
    await run("compare", node, [node]);
    await tab("Compare compare 1, compare 3");
  });

  it("asks for the versions, those of the page ticked already", async () => {
    const comparing = run("compare", { folder: folder.uri.toString(), chosen: ids().slice(0, 2) });
    const choice = await question("Compare Versions");
    assert.deepEqual(choice.ticked.toSorted(), ["compare 1", "compare 2"]);
    await choice.toggle("compare 1");
    await choice.toggle("compare 3");
    await choice.accept();
    await comparing;
    await tab("Compare compare 3, compare 2");
  });

  it("starts with nothing from the palette, or with the one version selected", async () => {
    const fromPalette = run("compare");
    const choice = await question("Compare Versions");
    assert.deepEqual(choice.ticked, []);
    await choice.close();
    await fromPalette;
    const { node } = await rowAt("compare", "2");
    const fromTree = run("compare", node, [node]);
    const second = await question("Compare Versions");
    assert.deepEqual(second.ticked, ["compare 2"]);
    await second.close();
    await fromTree;
    assert.equal(pageTabs("compare").length, 0);
  });
});

describe("Compare with Production", () => {
  it("puts Production first", async () => {
    await prepare("against", ["more/digits.npz"], ["more/digits.gguf", "Staging", "Production"]);
    await run("compareWithProduction", (await rowAt("against", "1")).node);
    await tab("Compare against 2, against 1");
  });

  it("says that there is nothing to compare with", async () => {
    const version = await prepareOne("against-none", "more/digits.gguf");
    await run("compareWithProduction", version);
    await notification(/^against-none has no other version in production to compare with\./);
    const only = await prepareOne("against-itself", "more/digits.gguf", "Staging", "Production");
    await run("compareWithProduction", only);
    await notification(/^against-itself has no other version in production to compare with\./);
    assert.equal(pageTabs("compare").length, 0);
  });
});

describe("Show Lineage", () => {
  it("draws that of a version, of a model, of everything", async () => {
    const version = await prepareOne("lineage", "more/keras-wine.keras");
    await run("showLineage", version);
    await tab("Lineage: lineage 1");
    await run("showLineage", (await rowAt("lineage")).node);
    await tab("Lineage: lineage");
    const showing = run("showLineage");
    const choice = await question("Show Lineage");
    assert.equal(choice.labels[0], "All models");
    assert.ok(choice.labels.includes("lineage"));
    await choice.choose("All models");
    await showing;
    await tab("Lineage: All models");
    assert.equal(pageTabs("lineage").length, 3);
  });

  it("is in the panel by a command: one subject after the other, each in a tab as well", async () => {
    const [first, second] = await prepare(
      "lineage-panel",
      ["more/keras-wine.keras"],
      ["more/keras-wine.h5"],
    );
    await run("showLineageInPanel", first);
    const view = await playedPage("lineageView");
    await view.hear("lineage", ({ title }) => title === "lineage-panel 1");
    assert.equal(pageTabs("lineage").length, 0);
    await run("showLineageInPanel", (await rowAt("lineage-panel")).node);
    await view.hear("lineage", ({ title }) => title === "lineage-panel");
    const version = VersionId.parse(second?.version);
    view.say({ type: "show-lineage", version });
    await view.hear("lineage", ({ title }) => title === "lineage-panel 2");
    const before = VersionId.parse(first?.version);
    const changes = await view.ask({ type: "recipe-changes", before, after: version });
    assert.deepEqual(changes, []);
    await run("openLineageInEditor");
    await tab("Lineage: lineage-panel 2");
    assert.equal(await playedPage("lineageView"), view);
    const showing = run("showLineageInPanel");
    await (await question("Show Lineage")).choose("All models");
    await showing;
    await view.hear("lineage", (snapshot) => snapshot.view === "registry");
    view.forget();
    await prepareOne("lineage-panel-more", "more/keras-wine.h5");
    await view.hear("lineage", ({ graph }) =>
      graph.nodes.some(({ label }) => label === "lineage-panel-more"),
    );
  });

  it("asks for a version when it gets something else", async () => {
    await prepareOne("lineage-asks", "more/keras-wine.h5");
    const showing = run("showLineage", "lineage@1");
    await (await question("Show Lineage")).close();
    await showing;
    assert.equal(pageTabs("lineage").length, 0);
  });
});
