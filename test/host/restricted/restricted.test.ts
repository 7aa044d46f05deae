import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { workspace } from "vscode";
import { run } from "../support/command.ts";
import { notification } from "../support/messages.ts";
import { colleague, file, folder, prepareOne, stages, writePolicy } from "../support/registry.ts";
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
      ["allowHooks"],
      ["revokeHooks"],
      ["createPolicy"],
      ["importVersions", file("sklearn-forest.onnx")],
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
});
