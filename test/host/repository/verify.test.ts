import assert from "node:assert/strict";
import { workspace } from "vscode";
import * as z from "zod";
import { run } from "../support/command.ts";
import { notification } from "../support/messages.ts";
import { prepareOne } from "../support/registry.ts";
import { waitFor } from "../support/wait.ts";

const Verifications = z.array(
  z.object({ events: z.number(), artifacts: z.number(), findings: z.array(z.unknown()) }),
);

describe("Verify Registry", () => {
  it("reads everything anew and says how much that was", async () => {
    await prepareOne("verify", "more/digits.safetensors");
    const [result, ...others] = Verifications.parse(await run("verify"));
    assert.ok(result && others.length === 0);
    assert.deepEqual(result.findings, []);
    assert.ok(result.events >= 1 && result.artifacts >= 1);
    const { text } = await notification(/ is as recorded: /);
    assert.match(text, /\d+ events?, \d+ artifacts?, [\d.]+ .?B\.$/);
  });
});

describe("Show Log", () => {
  it("opens the extension's output", async () => {
    await run("showLog");
    await waitFor("the log as a document", () =>
      workspace.textDocuments.find(
        ({ uri }) => uri.scheme === "output" && uri.path.includes("Model Registry"),
      ),
    );
  });
});
