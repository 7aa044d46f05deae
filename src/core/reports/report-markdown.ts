import { markdownParagraphs, markdownText } from "../text/markdown-text.ts";
import type { Cell, Fact, ReportBlock, ReportDocument, ReportTable } from "./report-document.ts";
import { secondText } from "./report-texts.ts";

/**
 * Returns a report as GitHub-flavoured Markdown. Charts are left out: their numbers are in the
 * tables. Text of others stays text, whatever Markdown could make of it.
 */
export function reportMarkdown(report: ReportDocument): string {
  const { kind, title, summary, facts, sections, notes } = report;
  const blocks = [
    `# ${markdownText(title)}`,
    `_${markdownText(kind)}_`,
    ...summary.map((text) => paragraphs(text)),
    factList(facts),
    ...sections.flatMap(({ title: heading, blocks: within }) => [
      `## ${markdownText(heading)}`,
      ...within.flatMap(blockMarkdown),
    ]),
    ...(notes.length > 0 ? ["---", ...notes.map((text) => paragraphs(text))] : []),
  ];
  return `${blocks.filter((block) => block !== "").join("\n\n")}\n`;
}

function blockMarkdown(block: ReportBlock): readonly string[] {
  switch (block.kind) {
    case "text":
      return [paragraphs(block.text)];
    case "facts":
      return [factList(block.facts)];
    case "table":
      return [tableMarkdown(block)];
    case "timeline":
      return [
        block.entries
          .map(({ at, who, title, effect, reason, isMain }) => {
            const what = isMain ? `**${markdownText(title)}**` : markdownText(title);
            const more = effect === undefined ? "" : ` · ${markdownText(effect)}`;
            const why = reason === undefined ? "" : `: “${markdownText(reason)}”`;
            return `- ${secondText(at)}, ${markdownText(who)}: ${what}${more}${why}`;
          })
          .join("\n"),
      ];
    case "chart":
      return [];
    case "fold":
      // GitHub shows these two elements; others show what is between them.
      return [
        `<details>\n<summary>${markdownText(block.summary)}</summary>`,
        ...block.blocks.flatMap(blockMarkdown),
        "</details>",
      ];
  }
}

function paragraphs(text: string): string {
  return markdownParagraphs(text).join("\n");
}

function factList(facts: readonly Fact[]): string {
  return facts.map(([name, value]) => `- **${markdownText(name)}:** ${inline(value)}`).join("\n");
}

function tableMarkdown({ columns, rows }: ReportTable): string {
  const heads = columns.map(({ title, note }) => {
    const more = note === undefined ? "" : ` (${markdownText(note)})`;
    return `${markdownText(title)}${more}`;
  });
  const lines = columns.map(({ isNumeric }) => (isNumeric ? "---:" : "---"));
  return [heads, lines, ...rows.map((cells) => cells.map(inline))]
    .map((cells) => `| ${cells.join(" | ")} |`)
    .join("\n");
}

function inline({ text, isBest, note, isCode }: Cell): string {
  const plain = isCode ? codeSpan(text) : markdownText(text);
  const strong = isBest ? `**${plain}**` : plain;
  return note === undefined ? strong : `${strong} (${markdownText(note)})`;
}

/** Only what is safe within back quotes stands in them. */
function codeSpan(text: string): string {
  return /^[\w .:@/+=,-]+$/.test(text) ? `\`${text}\`` : markdownText(text);
}
