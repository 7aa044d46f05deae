import { glob, mkdir, readFile, writeFile } from "node:fs/promises";
import { extname, join } from "node:path";
import { getL10nJson, type l10nJsonFormat } from "@vscode/l10n-dev";
import ts from "typescript";

/** Where texts for people are: what the editor and the pages show. The command line is English. */
const sources = [
  "src/{editor,core,registry,storage,provenance,interchange,remotes}/**/*.ts",
  "src/extension.ts",
  "webview/**/*.ts",
];

/**
 * Where the keys of the policy are described, for hovers and completion. A schema is made before
 * there are translations, so its descriptions are translated when they are shown.
 */
const describedSchemas = [
  "src/core/policy/policy-file.ts",
  "src/core/model/{metadata-rules,monitoring,stage-gates}.ts",
];

/** Returns the English texts that the sources under `root` hand to `l10n.t`, in alphabetical order. */
export async function translatableTexts(root: string): Promise<l10nJsonFormat> {
  const files: { readonly extension: string; readonly contents: string }[] = [];
  for await (const path of glob(sources, { cwd: root })) {
    const contents = await readFile(join(root, path), "utf8");
    files.push({ extension: extname(path), contents });
  }
  const texts: l10nJsonFormat = await getL10nJson(files);
  for await (const path of glob(describedSchemas, { cwd: root })) {
    for (const text of descriptionsIn(await readFile(join(root, path), "utf8"))) texts[text] = text;
  }
  return Object.fromEntries(Object.entries(texts).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Returns the literals of each `description: …` of a source. */
function descriptionsIn(source: string): readonly string[] {
  const found: string[] = [];
  const visit = (node: ts.Node): void => {
    if (
      ts.isPropertyAssignment(node) &&
      node.name.getText() === "description" &&
      ts.isStringLiteralLike(node.initializer)
    ) {
      found.push(node.initializer.text);
    }
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile("schema.ts", source, ts.ScriptTarget.Latest, true));
  return found;
}

/** Writes the texts to `l10n/bundle.l10n.json`, which translations are made from. */
export async function writeTranslatableTexts(root: string): Promise<void> {
  const texts = await translatableTexts(root);
  await mkdir(join(root, "l10n"), { recursive: true });
  await writeFile(join(root, "l10n/bundle.l10n.json"), `${JSON.stringify(texts, null, 2)}\n`);
}

if (import.meta.main) await writeTranslatableTexts(import.meta.dirname);
