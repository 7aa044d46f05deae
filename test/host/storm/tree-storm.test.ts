import assert from "node:assert/strict";
import { isDeepStrictEqual } from "node:util";
import { commands } from "vscode";
import { factsOf, RegistryStorm, type ExpectedRow } from "../../workbench/registry-storm.ts";
import { run } from "../support/command.ts";
import { file, otherWindow } from "../support/registry.ts";
import { TreeMirror, type MirroredRow } from "../support/tree-mirror.ts";
import { treeProvider } from "../support/tree.ts";
import { waitFor } from "../support/wait.ts";

const rounds = 25;
const changesOfARound = 20;

/** Keeps the extension host from everything else two thirds of the time, as a busy machine does. */
function slowDown(): () => void {
  const timer = setInterval(() => {
    const end = performance.now() + 20;
    while (performance.now() < end);
  }, 30);
  return () => {
    clearInterval(timer);
  };
}

function shown(rows: readonly MirroredRow[]): readonly ExpectedRow[] {
  return rows.map(({ item, below }) => ({
    label: typeof item.label === "string" ? item.label : "",
    facts: factsOf(typeof item.description === "string" ? item.description : ""),
    below: shown(below.filter((each) => each.item.contextValue?.startsWith("version") === true)),
  }));
}

describe("The tree in a storm of changes", () => {
  let mirror: TreeMirror;
  let speedUp: () => void;
  let storm: RegistryStorm;

  before(async () => {
    await commands.executeCommand("modelRegistry.models.focus");
    storm = new RegistryStorm(otherWindow, file("sklearn-forest.onnx").fsPath, 4711);
    for (let count = 0; count < 20; count += 1) await storm.change();
    mirror = new TreeMirror(await treeProvider());
    await mirror.expand();
    await untilShown();
    speedUp = slowDown();
  });
  after(() => {
    speedUp();
    mirror.dispose();
  });

  /** Waits until the mirror shows what the registry has; models are open in VS Code from the start. */
  async function untilShown(): Promise<void> {
    const expected = await storm.expected();
    let last: readonly ExpectedRow[] = [];
    await waitFor("the tree as the registry is", async () => {
      for (const model of mirror.top()) if (!mirror.isExpanded(model)) await mirror.expand(model);
      last = shown(mirror.rows());
      return isDeepStrictEqual(last, expected) ? true : undefined;
    }).catch(() => {
      assert.deepEqual(last, expected);
    });
  }

  for (let round = 1; round <= rounds; round += 1) {
    it(`shows after each of ${changesOfARound} changes what the registry has (${round} of ${rounds})`, async () => {
      for (let count = 0; count < changesOfARound; count += 1) {
        const changing = storm.change();
        // A person opens rows meanwhile.
        const element = storm.pick(mirror.elements());
        if (!mirror.isExpanded(element)) await mirror.expand(element);
        if (storm.random(20) === 0) {
          await run("sortByChange");
          await run("sortByName");
        }
        await changing;
        await untilShown();
      }
    });
  }

  it("does not redraw the whole tree for it", async () => {
    const before = mirror.redrawn;
    for (let count = 0; count < 10; count += 1) {
      await storm.change();
      await untilShown();
    }
    assert.ok(mirror.redrawn - before <= 1, `${mirror.redrawn - before} times`);
  });
});
