import assert from "node:assert/strict";
import { workspace, type Uri } from "vscode";
import { ModelName, VersionId } from "../../../src/core/model/ids.ts";
import type { VersionArgument } from "../../../src/editor/command-arguments.ts";
import { run } from "../support/command.ts";
import { fileDialog, notification } from "../support/messages.ts";
import { playedPage } from "../support/played-pages.ts";
import { question } from "../support/questions.ts";
import { colleague, file, prepare } from "../support/registry.ts";
import { tab } from "../support/tabs.ts";
import { rowAt } from "../support/tree.ts";

const model = "reported";
let first: VersionArgument;
let second: VersionArgument;

/** Names the file, and returns what is in it when it has been written. */
async function saveAs(name: string, suggested: string): Promise<string> {
  const target = file(name);
  const dialog = await fileDialog();
  const { defaultUri } = dialog.options as { readonly defaultUri?: Uri };
  assert.equal(defaultUri?.path.split("/").at(-1), suggested);
  dialog.choose(target);
  await notification(`Saved ${name}.`);
  const text = Buffer.from(await workspace.fs.readFile(target)).toString();
  await workspace.fs.delete(target);
  return text;
}

describe("Reports", () => {
  before(async () => {
    const prepared = await prepare(
      model,
      ["more/sklearn-forest.onnx", "Staging", "Production"],
      ["more/sklearn-network.onnx", "Staging", "Production"],
    );
    [first, second] = prepared as [VersionArgument, VersionArgument];
    await colleague("rollback", model, "--reason", "false alarms");
  });

  it("of selected versions, the one in use as the baseline, opens as a preview", async () => {
    const rows = [(await rowAt(model, "2")).node, (await rowAt(model, "1")).node];
    const saving = run("saveReport", rows[0], rows);
    const format = await question("Save report on 2 versions");
    assert.deepEqual(format.labels, ["HTML", "Markdown", "CSV", "JSON"]);
    await format.choose("Markdown");
    const text = await saveAs("compared.md", "reported-1-reported-2-comparison.md");
    assert.match(text, /^# reported 2 compared with reported 1\n/);
    await saving;
    await tab("Preview compared.md");
  });

  it("of versions that are chosen, as CSV, opens as text", async () => {
    const saving = run("saveReport");
    const versions = await question("Save Report");
    await versions.toggle("reported 2");
    await versions.accept();
    await (await question("Save report on reported 2")).choose("CSV");
    const text = await saveAs("reported.csv", "reported-2-report.csv");
    assert.match(text, /^section,name,reported@2\r\n/);
    await saving;
  });

  it("a model card has the Hub's form and no other", async () => {
    const saving = run("saveModelCard", second);
    const text = await saveAs("card.md", "reported-2-model-card.md");
    assert.match(text, /^---\nlibrary_name: onnx\n/);
    await saving;
    await tab("Preview card.md");
  });

  it("the record of a decision is that of the last one, or of one in the history", async () => {
    const saving = run("saveDecisionRecord", second);
    const format = await question("Save decision record of reported 2");
    assert.deepEqual(format.labels, ["HTML", "Markdown", "JSON"]);
    await format.choose("Markdown");
    const text = await saveAs("decision.md", "reported-2-decision.md");
    assert.match(text, /^# reported 2: Staging → Production\n/);
    await saving;

    await run("showVersion", second);
    const page = await playedPage("version");
    page.ready();
    const { history } = await page.hear("version");
    const entry = history.find(({ title }) => title === "None → Staging");
    assert.ok(entry);
    page.say({ type: "save-report", report: "decision", event: entry.id });
    await (await question("Save decision record of reported 2")).choose("Markdown");
    const earlier = await saveAs("decision.md", "reported-2-decision.md");
    assert.match(earlier, /^# reported 2: None → Staging\n/);
  });

  it("an incident report is about the last rollback of a model", async () => {
    const { node } = await rowAt(model);
    const saving = run("saveIncidentReport", node);
    await (await question("Save incident report on reported")).choose("JSON");
    const text = await saveAs("incident.json", "reported-incident.json");
    const { restored, removed, rollback } = JSON.parse(text) as Record<string, unknown>;
    assert.deepEqual([restored, removed], ["reported 1", "reported 2"]);
    assert.equal((rollback as { reason: string }).reason, "false alarms");
    await saving;
  });

  it("of the compare page, with its baseline", async () => {
    await run("compare", { folder: first.folder, versions: [first.version, second.version] });
    const page = await playedPage("compare");
    page.say({
      type: "save-report",
      versions: [VersionId.parse(first.version), VersionId.parse(second.version)],
      baseline: VersionId.parse(second.version),
      directions: {},
    });
    await (await question("Save report on 2 versions")).choose("Markdown");
    const text = await saveAs("compared.md", "reported-1-reported-2-comparison.md");
    assert.match(text, /^# reported 1 compared with reported 2\n/);
  });

  it("of the audit trail, about the very event that is shown", async () => {
    await run("showAuditTrail");
    const page = await playedPage("audit");
    page.ready();
    const { lines } = await page.hear("audit", (snapshot) =>
      snapshot.lines.some((line) => line.model === model),
    );
    const line = (title: string, version: VersionArgument): (typeof lines)[number] => {
      const found = lines.find((each) => each.version === version.version && each.title === title);
      assert.ok(found, `${title} is not among ${lines.map((each) => each.title).join(", ")}`);
      return found;
    };
    const about = { model: ModelName.parse(model), title: "reported 1" };
    const moved = line("None → Staging", first);
    const version = VersionId.parse(first.version);
    page.say({ type: "save-report", report: "decision", ...about, version, event: moved.id });
    await (await question("Save decision record of reported 1")).choose("Markdown");
    const decision = await saveAs("decision.md", "reported-1-decision.md");
    assert.match(decision, /^# reported 1: None → Staging\n/);

    const rollback = lines.find(({ reason }) => reason === "false alarms");
    assert.ok(rollback);
    page.say({ type: "save-report", report: "incident", ...about, version, event: rollback.id });
    await (await question("Save incident report on reported")).choose("HTML");
    const incident = await saveAs("incident.html", "reported-incident.html");
    assert.match(incident, /false alarms/);
    assert.doesNotMatch(incident, /<script/i);
  });

  it("of the version page, about the rollback beside which it stands", async () => {
    await run("showVersion", first);
    const page = await playedPage("version");
    page.ready();
    const { productionHistory } = await page.hear(
      "version",
      (snapshot) => snapshot.version.id === first.version,
    );
    const rollback = productionHistory.find(({ kind }) => kind === "rolled-back");
    assert.ok(rollback, JSON.stringify(productionHistory));
    page.say({ type: "save-report", report: "incident", event: rollback.id });
    await (await question("Save incident report on reported")).choose("Markdown");
    const incident = await saveAs("incident.md", "reported-incident.md");
    assert.match(incident, /false alarms/);
  });
});
