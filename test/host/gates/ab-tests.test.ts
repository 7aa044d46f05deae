import assert from "node:assert/strict";
import { env, workspace } from "vscode";
import { run } from "../support/command.ts";
import { dialog, notification } from "../support/messages.ts";
import { playedPage, type PlayedPage } from "../support/played-pages.ts";
import { question } from "../support/questions.ts";
import {
  colleague,
  colleagueReading,
  file,
  folder,
  otherWindow,
  prepare,
  show,
  stages,
  writePolicy,
} from "../support/registry.ts";
import { restorePage } from "../support/restored-pages.ts";
import { tab } from "../support/tabs.ts";
import { rowAt, rowSaying, rows } from "../support/tree.ts";
import { waitFor } from "../support/wait.ts";

/** Observations of both versions: the second one converts twice as often. */
async function observe(test: string, count: number): Promise<void> {
  const { test: found } = await otherWindow.call("describeAbTest", { test });
  const observations = Array.from({ length: count }, (_, index) => ({
    version: found.definition.variants[index % 2]?.version ?? "",
    test,
    metrics: {
      conversion: Number(index % 100 < 10 * (1 + (index % 2))),
      latency_ms: 20 + (index % 7),
    },
  }));
  const lines = observations.map((each) => JSON.stringify(each)).join("\n");
  await colleagueReading(lines, "observe");
}

/** Opens the page of the only test that is running. */
async function shown(test: string): Promise<PlayedPage> {
  await run("showAbTest", (await rowAt("A/B tests (1)", test)).node);
  await tab(`A/B test ${test}`);
  return playedPage("abtest");
}

describe("An A/B test", () => {
  before(async () => {
    await writePolicy("version: 1\n");
    for (const number of [1, 2]) {
      const content = JSON.stringify({ "in a test of the gates window": number });
      await workspace.fs.writeFile(file(`compared-${number}.json`), Buffer.from(content));
    }
    await prepare(
      "compared",
      ["compared-1.json", "Staging", "Production"],
      ["compared-2.json", "Staging"],
    );
  });
  after(() => writePolicy("version: 1\n"));

  it("is created beside the version in Production, and says first how long it takes", async () => {
    const { node } = await rowAt("compared", "2");
    const creating = run("createAbTest", node);
    const title = "A/B test of compared 1, compared 2";
    const name = await question(title, 1);
    assert.equal(name.value, "compared-1-2");
    name.type("a/b");
    await name.accept();
    assert.equal(name.problem, "Use up to 100 letters, digits, spaces, _, . and -.");
    name.type("basket");
    await name.accept();
    const metric = await question(title, 2);
    metric.type("conversion");
    await metric.choose("conversion");
    const guardrails = await question(title, 3);
    guardrails.type("p95:latency_ms");
    await guardrails.accept();
    const split = await question(title, 4);
    const canary = "Canary: 5,25,50,100 1d";
    assert.deepEqual(split.labels, ["90/10", "50/50", "95/5", "99/1", canary, "Shadow"]);
    await split.choose("50/50");
    const effect = await question(title, 5);
    effect.type("20%");
    await effect.accept();
    const confirmation = await dialog("Start the A/B test basket?");
    assert.match(confirmation.detail ?? "", /^compared 2 against compared 1, by conversion\.\n/);
    assert.match(confirmation.detail ?? "", /known once the first version has been observed\.$/);
    confirmation.press("Start Test");
    await creating;
    (await notification("The A/B test basket is running.")).press("Show");
    await tab("A/B test basket");
    const page = await playedPage("abtest");
    const { summary, variants } = await page.hear("abtest");
    assert.equal(summary, "Nothing was observed yet.");
    assert.deepEqual(
      variants.map((each) => [each.title, each.share]),
      [
        ["compared 1", 5000],
        ["compared 2", 5000],
      ],
    );
    await rowSaying(/^50\/50 · compared 1, compared 2$/, "A/B tests (1)", "basket");
  });

  it("follows what is observed, on its page and in the sidebar", async () => {
    const page = await shown("basket");
    await observe("basket", 4000);
    await run("refresh");
    const { metrics, curves, differences } = await page.hear(
      "abtest",
      ({ state }) => state === "better",
    );
    assert.deepEqual(
      metrics.map(({ metric, isGuardrail }) => [metric, isGuardrail]),
      [
        ["conversion", false],
        ["p95:latency_ms", true],
      ],
    );
    assert.match(
      metrics[0]?.figures[1]?.comparison ?? "",
      /^better: [\d.]+ to [\d.]+ points higher$/,
    );
    assert.ok((curves[0]?.variants[1]?.length ?? 0) > 0);
    assert.ok((differences[0]?.length ?? 0) > 0);
    const { item } = await rowAt("A/B tests (1)", "basket");
    const { tooltip } = item;
    assert.ok(typeof tooltip === "string");
    assert.match(tooltip, /compared 2 is better: conversion is /);
  });

  it("is split otherwise, with a reason in its history", async () => {
    const page = await shown("basket");
    page.say({ type: "change-split" });
    const shares = await question("Split of basket");
    assert.equal(shares.value, "50/50");
    shares.type("20/90");
    await shares.accept();
    assert.match(shares.problem ?? "", /^Write a percentage for each version/);
    shares.type("40/60");
    await shares.accept();
    const reason = await question("Split of basket");
    reason.type("No harm so far");
    await reason.accept();
    await notification("The A/B test basket is split 40/60 from now on.");
    const { splits } = await page.hear("abtest", (each) => each.splits.length === 2);
    assert.deepEqual(splits[1]?.shares, [4000, 6000]);
    assert.equal(splits[1].reason, "No harm so far");
  });

  it("gives code that routes its requests", async () => {
    const { node } = await rowAt("A/B tests (1)", "basket");
    const copying = run("copyAbRouting", node);
    await (await question("Copy routing code of basket")).choose("Python");
    await copying;
    const code = await env.clipboard.readText();
    assert.match(code, /^test = registry\.AbTest\("basket"\)$/m);
    assert.match(code, /registry\.observe\(test="basket", request=request_id/);
  });

  it("ends with a winner, which goes through the gates with the evidence", async () => {
    const page = await shown("basket");
    const concluding = run("concludeAbTest", (await rowAt("A/B tests (1)", "basket")).node);
    const ending = await question("Conclude basket");
    assert.equal(ending.labels[0], "compared 2 won: promote it to Production…");
    await ending.choose("compared 2 won: promote it to Production…");
    (await dialog("Conclude the A/B test basket?")).press("Conclude");
    (await dialog("Promote compared 2 to Production?")).press("Promote");
    await concluding;
    assert.deepEqual(await stages("compared"), { 1: "Archived", 2: "Production" });
    const { history } = await show("compared@2");
    assert.ok(
      history.some(({ reason }) =>
        reason?.startsWith("Won the A/B test basket: compared 2 is better: "),
      ),
    );
    const { end, canAct } = await page.hear("abtest", (each) => each.end !== undefined);
    assert.equal(end?.winner, "compared 2");
    assert.equal(canAct, false);
    await waitFor("no running test in the tree", async () =>
      (await rows()).some(({ label }) => label.startsWith("A/B tests")) ? undefined : true,
    );
  });

  it("stops without a winner, and its page comes back after a reload", async () => {
    await colleague("ab", "create", "second", "compared@1", "compared@2", "--metric", "conversion");
    const stopping = run("stopAbTest", (await rowAt("A/B tests (1)", "second")).node);
    (await dialog("Stop the A/B test second?")).press("Stop Test");
    await stopping;
    await notification("The A/B test second has ended without a winner.");
    const [test] = await otherWindow.call("outlineAbTests", {});
    const subject = { page: "abtest", folder: folder.uri.toString(), test: test?.test.id };
    await restorePage("abtest", { subject, page: {} });
    await tab("A/B test second");
    const showing = run("showAbTest");
    const all = await question("Show A/B Test");
    assert.deepEqual(all.labels, ["second", "basket"]);
    await all.close();
    await showing;
  });

  it("is made as a canary, by typing its steps in place of a split", async () => {
    const creating = run("createAbTest", (await rowAt("compared", "1")).node);
    const title = "A/B test of compared 2, compared 1";
    await (await question(title, 1)).accept();
    const metric = await question(title, 2);
    metric.type("conversion");
    await metric.choose("conversion");
    await (await question(title, 3)).accept();
    const split = await question(title, 4);
    split.type("10,100 2h");
    await split.choose("Canary: 10,100 2h");
    await (await question(title, 5)).accept();
    const confirmation = await dialog("Start the A/B test compared-2-1?");
    assert.match(confirmation.detail ?? "", /split 90\/10 at first; the share grows to 100 %/);
    confirmation.press("Start Test");
    await creating;
    const [canary] = await otherWindow.call("outlineAbTests", { isRunning: true });
    assert.deepEqual(canary?.test.definition.canary, { steps: [1000, 10_000], every: 7_200_000 });
    await colleague("ab", "conclude", "compared-2-1", "--without-figures");
  });

  it("is changed by the commands of the palette, too", async () => {
    await colleague("ab", "create", "third", "compared@1", "compared@2", "--metric", "conversion");
    const splitting = run("splitAbTest");
    await (await question("Change Split of A/B Test")).choose("third");
    await (await question("Split of third")).close();
    await splitting;
    await colleague("ab", "conclude", "third");
  });
});
