import { cp, mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { translatableTexts } from "../../../translatable-texts.ts";
import { projectRoot } from "../../workbench/paths.ts";

/** The language that VS Code itself reserves for tests of translations. */
export const pseudoLanguage = "qps-ploc";

/**
 * Returns a text in the pseudo-language: English between ⟦ and ⟧, each value in it between « and ».
 * So what a person sees says by itself what of it went through a translation, and how.
 */
export function pseudo(english: string): string {
  return `⟦${english.replace(/\{(\d+)\}/g, "«{$1}»")}⟧`;
}

/** As `pseudo`, for a text of the manifest: its lines are paragraphs, a line with a link is a button. */
function pseudoManifest(english: string): string {
  const line = (text: string): string => {
    const [, label, target] = /^\[([^\]]+)\](\(command:[^)]+\))$/.exec(text) ?? [];
    if (label !== undefined && target !== undefined) return `[⟦${label}⟧]${target}`;
    return text === "" ? "" : `⟦${text}⟧`;
  };
  return english.split("\n").map(line).join("\n");
}

/** Copies the built extension into a folder, with a translation of all its texts. */
export async function translatedExtension(folder: string): Promise<string> {
  for (const path of ["package.json", "package.nls.json", "dist", "media"]) {
    await cp(join(projectRoot, path), join(folder, path), {
      recursive: true,
      filter: (source) => !source.endsWith(".map"),
    });
  }
  const bundle = Object.entries(await translatableTexts(projectRoot)).map(([key, text]) => {
    const english = typeof text === "string" ? text : text.message;
    return [key, pseudo(english)];
  });
  await mkdir(join(folder, "l10n"), { recursive: true });
  await writeJson(
    join(folder, `l10n/bundle.l10n.${pseudoLanguage}.json`),
    Object.fromEntries(bundle),
  );
  const manifest = JSON.parse(
    await readFile(join(projectRoot, "package.nls.json"), "utf8"),
  ) as Record<string, string>;
  await writeJson(
    join(folder, `package.nls.${pseudoLanguage}.json`),
    Object.fromEntries(Object.entries(manifest).map(([key, text]) => [key, pseudoManifest(text)])),
  );
  return folder;
}

async function writeJson(file: string, value: unknown): Promise<void> {
  await writeFile(file, JSON.stringify(value));
}
