import { extname } from "node:path";

/** Returns true if a file is a table of text, by its name: `.csv` or `.tsv`. */
export function isTable(path: string): boolean {
  return /^\.[ct]sv$/i.test(extname(path));
}

const separators = [",", "\t", ";", "|"] as const;

/**
 * Returns the separator of the fields of a table: a tab in a `.tsv`, else the mark that occurs most
 * often in the first line, outside quotes (`;` is what spreadsheets write where the comma is the
 * decimal mark).
 *
 * @param text the beginning of the file
 */
export function fieldSeparator(path: string, text: string): string {
  if (extname(path).toLowerCase() === ".tsv") return "\t";
  const [first = ""] = text.trimStart().split(/[\r\n]/, 1);
  const bare = first.replace(/"[^"]*"/g, "");
  const count = (separator: string): number => bare.split(separator).length;
  return separators.toSorted((a, b) => count(b) - count(a))[0] ?? ",";
}
