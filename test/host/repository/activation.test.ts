import assert from "node:assert/strict";
import { commands } from "vscode";
import * as z from "zod";
import { extension, wasActiveAtStart } from "../support/extension.ts";

const Manifest = z.object({
  contributes: z.object({
    commands: z.array(z.object({ command: z.string() })),
    views: z.record(z.string(), z.array(z.object({ id: z.string() }))),
  }),
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
    const views = Object.values(contributes.views).flat();
    const registered = (await commands.getCommands(true)).filter(
      (command) =>
        command.startsWith("modelRegistry.") &&
        // VS Code itself makes commands for the views.
        !views.some(({ id }) => command.startsWith(`${id}.`)),
    );
    assert.deepEqual(registered.toSorted(), contributed.toSorted());
  });
});
