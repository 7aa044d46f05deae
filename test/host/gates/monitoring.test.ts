import assert from "node:assert/strict";
import { workspace } from "vscode";
import { run } from "../support/command.ts";
import { notification } from "../support/messages.ts";
import { playedPage } from "../support/played-pages.ts";
import { colleague, file, prepare, writePolicy } from "../support/registry.ts";
import { tab } from "../support/tabs.ts";

const rules = `version: 1
monitoring:
  rules:
    - name: late
      models: [monitored]
      threshold: { metric: delay_ms, max: 10, minCount: 1, window: 2h }
`;

describe("Show Monitoring", () => {
  before(async () => {
    await writePolicy("version: 1\n");
    const content = JSON.stringify({ "monitored in the gates window": 1 });
    await workspace.fs.writeFile(file("monitored-1.json"), Buffer.from(content));
    await prepare("monitored", ["monitored-1.json", "Staging", "Production"]);
  });
  after(() => writePolicy("version: 1\n"));

  it("says that nothing is watched while the policy has no rules", async () => {
    await run("showMonitoring");
    await tab("Monitoring");
    const page = await playedPage("monitoring");
    const { rules: found } = await page.hear("monitoring", ({ hasRules }) => !hasRules);
    assert.deepEqual(found, []);
  });

  it("is offered with an alert that the window has found by itself", async () => {
    await colleague("observe", "monitored@Production", "--metric", "delay_ms=80");
    await writePolicy(rules);
    // The window looks after each change.
    await colleague("alias", "monitored@1", "watched");
    const told = await notification(/^monitored 1: alert “late”\. delay_ms is 80, more than 10/);
    assert.deepEqual(told.buttons, ["Roll Back…", "Show Monitoring"]);
    told.dismiss();
  });
});
