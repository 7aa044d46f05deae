import { unsafeCharacters } from "./unsafe-characters.ts";

/**
 * Escapes a text so that Markdown (CommonMark, GitHub-flavoured) shows it as it is, within a line.
 */
export function markdownText(text: string): string {
  return text
    .replace(/\s+/g, " ")
    .replace(unsafeCharacters, "")
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replace(/[\\`*[\]|~$]/g, "\\$&")
    .replace(/(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, "\\_");
}

/**
 * Turns a text into lines of Markdown with paragraphs and lists: everything else is shown as it was
 * typed. Lists have no lists in them.
 */
export function markdownParagraphs(text: string): readonly string[] {
  const lines: string[] = [];
  let isInList = false;
  for (const line of text.split(/\r\n|[\n\r\u2028\u2029]/)) {
    const [, item] = /^\s*[-*+•]\s+(.*)$/.exec(line) ?? [];
    const words = markdownText(item ?? line).trim();
    if (words === "") {
      isInList = false;
      if (lines.at(-1) !== "") lines.push("");
      continue;
    }
    const isItem = item !== undefined;
    // What follows a list without a gap would be part of its last item.
    if (isInList !== isItem && lines.length > 0 && lines.at(-1) !== "") lines.push("");
    isInList = isItem;
    lines.push(isItem ? `- ${atLineStart(words)}` : atLineStart(words));
  }
  while (lines.at(-1) === "") lines.pop();
  while (lines[0] === "") lines.shift();
  return lines;
}

/** Escapes characters that begin a heading, a list, a rule or a table at the start of a line. */
function atLineStart(words: string): string {
  return words.replace(/^[#=+:-]/, "\\$&").replace(/^(\d+)([.)])/, "$1\\$2");
}
