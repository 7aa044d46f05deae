import assert from "node:assert/strict";
import { commands } from "vscode";
import * as z from "zod";
import { extension, wasActiveAtStart } from "../support/extension.ts";

const Manifest = z.object({
  contributes: z.object({ commands: z.array(z.object({ command: z.string() })) }),
});

describe("Activation in a folder without a registry", () => {
  it("waits until somebody asks for the extension", async () => {
    assert.equal(wasActiveAtStart, false);
    await extension.activate();
    assert.equal(extension.isActive, true);
  });

  it("registers the commands of the manifest, and no others", async () => {
    await extension.activate();
    const { contributes } = Manifest.parse(extension.packageJSON);
    const contributed = contributes.commands.map(({ command }) => command);
    const registered = (await commands.getCommands(true)).filter(
      // VS Code itself makes commands for the view and its container.
      (command) => /^modelRegistry\.(?!models\.)/.test(command),
    );
    assert.deepEqual(registered.toSorted(), contributed.toSorted());
  });
});
