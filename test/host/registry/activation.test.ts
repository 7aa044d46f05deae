import assert from "node:assert/strict";
import * as z from "zod";
import { pageKinds, viewType } from "../../../src/editor/panels/page-subject.ts";
import { run } from "../support/command.ts";
import { extension, wasActiveAtStart } from "../support/extension.ts";
import { question } from "../support/questions.ts";
import { tab } from "../support/tabs.ts";

const Manifest = z.object({ activationEvents: z.array(z.string()) });

describe("Activation in a folder with a registry", () => {
  it("comes with the window", () => {
    assert.equal(wasActiveAtStart, true);
  });

  it("comes with each kind of page that is restored", () => {
    const { activationEvents } = Manifest.parse(extension.packageJSON);
    assert.deepEqual(
      activationEvents.filter((event) => event.startsWith("onWebviewPanel:")).toSorted(),
      pageKinds.map((page) => `onWebviewPanel:${viewType(page)}`).toSorted(),
    );
  });

  it("knows what was registered before", async () => {
    const showing = run("showVersion");
    await (await question("Show Version")).choose("forest 1");
    await showing;
    await tab("forest 1");
  });
});
