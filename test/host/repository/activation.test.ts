import assert from "node:assert/strict";
import { commands, extensions } from "vscode";

describe("activation", () => {
  const extension = extensions.getExtension("model-registry.model-registry");

  it("finds the extension and activates it", async () => {
    assert.ok(extension, "model-registry.model-registry is not installed");
    await extension.activate();
    assert.equal(extension.isActive, true);
  });

  it("registers every command of the manifest", async () => {
    const manifest = extension?.packageJSON as {
      contributes?: { commands?: readonly { command: string }[] };
    };
    const contributed = manifest.contributes?.commands?.map(({ command }) => command) ?? [];
    assert.notEqual(contributed.length, 0, "package.json contributes no commands");
    const registered = new Set(await commands.getCommands(true));
    assert.deepEqual(
      contributed.filter((command) => !registered.has(command)),
      [],
    );
  });
});
