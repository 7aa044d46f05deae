import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { commands, workspace } from "vscode";
import { Stage, VersionId } from "../../../src/core/model/ids.ts";
import { inClone } from "../support/clone.ts";
import { run } from "../support/command.ts";
import { notification } from "../support/messages.ts";
import { playedPage } from "../support/played-pages.ts";
import { question } from "../support/questions.ts";
import {
  colleague,
  file,
  folder,
  otherWindow,
  prepare,
  prepareOne,
  stages,
  writePolicy,
} from "../support/registry.ts";
import { labels, rowAt } from "../support/tree.ts";

const hooks = `version: 1
gates:
  Staging:
    approvals: { count: 1 }
    hooks:
      pre: [{ command: node, args: [mark.mjs] }]
`;

/** The whole ledger as it is on disk. */
async function ledger(): Promise<string> {
  const root = join(folder.uri.fsPath, ".model-registry", "ledger");
  const files = (await readdir(root)).sort();
  return (await Promise.all(files.map((name) => readFile(join(root, name), "utf8")))).join("");
}

describe("In Restricted Mode", () => {
  it("no command moves, approves, allows or runs anything, and each says why before it asks", async () => {
    assert.equal(workspace.isTrusted, false);
    const marker = `import { writeFileSync } from "node:fs"; writeFileSync("ran", "");`;
    await workspace.fs.writeFile(file("mark.mjs"), Buffer.from(marker));
    await writePolicy(hooks);
    const version = await prepareOne("distrusted", "sklearn-forest.onnx");
    // Even what the person has allowed before: now the folder is not trusted.
    await colleague("policy", "allow-hooks");
    await colleague("request", "distrusted@1", "--to", "Staging", "--reason", "good", "--promote");
    const before = await ledger();
    for (const [command, ...args] of [
      ["promote", version, "Staging"],
      ["archive", version],
      ["reject", version],
      ["requestApproval", version],
      ["approve", version],
      ["deny", version],
      ["withdrawRequest", version],
      ["reproduce", version],
      ["removeReproductions"],
      ["allowHooks"],
      ["revokeHooks"],
      ["createPolicy"],
      ["startMlflowServer"],
      ["importVersions", file("sklearn-forest.onnx")],
      ["saveReport", version],
      ["saveModelCard", version],
      ["saveDecisionRecord", version],
      ["saveIncidentReport", version],
      ...(["registerFromRun", "finishRun", "deleteRun"] as const).map(
        (command) => [command, { folder: version.folder, run: "0a1b" }] as const,
      ),
    ] as const) {
      await run(command, ...args);
      const refused = await notification(
        "The registry can't be changed: this workspace is in Restricted Mode. Trust the workspace first (Workspaces: Manage Workspace Trust).",
      );
      assert.deepEqual([refused.kind, refused.buttons], ["error", ["Manage Workspace Trust"]]);
      refused.dismiss();
    }
    assert.equal(await ledger(), before);
    assert.equal(existsSync(file("ran").fsPath), false);
    assert.deepEqual(await stages("distrusted"), { 1: "None" });
  });

  it("the registry is read all the same: requests are listed, and wait for nobody who looks", async () => {
    assert.deepEqual(await labels(), ["distrusted", "Waiting for approval (1)"]);
    const { item } = await rowAt("Waiting for approval (1)", "distrusted 1 → Staging");
    assert.equal(item.contextValue, "approval");
  });

  it("a lineage is shown in the panel, and is not exported from there", async () => {
    await run("showLineageInPanel", (await rowAt("distrusted")).node);
    const view = await playedPage("lineageView");
    const { graph } = await view.hear("lineage", ({ title }) => title === "distrusted");
    assert.deepEqual(
      graph.nodes.filter(({ kind }) => kind === "version").map(({ label }) => label),
      ["distrusted 1"],
    );
    view.say({ type: "save", form: "mermaid", content: "flowchart LR" });
    await notification(/^The lineage can't be exported: this workspace is in Restricted Mode\./);
  });

  it("what merging settled has its row, and is listed", async () => {
    await writePolicy("version: 1\n");
    const [model, to] = ["sklearn-forest.onnx", Stage.parse("Production")];
    const clash = await prepare("distrusted-clash", [model, "Staging"], [model, "Staging"]);
    const [first, second] = clash.map(({ version }) => VersionId.parse(version)) as [
      VersionId,
      VersionId,
    ];
    await inClone(async (clone) => {
      await clone.call("transition", { version: first, to });
      return async () => {
        await otherWindow.call("transition", { version: second, to });
      };
    });
    await notification(/^Conflict after merging ledger files\. distrusted-clash 2: /);
    const { item } = await rowAt("1 conflict after merging");
    const { command = "", arguments: given = [] } = item.command ?? {};
    const showing = commands.executeCommand(command, ...(given as unknown[]));
    const list = await question("Show Conflicts");
    assert.deepEqual(list.labels, ["distrusted-clash 2"]);
    await list.close();
    await showing;
  });
});
