import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import * as z from "zod";

const Manifest = z.object({
  name: z.string(),
  version: z.string(),
  license: z.string().optional(),
  author: z
    .union([z.string(), z.object({ name: z.string() }).transform(({ name }) => name)])
    .optional(),
});

/**
 * The copyright and licence notices of the packages that bundles hold, as their licences demand of
 * whoever passes them on: for each its name, version, licence and the text of its licence files.
 *
 * @param inputs paths of the files that went into the bundles, `node_modules/…` among them
 * @throws Error if a package says nothing of its licence
 */
export async function thirdPartyNotices(inputs: readonly string[]): Promise<string> {
  const folders = new Set(inputs.flatMap((path) => packageFolder(path) ?? []));
  const notices = await Promise.all([...folders].sort().map(notice));
  // Many packages have the same text: it stands there once, below all of them.
  const byText = new Map<string, string[]>();
  for (const { heading, text } of notices) {
    const known = byText.get(text);
    if (known) known.push(heading);
    else byText.set(text, [heading]);
  }
  return [
    "Model Registry contains the following packages, under the licences that follow.\n",
    // Alike ones stand beside each other, where compression finds what they have in common.
    ...[...byText]
      .toSorted(([a], [b]) => a.length - b.length)
      .map(([text, headings]) => [...headings, text].join("\n")),
  ].join(`\n${"-".repeat(80)}\n\n`);
}

/** `node_modules/a/node_modules/@b/c` of `node_modules/a/node_modules/@b/c/dist/index.js`. */
function packageFolder(path: string): string | undefined {
  return /^(?:.*\/)?node_modules\/(?:@[^/]+\/)?[^/]+/.exec(path.replaceAll("\\", "/"))?.[0];
}

/** Returns the licence files of a package: some have a folder for those of what they contain. */
async function licenceFiles(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const found = entries
    .filter(({ name }) => /^(licen[cs]e|copying|notice)/i.test(name))
    .map(async (entry): Promise<readonly string[]> => {
      const path = join(folder, entry.name);
      if (!entry.isDirectory()) return [path];
      return (await readdir(path)).map((name) => join(path, name));
    });
  return (await Promise.all(found)).flat().sort();
}

interface Notice {
  /** Name and version, licence and author. */
  readonly heading: string;
  readonly text: string;
}

async function notice(folder: string): Promise<Notice> {
  const manifest = Manifest.parse(JSON.parse(await readFile(join(folder, "package.json"), "utf8")));
  const { name, version, license, author } = manifest;
  const texts = await Promise.all(
    (await licenceFiles(folder)).map((file) => readFile(file, "utf8")),
  );
  if (texts.length === 0 && license === undefined) throw new Error(`${name} has no licence`);
  const heading = [`${name} ${version}`, license, author].filter((part) => part !== undefined);
  const clean = (text: string): string => `${text.trim().replaceAll("\r\n", "\n")}\n`;
  return { heading: clean(heading.join("\n")), text: texts.map(clean).join("\n") };
}
