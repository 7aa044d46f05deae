import { MarkdownString } from "vscode";

/** Returns Markdown that shows a text as it is, line by line: names and reasons in it come from others. */
export function plainMarkdown(text: string): MarkdownString {
  const shown = new MarkdownString();
  for (const line of text.split("\n")) shown.appendText(line).appendMarkdown("\n\n");
  return shown;
}
