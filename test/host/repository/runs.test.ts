import assert from "node:assert/strict";
import { env, workspace } from "vscode";
import { run } from "../support/command.ts";
import { dialog, fileDialog, notification } from "../support/messages.ts";
import { playedPage } from "../support/played-pages.ts";
import { question } from "../support/questions.ts";
import { colleague, file, folder, prepareOne, show } from "../support/registry.ts";
import { runRows, type Row } from "../support/tree.ts";
import { waitFor } from "../support/wait.ts";

/** The row of a run by its name. */
function rowOfRun(name: string, look = /./): Promise<Row> {
  return waitFor(`the run ${name} ${String(look)}`, async () => {
    for (const experiment of await runRows()) {
      for (const each of await runRows(experiment)) {
        const spoken = each.item.accessibilityInformation?.label ?? "";
        if (each.label === name && look.test(spoken)) return each;
      }
    }
    return undefined;
  });
}

/** Starts a run on the command line. */
async function start(name: string): Promise<void> {
  await colleague("run", "start", "--experiment", "hosted", "--name", name, "--no-context");
}

describe("Runs", () => {
  // From the second version on, a registration also asks what it was derived from.
  before(() => prepareOne("runs-first", "more/torch-legacy.pt"));

  it("are followed in their view and on their page, and end by a command", async () => {
    await start("live");
    const row = await rowOfRun("live", /^Run live, running/);
    await run("showRun", row.node);
    const page = await playedPage("run");
    await page.hear("run", ({ runs: [shown] }) => shown?.name === "live");
    await colleague("run", "log", "live", "--metric", "loss=0.5", "--step", "1");
    await colleague("run", "log", "live", "--metric", "loss=0.25", "--step", "2");
    const { series } = await page.hear("run", (each) => each.series[0]?.points.length === 2);
    assert.deepEqual(series[0]?.points, [
      [1, 0.5],
      [2, 0.25],
    ]);
    // Rows follow while the view is in sight, which test/ui plays.
    const { node } = row;
    await run("copyRunId", node);
    assert.match(await env.clipboard.readText(), /^[0-9a-f]{32}$/);
    const ending = run("finishRun", node);
    (await dialog(/^End the run [0-9a-f]{8}\?$/)).press("End Run");
    await ending;
    await rowOfRun("live", /killed/);
    await page.hear("run", ({ runs: [shown] }) => shown?.status === "killed");
  });

  it("give what they logged to the version that is registered from them", async () => {
    await start("maker");
    await colleague("run", "log", "maker", "--metric", "auc=0.91", "--param", "depth=6");
    await colleague("run", "finish", "maker");
    const { node } = await rowOfRun("maker", /finished/);
    // Bytes that no other test registers.
    await workspace.fs.writeFile(file("more/of-a-run.bin"), Buffer.from("weights of a run"));
    const registering = run("registerFromRun", node);
    (await fileDialog()).choose(file("more/of-a-run.bin"));
    const name = await question("Register of-a-run.bin", 1);
    name.type("from-run");
    await name.accept();
    await (await question("Register of-a-run.bin", 2)).accept();
    await (await question("Register of-a-run.bin", 3)).accept();
    await (await question("Register of-a-run.bin", 4)).choose("None");
    await registering;
    await notification(/^from-run 1 registered/);
    const { recipe } = await show("from-run@1");
    assert.equal(recipe.metrics["auc"], 0.91);
    assert.equal(recipe.parameters["depth"], 6);
  });

  it("are compared on one page, and deleted once it is confirmed", async () => {
    await start("left");
    await start("right");
    const nodes = [(await rowOfRun("left")).node, (await rowOfRun("right")).node];
    await run("compareRuns", nodes[0], nodes);
    const page = await playedPage("run");
    await page.hear("run", ({ runs }) => runs.length === 2);
    const deleting = run("deleteRun", nodes[0], nodes);
    (await dialog("Delete 2 runs?")).press("Delete");
    await deleting;
    await waitFor("the rows of the deleted runs to go", async () => {
      const [experiment] = await runRows();
      const names = (await runRows(experiment)).map(({ label }) => label);
      return names.includes("left") || names.includes("right") ? undefined : true;
    });
  });

  it("have artifacts that are opened and exported from their page", async () => {
    await start("with-files");
    await workspace.fs.writeFile(file("more/roc.txt"), Buffer.from("roc of a run"));
    await colleague("run", "log", "with-files", "--artifact", "more/roc.txt");
    const { node } = await rowOfRun("with-files");
    await run("showRun", node);
    const page = await playedPage("run");
    const { runs } = await page.hear("run", ({ runs: [each] }) => each?.artifacts.length === 1);
    const [shown] = runs;
    assert.ok(shown);
    page.say({ type: "open-artifact", run: shown.id, path: "roc.txt" });
    const opened = await waitFor("the artifact in an editor", () =>
      workspace.textDocuments.find(({ fileName }) => /[/\\]roc\.txt$/.test(fileName)),
    );
    assert.equal(opened.getText(), "roc of a run");
    page.say({ type: "export-artifacts", run: shown.id, artifact: "roc.txt" });
    (await fileDialog()).choose(file("exported-of-run"));
    await notification(/^Exported roc\.txt to exported-of-run, verified/);
    const copy = await workspace.fs.readFile(file("exported-of-run/roc.txt"));
    assert.equal(Buffer.from(copy).toString(), "roc of a run");
  });

  it("stand beside versions on the page that compares them", async () => {
    await start("beside");
    await colleague("run", "log", "beside", "--metric", "auc=0.8", "--step", "1");
    await colleague("run", "log", "beside", "--metric", "auc=0.87", "--step", "2");
    await colleague(
      "run",
      "log",
      "beside",
      "--param",
      "depth=9",
      "--dataset",
      "s3://data/train.csv",
    );
    // Bytes that no other test registers.
    await workspace.fs.writeFile(file("more/beside-runs.bin"), Buffer.from("weights beside runs"));
    const version = await prepareOne("beside-runs", "more/beside-runs.bin");
    const { node } = await rowOfRun("beside");
    const comparing = run("compareWithVersions", node);
    const versions = await question("Compare with Versions");
    await versions.toggle("beside-runs 1");
    await versions.accept();
    await comparing;
    const page = await playedPage("compare");
    const { versions: columns } = await page.hear("compare", (each) => each.versions.length === 2);
    const { run: shown, title, recipe } = columns[1] ?? {};
    assert.deepEqual([shown?.status, title], ["running", "beside"]);
    assert.deepEqual([recipe?.metrics, recipe?.parameters], [{ auc: 0.87 }, { depth: 9 }]);
    assert.equal(recipe?.datasets[0]?.uri, "s3://data/train.csv");
    const [column] = columns;
    assert.ok(column && shown);
    const asked = { type: "read-history" as const, versions: [column.id], runs: [shown.id] };
    const history = await page.ask(asked);
    assert.deepEqual(history?.series[0]?.points, [
      [1, 0.8],
      [2, 0.87],
    ]);
    await colleague("run", "log", "beside", "--metric", "auc=0.9", "--step", "3");
    await page.hear("compare", (each) => each.versions[1]?.recipe.metrics["auc"] === 0.9);
    const choosing = run("compareWithRuns", version);
    const runs = await question("Compare with Runs");
    await runs.toggle("beside");
    await runs.accept();
    await choosing;
    await colleague("run", "finish", "beside");
    await page.hear("compare", (each) => each.versions[1]?.run?.status === "finished");
  });

  it("are listed 50 at a time", async () => {
    const [experiment] = await runRows();
    await run("showMoreRuns", experiment?.node);
    await run("showMoreRuns", {
      kind: "more-runs",
      in: { folder },
      experiment: { id: "none" },
      shown: 50,
    });
    assert.ok((await runRows()).length > 0);
  });
});
