import assert from "node:assert/strict";
import {
  commands,
  CompletionItemKind,
  DiagnosticSeverity,
  languages,
  MarkdownString,
  Position,
  Range,
  SnippetString,
  window,
  workspace,
  WorkspaceEdit,
} from "vscode";
import type {
  CodeAction,
  CompletionItem,
  CompletionList,
  Diagnostic,
  Hover,
  TextDocument,
} from "vscode";
import { run } from "../support/command.ts";
import { extension } from "../support/extension.ts";
import { notification } from "../support/messages.ts";
import { question } from "../support/questions.ts";
import { file, otherWindow, writePolicy } from "../support/registry.ts";
import { waitFor } from "../support/wait.ts";

const policy = file(".model-registry/policy.yaml");

describe("The policy's file", () => {
  before(async () => {
    // In a window of its own, nothing else would have activated it.
    await extension.activate();
    await writePolicy("version: 1\n");
  });
  beforeEach(() => workspace.fs.delete(policy));
  afterEach(() => writePolicy("version: 1\n"));

  it("is made from a preset and opened", async () => {
    const creating = run("createPolicy");
    const choice = await question("Create Policy");
    assert.deepEqual(choice.labels, ["Simple", "Guarded", "Development", "MLflow"]);
    await choice.choose("Guarded");
    await creating;
    await waitFor("the policy in an editor", () => {
      const { document } = window.activeTextEditor ?? {};
      const isShown = document?.uri.toString() === policy.toString();
      return isShown && /^gates:$/m.test(document.getText()) ? true : undefined;
    });
  });

  it("is never replaced: the one that is there can be opened", async () => {
    await writePolicy("# ours\nversion: 1\n");
    await run("createPolicy");
    (await notification("There is a policy already.")).press("Open Policy");
    await waitFor("our policy in an editor", () =>
      window.activeTextEditor?.document.getText().startsWith("# ours") ? true : undefined,
    );
  });

  it("is opened, or missed with a way to make one", async () => {
    await run("openPolicy");
    (await notification(/^There is no policy file/)).press("Create Policy…");
    await (await question("Create Policy")).choose("Simple");
    await waitFor("the policy in an editor", () => window.activeTextEditor);
    await run("openPolicy");
    assert.equal(window.activeTextEditor?.document.uri.toString(), policy.toString());
  });

  it("is completed and explained as it is typed, with the stages that it has", async () => {
    const text =
      "version: 1\nstages: [{ name: Dev }, { name: Live }]\ntransitions: {}\ngates:\n  \n";
    const document = await opened(text);
    const stages = await completions(new Position(4, 2));
    assert.deepEqual(
      stages.map(({ label }) => label),
      ["Dev", "Live"],
    );
    const edit = new WorkspaceEdit();
    edit.insert(policy, new Position(4, 2), "Live:\n    clean");
    await workspace.applyEdit(edit);
    const found = await completions(new Position(5, 9));
    const cleanGit = found.find(({ label }) => label === "cleanGit");
    assert.ok(cleanGit?.insertText instanceof SnippetString);
    assert.equal(cleanGit.insertText.value, "cleanGit: ");
    assert.ok(cleanGit.range instanceof Range);
    assert.ok(cleanGit.range.isEqual(new Range(5, 4, 5, 9)));

    const finish = new WorkspaceEdit();
    finish.insert(policy, new Position(5, 9), "Git: true");
    await workspace.applyEdit(finish);
    const hovers = await commands.executeCommand<readonly Hover[]>(
      "vscode.executeHoverProvider",
      policy,
      new Position(5, 6),
    );
    const told = hovers.flatMap(({ contents }) =>
      contents.map((each) => (each instanceof MarkdownString ? each.value : each)),
    );
    assert.deepEqual(told, [
      "It must have been registered from a commit, without other changes. Default: false.",
    ]);
    await document.save();
  });

  it("completes recorded metrics, and warns at the name of one that no version has", async () => {
    const metrics = file("measured.json");
    await workspace.fs.writeFile(metrics, Buffer.from('{ "test.auc": 0.9 }'));
    await otherWindow.call("register", {
      model: "measured",
      paths: [file("sklearn-forest.onnx").fsPath],
      metricsFiles: [metrics.fsPath],
      parametersFiles: [],
      datasets: [],
      parents: [],
      allowIdentical: true,
    });
    await workspace.fs.delete(metrics);
    const line = "    metrics: [{ metric: test.aux, min: 0.9 }]";
    const document = await opened(`version: 1\ngates:\n  Production:\n${line}\n`);
    const [unknown] = await mistakes(
      ([found, ...more]) => more.length === 0 && (found?.message ?? "").includes("test.aux"),
    );
    assert.equal(
      unknown?.message,
      "no version has recorded the metric test.aux; the nearest is test.auc",
    );
    assert.equal(unknown.severity, DiagnosticSeverity.Warning);
    assert.equal(document.getText(unknown.range), "test.aux");
    const { items } = await commands.executeCommand<CompletionList>(
      "vscode.executeCompletionItemProvider",
      policy,
      unknown.range.end,
    );
    assert.ok(
      items.some(({ label, kind }) => label === "test.auc" && kind === CompletionItemKind.Value),
    );
  });

  it("is corrected by a quick fix, which keeps its comments", async () => {
    const document = await opened("# ours\nversion: 1 # so far\ngates:\n  Stagin: {} # soon\n");
    // What was marked in the text before may still be there.
    await mistakes(
      ([mistake, ...more]) =>
        more.length === 0 && (mistake?.message ?? "").includes("there is no stage named Stagin"),
    );
    const actions = await commands.executeCommand<readonly CodeAction[]>(
      "vscode.executeCodeActionProvider",
      policy,
      new Range(3, 2, 3, 2),
    );
    const fix = actions.find(({ title }) => title === "Change to “Staging”");
    assert.ok(fix?.edit && fix.isPreferred);
    await workspace.applyEdit(fix.edit);
    assert.equal(document.getText(), "# ours\nversion: 1 # so far\ngates:\n  Staging: {} # soon\n");
    await document.save();
    await mistakes((found) => found.length === 0);
  });

  it("shows its mistakes where they are, as it is typed and as it is on disk", async () => {
    const mistaken = "version: 1\nstages: 7\n";
    await writePolicy(mistaken);
    const [onDisk] = await mistakes(
      ([mistake, ...more]) =>
        more.length === 0 && (mistake?.message ?? "").includes("stages: must be a list; it is 7"),
    );
    assert.equal(onDisk?.range.start.line, 1);

    const document = await opened(mistaken);
    const edit = new WorkspaceEdit();
    edit.insert(policy, new Position(0, 0), "nonsense: true\n");
    await workspace.applyEdit(edit);
    const typed = await mistakes((found) => found.length === 2);
    assert.deepEqual(
      typed.map(({ range }) => range.start.line),
      [0, 2],
    );
    await document.save();
    await writePolicy("version: 1\n");
    await mistakes((found) => found.length === 0);
  });
});

/** The policy with this text, in an editor. */
async function opened(text: string): Promise<TextDocument> {
  await writePolicy(text);
  const document = await workspace.openTextDocument(policy);
  await window.showTextDocument(document);
  // The window may still have what was in the file before.
  await waitFor("the text on disk", () => (document.getText() === text ? true : undefined));
  return document;
}

/** Those of this extension: the editor itself offers the words of the text. */
async function completions(position: Position): Promise<readonly CompletionItem[]> {
  const { items } = await commands.executeCommand<CompletionList>(
    "vscode.executeCompletionItemProvider",
    policy,
    position,
  );
  return items.filter(({ kind }) => kind === CompletionItemKind.Property);
}

function mistakes(isWanted: (found: readonly Diagnostic[]) => boolean): Promise<Diagnostic[]> {
  return waitFor("the mistakes of the policy", () => {
    const found = languages
      .getDiagnostics(policy)
      .filter(({ source }) => source === "Model Registry");
    return isWanted(found)
      ? found.toSorted((a, b) => a.range.start.line - b.range.start.line)
      : undefined;
  });
}
