import { glob, mkdir, readFile, writeFile } from "node:fs/promises";
import { extname, join } from "node:path";
import { getL10nJson, type l10nJsonFormat } from "@vscode/l10n-dev";

/** Where texts for people are: what the editor and the pages show. The command line is English. */
const sources = ["src/{editor,core,registry}/**/*.ts", "src/extension.ts", "webview/**/*.ts"];

/** Returns the English texts that the sources under `root` hand to `l10n.t`, in alphabetical order. */
export async function translatableTexts(root: string): Promise<l10nJsonFormat> {
  const files: { readonly extension: string; readonly contents: string }[] = [];
  for await (const path of glob(sources, { cwd: root })) {
    const contents = await readFile(join(root, path), "utf8");
    files.push({ extension: extname(path), contents });
  }
  const texts = await getL10nJson(files);
  return Object.fromEntries(Object.entries(texts).sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Writes the texts to `l10n/bundle.l10n.json`, which translations are made from. */
export async function writeTranslatableTexts(root: string): Promise<void> {
  const texts = await translatableTexts(root);
  await mkdir(join(root, "l10n"), { recursive: true });
  await writeFile(join(root, "l10n/bundle.l10n.json"), `${JSON.stringify(texts, null, 2)}\n`);
}

if (import.meta.main) await writeTranslatableTexts(import.meta.dirname);
