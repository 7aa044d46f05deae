import assert from "node:assert/strict";
import type { ModelSnapshot, VersionsAnswer } from "../../../webview/model/protocol.ts";
import { run } from "../support/command.ts";
import { apiOfExtension } from "../support/extension.ts";
import { playedPage, type PlayedPage } from "../support/played-pages.ts";
import { question } from "../support/questions.ts";
import { colleague, file, folder, prepare } from "../support/registry.ts";
import { restorePage } from "../support/restored-pages.ts";
import { pageTabs, tab } from "../support/tabs.ts";
import { rowAt } from "../support/tree.ts";
import { waitFor } from "../support/wait.ts";

let page: PlayedPage;

async function open(isWanted: (snapshot: ModelSnapshot) => boolean): Promise<ModelSnapshot> {
  await run("showModel", (await rowAt("paged")).node);
  await tab("paged");
  page = await playedPage("model");
  return page.hear("model", (snapshot) => snapshot.model.name === "paged" && isWanted(snapshot));
}

function rowsOf(filter: string): Promise<VersionsAnswer | undefined> {
  const order = { field: "metrics", name: "auc", descending: true } as const;
  return page.ask({ type: "read-versions", filter, order, parameters: ["lr"], offset: 0 });
}

describe("Show Model", () => {
  before(async () => {
    await prepare(
      "paged",
      ["more/sklearn-forest.onnx"],
      ["more/sklearn-network.onnx", "Staging", "Production"],
    );
    // One to choose from.
    await prepare("paged-beside", ["more/digits.npz"]);
    const { workspace } = apiOfExtension;
    await workspace.fs.writeFile(file("paged-metrics.json"), Buffer.from('{"auc": 0.9}'));
    await workspace.fs.writeFile(file("paged-params.json"), Buffer.from('{"lr": 0.1}'));
    await colleague(
      ...["register", "more/digits.npz", "--name", "paged", "--allow-identical"],
      ...["--metrics", "paged-metrics.json", "--params", "paged-params.json"],
    );
    await workspace.fs.delete(file("paged-metrics.json"));
    await workspace.fs.delete(file("paged-params.json"));
  });

  it("shows a model of the tree, and follows what is written on it", async () => {
    const snapshot = await open(({ model }) => model.versionCount === 3);
    assert.equal(snapshot.production?.number, 2);
    assert.equal(snapshot.metric, "auc");
    const auc = await page.ask({ type: "read-values", metric: "auc" });
    assert.deepEqual(
      auc?.values.map(([, number, stage, value]) => [number, stage, value]),
      [
        [1, "None", null],
        [2, "Production", null],
        [3, "None", 0.9],
      ],
    );
    assert.equal(auc.best?.number, 3);
    assert.match(snapshot.productionHistory[0]?.title ?? "", /^paged 2 promoted$/);
    await colleague("annotate", "paged", "--team", "Risk");
    await page.hear("model", ({ annotations }) => annotations.team === "Risk");
  });

  it("filters and sorts versions in the language of searches, and says what is wrong", async () => {
    await open(() => true);
    const all = await rowsOf("");
    assert.deepEqual(
      all?.rows.map(({ number, parameters }) => [number, parameters]),
      [
        [3, { lr: 0.1 }],
        [2, {}],
        [1, {}],
      ],
    );
    const found = await rowsOf("stage = Production");
    assert.deepEqual([found?.total, found?.rows[0]?.number], [1, 2]);
    const wrong = await rowsOf("stage =");
    assert.match(wrong?.problem ?? "", /^The query can’t be read at its end/);
  });

  it("compares what is selected, and keeps the columns for the model", async () => {
    await open(() => true);
    const rows = (await rowsOf("order by version"))?.rows ?? [];
    page.say({ type: "keep-columns", columns: ["stage", "params.lr"] });
    page.ready();
    const kept = await page.hear("model", ({ columns }) => columns !== undefined);
    assert.deepEqual(kept.columns, ["stage", "params.lr"]);
    page.say({ type: "compare", versions: rows.slice(0, 2).map(({ id }) => id) });
    await tab("Compare paged 1, paged 2");
  });

  it("asks for the model from the palette, and comes back with its tab", async () => {
    const showing = run("showModel");
    await (await question("Show Model")).choose("paged");
    await showing;
    await tab("paged");
    const before = pageTabs("model").length;
    const subject = { page: "model", folder: folder.uri.toString(), model: "paged" };
    await restorePage("model", { subject, page: {} });
    await waitFor("the restored page", () => pageTabs("model").length === before + 1 || undefined);
  });
});
