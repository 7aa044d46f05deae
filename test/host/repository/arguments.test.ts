import assert from "node:assert/strict";
import { run } from "../support/command.ts";
import { question } from "../support/questions.ts";
import { prepareOne } from "../support/registry.ts";

/** Commands that ask for a version when they are not given one, by the title of the question. */
const commandsOnVersions = {
  promote: "Promote",
  move: "Move",
  archive: "Archive",
  reject: "Reject",
  showVersion: "Show Version",
  showLineage: "Show Lineage",
  showLineageInPanel: "Show Lineage",
  compare: "Compare Versions",
  compareWithProduction: "Compare with Production",
  compareWithInUse: "Compare with Version in Use",
  copyPath: "Copy Verified Path",
  copyReference: "Copy Reference",
  copySnippet: "Copy Code Snippet",
  exportArtifact: "Export Artifact",
  openArtifact: "Open Artifact",
};

describe("An argument that a command does not know", () => {
  before(async () => {
    await prepareOne("arguments", "more/scaler.pkl");
    await prepareOne("arguments", "more/digits.npz", "Staging", "Production");
  });

  for (const [command, title] of Object.entries(commandsOnVersions)) {
    it(`makes ${command} ask`, async () => {
      const elsewhere = { folder: "file:///nowhere", version: "arguments@1" };
      for (const argument of ["arguments@1", null, {}, elsewhere]) {
        const running = run(command, argument);
        await (await question(title)).close();
        assert.equal(await running, undefined);
      }
    });
  }
});
