import assert from "node:assert/strict";
import { commands, tasks, workspace, Task, ProcessExecution } from "vscode";
import type { ModelRegistryExports } from "../../../src/editor/api/model-registry.ts";
import { extension } from "../support/extension.ts";
import { colleague, file, folder, prepareOne } from "../support/registry.ts";
import { waitFor } from "../support/wait.ts";

describe("Other extensions", () => {
  before(async () => {
    await extension.activate();
    await workspace.fs.writeFile(file("api/one.bin"), Buffer.from("api, one"));
    await prepareOne("for-others", "api/one.bin");
  });

  it("find versions by the exported API, and hear of changes", async () => {
    const api = (extension.exports as unknown as ModelRegistryExports).getAPI(1);
    const [found] = await api.search("model = for-others");
    assert.partialDeepStrictEqual(found, {
      folder: folder.uri.toString(),
      reference: "for-others@1",
      stage: "None",
      aliases: [],
    });
    assert.equal(await api.find("for-others@9"), undefined);
    assert.equal((await api.find("for-others@latest"))?.id, found?.id);
    assert.equal(await api.find("for-others@1", { folder: "file:///elsewhere" }), undefined);
    await assert.rejects(api.search("metrics.auc >"), { code: "invalid-request" });
    await assert.rejects(api.promote("for-others@9", "Staging"), { code: "unknown-version" });
    let changes = 0;
    const listening = api.onDidChange(() => {
      changes += 1;
    });
    await colleague("alias", "for-others@1", "seen");
    await waitFor("the change", () => (changes > 0 ? true : undefined));
    listening.dispose();
    assert.deepEqual((await api.find("for-others@seen"))?.aliases, ["seen"]);
  });

  it("get no other version of the API, and can't change this one", () => {
    const exported = extension.exports as unknown as { getAPI(version: number): object };
    assert.throws(() => exported.getAPI(2), /no API of version 2/);
    assert.ok(Object.isFrozen(exported) && Object.isFrozen(exported.getAPI(1)));
  });

  it("run verify, monitor and sync as tasks", async () => {
    const offered = await tasks.fetchTasks({ type: "model-registry" });
    assert.deepEqual(
      offered.map(({ name }) => name),
      ["verify", "monitor", "monitor --watch", "sync"],
    );
    const verify = offered.find(({ name }) => name === "verify");
    assert.ok(verify instanceof Task && verify.execution instanceof ProcessExecution);
    const ended = new Promise<number | undefined>((resolve) => {
      const listening = tasks.onDidEndTaskProcess(({ execution, exitCode }) => {
        if (execution.task.name !== "verify") return;
        listening.dispose();
        resolve(exitCode);
      });
    });
    await tasks.executeTask(verify);
    // What it finds is for other tests: some of this window leave damage.
    assert.equal(typeof (await ended), "number");
    await commands.executeCommand("workbench.action.closePanel");
  });
});
