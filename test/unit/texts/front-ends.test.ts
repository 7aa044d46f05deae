import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Command } from "commander";
import ts from "typescript";
import { expect, test } from "vitest";
import { commandTable } from "../../../src/cli/command-table.ts";

const root = join(import.meta.dirname, "../../..");

/** Texts for both front ends that name a command line on purpose, by the end of the file's path. */
const intended: Readonly<Record<string, RegExp>> = {
  // Command lines of the program, to be copied.
  "versions/code-snippets.ts": /model-registry (?:resolve|export) /,
  "abtests/routing-snippets.ts": /model-registry (?:ab route|resolve|observe) /,
  // A document, whose readers may have any front end.
  "reports/model-card-document.ts": /^model-registry export /,
  // The format of what is kept in git.
  "audit/anchor.ts": /model-registry anchor /,
};

const known = new Map<string, readonly string[]>();

/** Returns the texts of a source: literals, and templates with `…` for their values. */
function textsOf(path: string): readonly string[] {
  const texts = known.get(path) ?? readTexts(path);
  known.set(path, texts);
  return texts;
}

function readTexts(path: string): readonly string[] {
  const source = ts.createSourceFile(
    path,
    readFileSync(join(root, path), "utf8"),
    ts.ScriptTarget.Latest,
  );
  const texts: string[] = [];
  const visit = (node: ts.Node): void => {
    if (ts.isStringLiteralLike(node)) texts.push(node.text);
    else if (ts.isTemplateExpression(node)) {
      texts.push(
        [node.head.text, ...node.templateSpans.map(({ literal }) => literal.text)].join("…"),
      );
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return texts;
}

/** Returns the words of the command line that stand in a sentence or name a command of it. */
async function commandWords(): Promise<(text: string) => boolean> {
  const names = commandTable.map(({ name }) => name);
  const options = new Set<string>();
  for (const { name, load } of commandTable) {
    const command = new Command(name);
    (await load())(command);
    for (const { long } of command.options) if (long) options.add(long);
  }
  const line = new RegExp(`model-registry (${names.join("|")})\\b|“(${names.join("|")}) --`);
  return (whole) => {
    const text = whole.replace(/\(git [^)]*\)/g, "");
    return (
      line.test(text) ||
      // Arguments of other programs stand alone; a sentence has words before them.
      [...text.matchAll(/[a-z,] (--[a-z][a-z-]+)/g)].some(([, option = ""]) => options.has(option))
    );
  };
}

const shared = globSync(
  "{src/core,src/registry,src/provenance,src/storage,src/inspect,src/editor,webview}/**/*.ts",
  {
    cwd: root,
  },
);

test("no text that the editor can show names options or commands of the command line", async () => {
  const isOfCommandLine = await commandWords();
  expect(isOfCommandLine("name it, or use --include-hidden")).toBe(true);
  expect(isOfCommandLine("“register --history” takes it")).toBe(true);
  const found = shared.flatMap((path) => {
    const exception = Object.entries(intended).find(([end]) => path.endsWith(end))?.[1];
    return textsOf(path)
      .filter((text) => isOfCommandLine(text) && exception?.test(text) !== true)
      .map((text) => `${path}: ${text}`);
  });
  expect(found).toEqual([]);
});

test("no text of the command line, or of what it shares, names commands of the editor", () => {
  const texts = JSON.parse(readFileSync(join(root, "package.nls.json"), "utf8")) as Readonly<
    Record<string, string>
  >;
  const titles = Object.entries(texts)
    .filter(([key]) => key.endsWith(".title"))
    .map(([, title]) => `“${title}”`);
  expect(titles.length).toBeGreaterThan(50);
  const found = globSync("src/{cli,core,registry,provenance,storage,inspect}/**/*.ts", {
    cwd: root,
  })
    .flatMap((path) => textsOf(path).map((text) => ({ path, text })))
    .filter(({ text }) => titles.some((title) => text.includes(title)));
  expect(found).toEqual([]);
});
