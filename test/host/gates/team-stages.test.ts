import assert from "node:assert/strict";
import { ThemeIcon, window, workspace } from "vscode";
import { Stage } from "../../../src/core/model/ids.ts";
import type { VersionArgument } from "../../../src/editor/command-arguments.ts";
import { run } from "../support/command.ts";
import { dialog, notification } from "../support/messages.ts";
import { question } from "../support/questions.ts";
import {
  file,
  folder,
  otherWindow,
  prepare,
  prepareOne,
  stages,
  writePolicy,
} from "../support/registry.ts";
import { labels, rowAt, rowSaying, type Row } from "../support/tree.ts";
import { waitFor } from "../support/wait.ts";

const lifecycle = `version: 1
stages:
  - name: Recent
  - name: Testing
  - name: Live
    exclusive: true
  - name: Old
    terminal: true
  - name: Refused
transitions:
  Recent: [Testing, Refused]
  Testing: [Live, Refused, Recent]
  Live: [Old]
  Refused: [Recent]
`;

/** Registers a version with these metrics and moves it through stages. */
async function measured(
  model: string,
  metrics: object,
  ...moves: readonly string[]
): Promise<VersionArgument> {
  await workspace.fs.writeFile(file("metrics.json"), Buffer.from(JSON.stringify(metrics)));
  const { id } = await otherWindow.call("register", {
    model,
    paths: [file("sklearn-forest.onnx").fsPath],
    metricsFiles: [file("metrics.json").fsPath],
    parametersFiles: [],
    datasets: [],
    parents: [],
    allowIdentical: true,
  });
  for (const to of moves) {
    await otherWindow.call("transition", { version: id, to: Stage.parse(to) });
  }
  return { folder: folder.uri.toString(), version: id };
}

function icon({ item }: Row): string | undefined {
  return item.iconPath instanceof ThemeIcon ? item.iconPath.id : undefined;
}

describe("With stages of a team's own", () => {
  before(async () => {
    await writePolicy(lifecycle);
    await prepare(
      "team",
      ["sklearn-forest.onnx", "Testing", "Live"],
      ["sklearn-forest.onnx", "Testing", "Live"],
      ["sklearn-network.onnx", "Testing"],
      ["sklearn-network.onnx", "Refused"],
      ["sklearn-network.onnx"],
    );
  });
  after(() => writePolicy("version: 1\n"));

  it("rows have the icons and the menus of the default lifecycle", async () => {
    const model = await rowSaying(/^Live 2 · 5 versions$/, "team");
    assert.equal(model.item.contextValue, "model hasProduction rollBackable");
    const row = (number: string): Promise<Row> => rowAt("team", number);
    const looks = await Promise.all(
      ["5", "4", "3", "2", "1"].map(async (number) => {
        const found = await row(number);
        return [icon(found), found.item.contextValue];
      }),
    );
    assert.deepEqual(looks, [
      ["circle-small-filled", "version promotable rejectable comparable"],
      ["close", "version movable comparable"],
      ["circle-filled", "version promotable movable rejectable comparable"],
      ["star-full", "version archivable rollBackable"],
      ["circle-outline", "version comparable"],
    ]);
  });

  it("the tree groups by them, what matters most first", async () => {
    await run("groupByStage");
    const shown = await labels();
    assert.deepEqual(
      shown.filter((label) => ["Live", "Testing", "Recent", "Old", "Refused"].includes(label)),
      ["Live", "Testing", "Recent", "Old", "Refused"],
    );
    await run("groupByModel");
  });

  it("archiving, rejecting, and going back have their commands", async () => {
    const version = await prepareOne("team-moves", "sklearn-forest.onnx", "Testing");
    const rejecting = run("reject", version);
    await (await question("Reject team-moves 1")).accept();
    await rejecting;
    assert.deepEqual(await stages("team-moves"), { 1: "Refused" });
    const moving = run("move", version);
    await (await question("Move team-moves 1 (Refused)")).choose("Recent");
    await moving;
    assert.deepEqual(await stages("team-moves"), { 1: "Recent" });
    await run("archive", version);
    await notification(/^Can't move team-moves 1 from Recent to Old: the policy does not allow it/);
    const live = await prepareOne("team-archived", "sklearn-forest.onnx", "Testing", "Live");
    const archiving = run("archive", live);
    await (await question("Archive team-archived 1")).accept();
    const confirmation = await dialog("Archive team-archived 1?");
    assert.match(confirmation.detail ?? "", /team-archived will have no version in Live\.$/);
    confirmation.press("Archive");
    await archiving;
    assert.deepEqual(await stages("team-archived"), { 1: "Old" });
  });

  it("a rollback and the path of what is in use work from the model's row", async () => {
    const { node } = await rowAt("team");
    const path = await run("copyProductionPath", node);
    assert.match(String(path), /snapshots.[0-9A-Z]{26}./);
    await notification(/^Copied the path of .* of team 2, verified\.$/);
    const rollingBack = run("rollBack", node);
    await (await question("Roll back team", 1)).accept();
    const why = await question("Roll back team", 2);
    why.type("latency");
    await why.accept();
    const confirmation = await dialog("Roll back to team 1?");
    assert.match(confirmation.detail ?? "", /^From Old to Live, .* team 2 will be archived\.$/);
    confirmation.press("Roll Back");
    await rollingBack;
    await notification("team 1 is in Live again, verified; team 2 was archived.");
    // Once more: what was rolled back itself is said to be, and is not the one that Enter takes.
    const again = run("rollBack", node);
    const choice = await question("Roll back team", 1);
    assert.match(choice.description("team 2") ?? "", /rolled back now ago|rolled back/);
    await choice.close();
    await again;
  });

  it("a dialog has the main metric of both versions", async () => {
    await measured("team-metrics", { auc: 0.929 }, "Testing", "Live");
    const better = await measured("team-metrics", { auc: 0.94126 }, "Testing");
    const promoting = run("promote", better, "Live");
    const confirmation = await dialog("Promote team-metrics 2 to Live?");
    assert.equal(
      confirmation.detail,
      "From Testing to Live with auc 0.9413 ▲0.0123. Version 1 (auc 0.929) will be moved to Old.",
    );
    confirmation.dismiss();
    await promoting;
    const row = await rowSaying(/auc/, "team-metrics", "2");
    assert.match(row.description, /^auc 0\.9413 ▲0\.0123 · now · Testing$/);
  });

  it("numbers of checks are rounded, and a failed one opens the policy at its rule", async () => {
    const version = await measured("team-checks", { auc: 0.8123456789, f1: 0.5 });
    const gates = "gates:\n  Testing:\n    metrics:\n      - metric: f1\n      - metric: auc\n";
    await writePolicy(`${lifecycle}${gates}        min: 0.9\n`);
    const promoting = run("promote", version, "Testing");
    const checks = await question("team-checks 1 to Testing: checks");
    assert.equal(checks.description("auc"), "failed: 0.8123 (required: at least 0.9)");
    await checks.choose("auc");
    await promoting;
    await waitFor("the policy at the rule", () => {
      const { document, selection } = window.activeTextEditor ?? {};
      const line = document?.lineAt(selection?.start.line ?? 0).text;
      return line?.includes("metric: auc") ? true : undefined;
    });
    assert.deepEqual(await stages("team-checks"), { 1: "Recent" });
    await writePolicy(lifecycle);
  });
});
