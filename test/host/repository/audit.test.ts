import assert from "node:assert/strict";
import { run } from "../support/command.ts";
import { notification } from "../support/messages.ts";
import { playedPage } from "../support/played-pages.ts";
import { question } from "../support/questions.ts";
import { folder, prepareOne } from "../support/registry.ts";
import { restorePage } from "../support/restored-pages.ts";
import { pageTabs, tab } from "../support/tabs.ts";

describe("Show Audit Trail", () => {
  it("opens a page on all events, and reuses its tab", async () => {
    await prepareOne("audited", "more/digits.npz");
    for (let times = 1; times <= 2; times += 1) {
      await run("showAuditTrail");
      await tab("Audit Trail");
      assert.equal(pageTabs("audit").length, 1);
    }
  });

  it("tells what an event recorded in words, and as JSON for who asks", async () => {
    const { version } = await prepareOne("audited-in-words", "more/digits.npz", "Staging");
    await run("showAuditTrail");
    await tab("Audit Trail");
    const page = await playedPage("audit");
    page.ready();
    const { lines } = await page.hear("audit");
    const moved = lines.find((line) => line.version === version && line.title.includes("→"));
    assert.ok(moved);
    const recorded = await page.ask({ type: "show-event", event: moved.id });
    assert.ok(recorded?.event === moved.id);
    const { line, facts, json } = recorded;
    assert.equal(line.title, "None → Staging");
    assert.deepEqual(
      facts.slice(0, 4).map(({ name, text }) => [name, text]),
      [
        ["Model", "audited-in-words"],
        ["Version", "audited-in-words 1"],
        ["From", "None"],
        ["To", "Staging"],
      ],
    );
    assert.equal(facts[1]?.version, version);
    assert.match(json, /"type": "version.transitioned"/);
  });

  it("comes back with the tab after a reload", async () => {
    const subject = { page: "audit", folder: folder.uri.toString() };
    await restorePage("audit", { subject, page: { model: "audited", limit: "many" } });
    await tab("Audit Trail");
    assert.equal(pageTabs("audit").length, 1);
  });
});

describe("Anchor Ledger in Git", () => {
  it("writes a note, and finds the ledger as it was anchored", async () => {
    await prepareOne("anchored", "more/digits.gguf");
    const writing = run("anchor");
    await (await question("Anchor Ledger in Git")).choose("Note on HEAD");
    await writing;
    await notification(/ is anchored: note on [0-9a-f]{7}\. Push it/);
    const checking = run("anchor");
    await (await question("Anchor Ledger in Git")).choose("Check the anchors");
    await checking;
    await notification(/ is as it was anchored: \d+ anchors?\.$/);
  });
});
