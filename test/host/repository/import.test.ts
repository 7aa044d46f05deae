import assert from "node:assert/strict";
import { mkdir, rm, symlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { Uri } from "vscode";
import { ModelName } from "../../../src/core/model/ids.ts";
import { run } from "../support/command.ts";
import { dialog, fileDialog, notification } from "../support/messages.ts";
import { playedPage, type PlayedPage } from "../support/played-pages.ts";
import { colleague, file, show, stages } from "../support/registry.ts";
import { tab } from "../support/tabs.ts";
import { rowAt } from "../support/tree.ts";

/** `posix.system("true")`: protocol 0, as pickletools disassembles it. */
const dangerous = "cposix\nsystem\n(S'true'\ntR.";
const name = (text: string): ModelName => ModelName.parse(text);

describe("Import Versions", () => {
  const home = "kept";
  let pickles = 0;
  /** A pickle of a number that no other has. */
  const pickle = (): string => `I${(pickles += 1)}\n.`;

  async function keep(files: Readonly<Record<string, string>>): Promise<void> {
    for (const [path, text] of Object.entries(files)) {
      const { fsPath } = file(`${home}/${path}`);
      await mkdir(dirname(fsPath), { recursive: true });
      await writeFile(fsPath, text);
    }
  }
  async function open(...paths: readonly string[]): Promise<PlayedPage> {
    const uris = paths.map((path) => file(`${home}/${path}`));
    await run("importVersions", uris[0], uris);
    await tab("Import Versions");
    return playedPage("import");
  }
  beforeEach(() => keep({}));
  afterEach(() => rm(file(home).fsPath, { recursive: true, force: true }));

  it("shows what it found and registers it in the chosen order, telling how far it is", async () => {
    await keep({
      "order/wine_v1.pkl": pickle(),
      "order/wine_v2_final.pkl": pickle(),
      "order/wine_v2_FINAL2.pkl": pickle(),
      "order/version.txt": "current: wine_v2_final.pkl\n",
    });
    const page = await open("order");
    const { models, isRunning } = await page.hear("import");
    assert.equal(isRunning, false);
    assert.deepEqual(
      models.map(({ versions }) => versions.map(({ path, isCurrent }) => [path, isCurrent])),
      [
        [
          ["kept/order/wine_v1.pkl", false],
          ["kept/order/wine_v2_final.pkl", true],
          ["kept/order/wine_v2_FINAL2.pkl", false],
        ],
      ],
    );
    const paths = ["kept/order/wine_v2_final.pkl", "kept/order/wine_v1.pkl"];
    page.say({
      type: "run-import",
      models: [{ model: name("import-order"), paths, current: "kept/order/wine_v1.pkl" }],
    });
    await page.hear("import", (snapshot) => snapshot.isRunning);
    await page.hear("progress", ({ message }) => message.startsWith("2 of 2: "));
    const { report } = await page.hear("import", (snapshot) => snapshot.report !== undefined);
    assert.deepEqual(report?.leftOut, [
      { path: "kept/order/wine_v2_FINAL2.pkl", why: "You left it out." },
    ]);
    assert.deepEqual(
      report.results.map(({ kind, path }) => [kind, path]),
      paths.map((path) => ["registered", path]),
    );
    const told = await notification("2 versions registered · 1 left out");
    assert.equal(told.kind, "information");
    assert.deepEqual(told.buttons, ["Show import-order 2", "Promote import-order 2…"]);
    told.press("Show import-order 2");
    await tab("import-order 2");
    await rowAt("import-order", "1", "wine_v2_final.pkl");
    const second = await show("import-order@2");
    assert.deepEqual(second.parents, []);
  });

  it("labels versions as the page says, and names a label that can't be", async () => {
    await keep({ "label/m_v1.pkl": pickle(), "label/m_v2.pkl": pickle() });
    const page = await open("label");
    await page.hear("import");
    const [first, second] = ["kept/label/m_v1.pkl", "kept/label/m_v2.pkl"];
    const labels = [
      { path: first, label: "1.0.0" },
      { path: second, label: "latest" },
    ];
    const model = name("import-label");
    page.say({ type: "run-import", models: [{ model, paths: [first, second], labels }] });
    (await notification("1 version registered · 1 failed")).dismiss();
    const { report } = await page.hear("import", (snapshot) => snapshot.report !== undefined);
    const [registered, refused] = report?.results ?? [];
    assert.ok(registered?.kind === "registered" && refused?.kind === "failed");
    assert.equal(registered.version.label, "1.0.0");
    assert.equal(
      refused.message,
      "“latest” can't be a label of import-label: it would be taken for a number or the latest.",
    );
  });

  it("says what is registered already when it looks again", async () => {
    await keep({ "again/m_v1.pkl": pickle(), "again/m_v2.pkl": pickle() });
    const page = await open("again");
    await page.hear("import");
    page.say({
      type: "run-import",
      models: [{ model: name("import-again"), paths: ["kept/again/m_v1.pkl"] }],
    });
    (await notification("1 version registered · 1 left out")).dismiss();
    page.forget();
    page.say({ type: "look-again" });
    page.ready();
    const { models, report, existing } = await page.hear("import");
    assert.equal(report, undefined);
    assert.ok(existing.some(({ model }) => model === name("import-again")));
    assert.equal(models[0]?.model, "import-again");
    assert.deepEqual(models[0].target, { kind: "registered", files: 1 });
    assert.deepEqual(
      models[0].versions.map(({ registeredAs }) => registeredAs?.reference),
      ["import-again@1", undefined],
    );
    const paths = ["kept/again/m_v1.pkl", "kept/again/m_v2.pkl"];
    page.say({ type: "run-import", models: [{ model: name("import-again"), paths }] });
    await notification("1 version registered · 1 was there already");
  });

  it("is cancelled without leaving anything half done, and goes on later", async () => {
    await keep({ "cancel/m_v1.pkl": pickle(), "cancel/m_v2.pkl": pickle() });
    const page = await open("cancel");
    await page.hear("import");
    const paths = ["kept/cancel/m_v1.pkl", "kept/cancel/m_v2.pkl"];
    page.say({ type: "run-import", models: [{ model: name("import-cancel"), paths }] });
    page.say({ type: "cancel-import" });
    const told = await notification("The import was cancelled. Nothing was registered.");
    assert.equal(told.kind, "warning");
    assert.deepEqual(await stages("import-cancel"), {});
    page.say({ type: "run-import", models: [{ model: name("import-cancel"), paths }] });
    await notification("2 versions registered");
  });

  it("names a file that has changed since it was looked at, and registers the others", async () => {
    await keep({ "changed/m_v1.pkl": pickle(), "changed/m_v2.pkl": pickle() });
    const page = await open("changed");
    await page.hear("import");
    await keep({ "changed/m_v1.pkl": pickle() });
    const paths = ["kept/changed/m_v1.pkl", "kept/changed/m_v2.pkl"];
    page.say({ type: "run-import", models: [{ model: name("import-changed"), paths }] });
    const told = await notification("1 version registered · 1 failed");
    assert.equal(told.kind, "warning");
    const { report } = await page.hear("import", (snapshot) => snapshot.report !== undefined);
    assert.deepEqual(report?.results[0], {
      kind: "failed",
      path: "kept/changed/m_v1.pkl",
      model: "import-changed",
      message: "m_v1.pkl has changed since it was looked at.",
      wayOut: "Look again, and import what is there now.",
    });
  });

  it("makes no new model under a name that was taken since the page said so", async () => {
    await keep({ "taken/m_v1.pkl": pickle() });
    const page = await open("taken");
    await page.hear("import");
    await colleague("create", "import-taken");
    const model = name("import-taken");
    page.say({ type: "run-import", models: [{ model, paths: ["kept/taken/m_v1.pkl"] }] });
    await notification(
      /^Can't make a new model import-taken: there has been a model of that name since\. Import again/,
    );
    assert.deepEqual(await stages("import-taken"), {});
    await page.hear("import", ({ existing }) => existing.some((each) => each.name === model));
    page.say({ type: "run-import", models: [{ model, paths: ["kept/taken/m_v1.pkl"] }] });
    (await notification("1 version registered")).dismiss();
  });

  it("asks before it registers what is dangerous to load", async () => {
    await keep({ "danger/m_v1.pkl": `${dangerous}${pickle()}` });
    const page = await open("danger");
    const { models } = await page.hear("import");
    assert.equal(models[0]?.versions[0]?.isIncluded, false);
    const request = {
      type: "run-import" as const,
      models: [{ model: name("import-danger"), paths: ["kept/danger/m_v1.pkl"] }],
    };
    page.say(request);
    const first = await dialog("kept/danger/m_v1.pkl is dangerous. Import anyway?");
    assert.match(first.detail ?? "", /posix\.system/);
    first.dismiss();
    page.forget();
    await page.hear("import", ({ isRunning }) => !isRunning);
    assert.deepEqual(await stages("import-danger"), {});
    page.say(request);
    (await dialog(/^kept\/danger\/m_v1\.pkl is dangerous\./)).press("Import Dangerous Files");
    await notification("1 version registered");
  });

  it("refuses paths that it has not found itself", async () => {
    await keep({ "foreign/m_v1.pkl": pickle() });
    const page = await open("foreign");
    await page.hear("import");
    page.say({
      type: "run-import",
      models: [{ model: name("import-foreign"), paths: ["../../etc/passwd"] }],
    });
    const refusal = await notification(
      "../../etc/passwd is not among the versions that were found. Look again, and import what is there now.",
    );
    assert.equal(refusal.kind, "error");
    assert.deepEqual(await stages("import-foreign"), {});
  });

  it("shows a folder without models, and names links that it does not follow", async () => {
    await keep({ "empty/notes.md": "nothing yet" });
    await symlink("/tmp/elsewhere.onnx", file(`${home}/empty/link.onnx`).fsPath);
    const page = await open("empty");
    const { models, passed, places } = await page.hear("import");
    assert.deepEqual(models, []);
    assert.deepEqual(places, ["kept/empty"]);
    assert.deepEqual(passed, [
      {
        path: "link.onnx",
        why: "is a link that leads out of the folder or nowhere; import what it points to",
      },
    ]);
  });

  it("asks for a folder when it is given none, and does nothing if none is chosen", async () => {
    await keep({ "asked/m_v1.pkl": pickle() });
    const first = run("importVersions");
    const question = await fileDialog();
    assert.equal(
      question.options.title,
      "Import Versions: choose the folder in which they were kept",
    );
    question.dismiss();
    await first;
    const second = run("importVersions");
    (await fileDialog()).choose(file(`${home}/asked`));
    await second;
    await tab("Import Versions");
  });

  it("refuses what is outside of the workspace, and too much chosen one by one", async () => {
    await run("importVersions", Uri.file("/tmp"));
    await notification(
      "Can't import from /tmp: all of it must be in one folder of this workspace. Open the folder that it is in, or import from one folder after the other.",
    );
    const many = Array.from({ length: 501 }, (_, index) => file(join(home, `m_v${index}.pkl`)));
    await run("importVersions", many[0], many);
    await notification(
      "Can't import 501 files chosen one by one: 500 are the most. Import the folder that they are in, and leave out there what does not belong.",
    );
  });

  it("says that what was chosen is gone", async () => {
    await run("importVersions", file(`${home}/nowhere`));
    const page = await playedPage("import");
    const failure = await page.hear("failure");
    assert.match(failure.message, /nowhere.*(not there|does not exist|not exist)/);
    assert.equal(failure.wayOut, "Check the path.");
  });
});
