import { globSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { Lexer, walkTokens } from "marked";
import type { Token } from "marked";
import { projectRoot } from "../../workbench/paths.ts";

/** A Markdown file of the project. */
export interface Document {
  /** Relative to the project, with slashes. */
  readonly path: string;
  readonly text: string;
}

/** Reads the project's Markdown files; not those that tests take as they come. */
export async function readDocuments(): Promise<readonly Document[]> {
  const paths = globSync(
    ["*.md", ".github/**/*.md", "docs/**/*.md", "media/**/*.md", "test/fixtures/*.md"],
    { cwd: projectRoot },
  );
  return Promise.all(
    paths.sort().map(async (path) => ({
      path: path.replaceAll("\\", "/"),
      text: await readFile(join(projectRoot, path), "utf8"),
    })),
  );
}

/** Returns the targets of links and images, in the order of the text. */
export function linksOf({ text }: Document): readonly string[] {
  const links: string[] = [];
  visit(text, (token) => {
    if (token.type === "link" || token.type === "image")
      links.push((token as { href: string }).href);
  });
  return links;
}

/**
 * Returns the anchors of the headings, as GitHub makes them: lower case, without punctuation, with
 * hyphens for spaces, and a number for those that were there before.
 */
export function anchorsOf({ text }: Document): ReadonlySet<string> {
  const anchors = new Set<string>();
  visit(text, (token) => {
    if (token.type !== "heading") return;
    const anchor = plainText(token)
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N}\p{M}\s_-]/gu, "")
      .trim()
      .replaceAll(/\s/g, "-");
    let unique = anchor;
    for (let n = 1; anchors.has(unique); n++) unique = `${anchor}-${n}`;
    anchors.add(unique);
  });
  return anchors;
}

/** Returns the blocks and spans of code, with the language of a block. */
export function codeOf({ text }: Document): readonly { text: string; lang: string }[] {
  const code: { text: string; lang: string }[] = [];
  visit(text, (token) => {
    if (token.type !== "code" && token.type !== "codespan") return;
    const { text: content, lang = "" } = token as { text: string; lang?: string };
    code.push({ text: content, lang });
  });
  return code;
}

function visit(text: string, callback: (token: Token) => void): void {
  void walkTokens(new Lexer().lex(text), callback);
}

/** The text of a heading without its markup. */
function plainText(token: Token): string {
  const children = (token as { tokens?: readonly Token[] }).tokens;
  if (children !== undefined) return children.map(plainText).join("");
  return (token as { text?: string }).text ?? "";
}
