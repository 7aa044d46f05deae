import assert from "node:assert/strict";
import { isDeepStrictEqual } from "node:util";
import {
  commands,
  DiagnosticSeverity,
  languages,
  MarkdownString,
  Position,
  Range,
  window,
  workspace,
  WorkspaceEdit,
  type CodeAction,
  type CodeLens,
  type CompletionList,
  type DocumentLink,
  type Hover,
  type TextDocument,
} from "vscode";
import * as z from "zod";
import { extension } from "../support/extension.ts";
import { colleague, file, prepare } from "../support/registry.ts";
import { tab } from "../support/tabs.ts";
import { waitFor } from "../support/wait.ts";

const code = `import local_model_registry as registry

model = registry.load("referred@Production")
old = registry.load("referred@1")
typo = registry.load("referred@Prodution")
other = load_model("models:/referred/2")
mail = "grace@example.org"
`;

/** Shows a text as a file in an editor. */
async function shown(path: string, text: string): Promise<TextDocument> {
  await workspace.fs.writeFile(file(path), Buffer.from(text));
  const { document } = await window.showTextDocument(file(path), { preview: false });
  return document;
}

/** Writes another text into a document, whichever editor has the focus. */
async function replaceText(document: TextDocument, text: string): Promise<void> {
  const edit = new WorkspaceEdit();
  const end = document.positionAt(document.getText().length);
  edit.replace(document.uri, new Range(new Position(0, 0), end), text);
  assert.ok(await workspace.applyEdit(edit));
  assert.ok(await document.save());
}

/** The place behind the first occurrence of a text. */
function behind(document: TextDocument, text: string): Position {
  return document.positionAt(document.getText().indexOf(text) + text.length);
}

/** Waits until VS Code shows these problems of a file. */
async function problemsBecome(document: TextDocument, expected: readonly string[]): Promise<void> {
  let shown: readonly string[] = [];
  await waitFor(`the problems ${expected.join(" ")}`, () => {
    shown = languages
      .getDiagnostics(document.uri)
      .filter(({ source }) => source === "Model Registry")
      .map(({ message, severity }) => `${DiagnosticSeverity[severity]}: ${message}`);
    return isDeepStrictEqual(shown, expected) || undefined;
  }).catch((error: unknown) => {
    throw new Error(`Shown were: ${shown.join(" ")}`, { cause: error });
  });
}

describe("References in code", () => {
  before(async () => {
    await extension.activate();
    await workspace.fs.writeFile(file("referred/1.bin"), Buffer.from("referred weights 1"));
    await workspace.fs.writeFile(file("referred/2.bin"), Buffer.from("referred weights 2"));
    await prepare(
      "referred",
      ["referred/1.bin", "Staging", "Production"],
      ["referred/2.bin", "Staging", "Production"],
    );
  });
  after(() => workspace.fs.delete(file("referred"), { recursive: true }));

  it("say by hovering and as links which versions they mean", async () => {
    const document = await shown("referred/serve.py", code);
    const [hover] = await commands.executeCommand<Hover[]>(
      "vscode.executeHoverProvider",
      document.uri,
      behind(document, "referred@Prod"),
    );
    const text = (hover?.contents ?? [])
      .map((each) => (each instanceof MarkdownString ? each.value : ""))
      .join("\n");
    assert.match(text, /\*\*referred 2\*\* · Production/);
    assert.match(text, /command:modelRegistry\.showVersion/);
    const links = await commands.executeCommand<DocumentLink[]>(
      "vscode.executeLinkProvider",
      document.uri,
      10,
    );
    assert.deepEqual(
      links.map(({ range, tooltip }) => [document.getText(range), tooltip]),
      [
        ["referred@Production", "Show referred 2"],
        ["referred@1", "Show referred 1"],
        ["models:/referred/2", "Show referred 2"],
      ],
    );
    const { target } = links[0] ?? {};
    assert.ok(target);
    await commands.executeCommand(
      target.path,
      ...z.array(z.unknown()).parse(JSON.parse(target.query)),
    );
    await tab("referred 2");
  });

  it("are marked if they mean nothing or what is retired, corrected, and follow the registry", async () => {
    const document = await shown("referred/marked.py", code);
    const retired = "Information: referred 1 is in Archived.";
    await problemsBecome(document, [retired, "Warning: referred has nothing called “Prodution”."]);
    const place = behind(document, "referred@Prodution");
    const actions = await commands.executeCommand<CodeAction[]>(
      "vscode.executeCodeActionProvider",
      document.uri,
      document.getWordRangeAtPosition(place.translate(0, -1)),
    );
    const fix = actions.find(({ title }) => title === "Change to “referred@Production”");
    assert.ok(fix?.edit);
    await workspace.applyEdit(fix.edit);
    await problemsBecome(document, [retired]);
    await colleague("alias", "referred@1", "pinned");
    await replaceText(document, 'x = "referred@pined"\n');
    await problemsBecome(document, ["Warning: referred has nothing called “pined”."]);
    await colleague("alias", "referred@1", "pined");
    await problemsBecome(document, []);
  });

  it("are completed with models, and with what each model has", async () => {
    const document = await shown("referred/run.sh", "model-registry resolve ref\n");
    const complete = async (text: string): Promise<readonly (string | false)[]> => {
      const { items } = await commands.executeCommand<CompletionList>(
        "vscode.executeCompletionItemProvider",
        document.uri,
        behind(document, text),
      );
      return items.map(({ label, insertText }) =>
        typeof label === "string"
          ? typeof insertText === "string" && insertText
          : `${label.label}: ${label.description ?? ""}`,
      );
    };
    assert.ok((await complete("resolve ref")).includes("referred@"));
    await shown("referred/run.sh", "model-registry resolve referred@\n");
    await waitFor("the new text", () => document.getText().includes("@") || undefined);
    const selectors = await complete("referred@");
    assert.ok(selectors.includes("Production: referred 2 · Production"), selectors.join());
    assert.ok(selectors.includes("latest: referred 2 · Production"));
    assert.ok(selectors.includes("1: referred 1 · Archived"));
  });

  it("have a line above where the setting says so", async () => {
    const document = await shown("referred/deploy.yaml", "model: referred@Production\n");
    const lenses = (): Thenable<CodeLens[]> =>
      commands.executeCommand("vscode.executeCodeLensProvider", document.uri, 10);
    assert.deepEqual(await lenses(), []);
    const settings = workspace.getConfiguration("modelRegistry");
    await settings.update("codeLens", true, false);
    try {
      const [lens] = await lenses();
      assert.equal(lens?.command?.title, "referred 2 · Production");
    } finally {
      await settings.update("codeLens", undefined, false);
    }
  });
});
