import { Html, htmlText, markup } from "./markup.ts";
import type {
  Cell,
  Fact,
  ReportBlock,
  ReportDocument,
  ReportSection,
  ReportTable,
  TimelineEntry,
} from "./report-document.ts";
import { reportStyle } from "./report-style.ts";
import { secondText } from "./report-texts.ts";

/** Columns of tables with more than this are narrow. */
const mostWide = 5;
/** A sheet of paper, which does not scroll, has room for so many columns. */
const mostPrinted = 7;

/**
 * Returns a report as one HTML file that needs nothing else: no script, no network, no font. Its
 * content security policy admits its own style sheet and nothing besides.
 *
 * @param sha256 returns the SHA-256 of a text in Base64, as the policy names a style sheet
 */
export function reportHtml(report: ReportDocument, sha256: (text: string) => string): string {
  const { kind, title, summary, facts, sections, notes, isWide } = report;
  const style = reportStyle(isWide);
  const policy = `default-src 'none'; style-src 'sha256-${sha256(style)}'; base-uri 'none'; form-action 'none'`;
  const page = markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${Html.trusted(policy)}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${title}</title>
<style>${Html.trusted(style)}</style>
</head>
<body>
<header>
<p class="kind">${kind}</p>
<h1>${title}</h1>
${summary.map((text) => markup`<div class="summary">${paragraphs(text)}</div>\n`)}${factList(facts)}</header>
<main>
${sections.map(sectionHtml)}</main>
${notes.length > 0 ? markup`<footer>\n${notes.map((text) => paragraphs(text))}</footer>\n` : undefined}</body>
</html>
`;
  return page.toString();
}

function sectionHtml({ title, blocks }: ReportSection): Html {
  return markup`<section>\n<h2>${title}</h2>\n${blocks.map(blockHtml)}</section>\n`;
}

function blockHtml(block: ReportBlock): Html {
  switch (block.kind) {
    case "text":
      return paragraphs(block.text);
    case "facts":
      return factList(block.facts) ?? markup``;
    case "table":
      return table(block);
    case "timeline":
      return markup`<ol class="timeline">\n${block.entries.map(timelineEntry)}</ol>\n`;
    case "chart":
      return markup`<div class="scroll" role="region" aria-label="${block.title}" tabindex="0">
<figure role="img" aria-label="${block.title}: ${block.description}">
<figcaption aria-hidden="true">${block.title}</figcaption>
${block.svg}
</figure>
</div>
`;
    case "fold": {
      const { summary, blocks } = block;
      return markup`<details>\n<summary>${summary}</summary>\n${blocks.map(blockHtml)}</details>\n`;
    }
  }
}

/** Paragraphs and lists of a text as people write them; everything else is shown as it was typed. */
function paragraphs(text: string): Html {
  const parts: Html[] = [];
  let items: string[] = [];
  let lines: string[] = [];
  const close = (): void => {
    if (lines.length > 0) parts.push(markup`<p>${lines.join(" ")}</p>\n`);
    if (items.length > 0) {
      parts.push(markup`<ul>${items.map((item) => markup`<li>${item}</li>`)}</ul>\n`);
    }
    [items, lines] = [[], []];
  };
  for (const line of text.split(/\r\n|[\n\r\u2028\u2029]/)) {
    const [, item] = /^\s*[-*+•]\s+(.*)$/.exec(line) ?? [];
    const isItem = item !== undefined;
    if (line.trim() === "" || (isItem ? lines.length > 0 : items.length > 0)) close();
    if (isItem) items.push(item);
    else if (line.trim() !== "") lines.push(line.trim());
  }
  close();
  return markup`${parts}`;
}

function factList(facts: readonly Fact[]): Html | undefined {
  if (facts.length === 0) return undefined;
  const lines = facts.map(([name, value]) => markup`<dt>${name}</dt><dd>${cellHtml(value)}</dd>\n`);
  return markup`<dl class="facts">\n${lines}</dl>\n`;
}

/**
 * Returns a table; one that is too wide for paper also in parts, which are printed in its place. Each
 * part has the first two columns: what the rows are about, and the baseline of changes.
 */
function table(whole: ReportTable): Html {
  const count = whole.columns.length;
  if (count <= mostPrinted) return scrollingTable(whole);
  const kept = 2;
  const step = mostPrinted - kept;
  const parts = Array.from({ length: Math.ceil((count - kept) / step) }, (_, part) => {
    const start = kept + part * step;
    const pick = <T>(cells: readonly T[]): readonly T[] => [
      ...cells.slice(0, kept),
      ...cells.slice(start, start + step),
    ];
    return { ...whole, columns: pick(whole.columns), rows: whole.rows.map(pick) };
  });
  return markup`<div class="on-screen">
${scrollingTable(whole)}</div>
<div class="on-paper">
${parts.map(scrollingTable)}</div>
`;
}

/** The frame scrolls by keyboard too, so it can have the focus. */
function scrollingTable({ caption, columns, rows }: ReportTable): Html {
  const numeric = columns.map(({ isNumeric }) =>
    isNumeric ? Html.trusted(' class="number"') : undefined,
  );
  const heads = columns.map(({ title, note }, index) => {
    const more = note === undefined ? undefined : markup`<span class="note">${note}</span>`;
    return markup`<th scope="col"${numeric[index]}>${title}${more}</th>`;
  });
  const lines = rows.map(([head, ...cells]) => {
    const name = markup`<th scope="row">${head && cellHtml(head)}</th>`;
    const values = cells.map((value, index) => {
      const isNumber = numeric[index + 1] !== undefined;
      return markup`<td${numeric[index + 1]}>${cellHtml(value, isNumber)}</td>`;
    });
    return markup`<tr>${name}${values}</tr>\n`;
  });
  const many = columns.length > mostWide ? Html.trusted(' class="many"') : undefined;
  return markup`<div class="scroll" role="region" aria-label="${caption}" tabindex="0">
<table${many}>
<caption>${caption}</caption>
<thead><tr>${heads}</tr></thead>
<tbody>
${lines}</tbody>
</table>
</div>
`;
}

/**
 * @param isNumber it stands below others whose digits it is lined up with
 */
function cellHtml({ text, isBest, note, tone, isCode }: Cell, isNumber = false): Html {
  const plain = isCode ? markup`<code>${text}</code>` : markup`${text}`;
  const aligned = isNumber ? markup`<span class="value">${plain}</span>` : plain;
  const strong = isBest ? markup`<strong>${aligned}</strong>` : aligned;
  if (note === undefined) return tone ? markup`<span class="${tone}">${strong}</span>` : strong;
  return markup`${strong} <span class="${tone ?? "note"}">${note}</span>`;
}

function timelineEntry({ at, who, title, effect, reason, isMain }: TimelineEntry): Html {
  const kind = isMain ? Html.trusted(' class="main"') : undefined;
  const more = effect === undefined ? undefined : markup` <span class="note">· ${effect}</span>`;
  const why = reason === undefined ? undefined : markup`<blockquote>${reason}</blockquote>`;
  return markup`<li${kind}><time datetime="${at}">${secondText(at)}</time><div>
<p><span class="title">${title}</span>${more} <span class="note">· ${who}</span></p>
${why}</div></li>
`;
}

/** Returns the style attributes of a drawing as attributes that the policy of a report admits. */
export function withoutInlineStyle(svg: string): Html {
  const plain = svg.replace(/ style="([^"]*)"/g, (_, style: string) =>
    unescaped(style)
      .split(";")
      .map((declaration) => /^\s*([a-z-]+)\s*:\s*(.+?)\s*$/.exec(declaration))
      .map((found) => {
        const [, name = "", value = ""] = found ?? [];
        return presentation.has(name) ? ` ${name}="${htmlText(value)}"` : "";
      })
      .join(""),
  );
  return Html.trusted(plain);
}

/** Properties of style that are attributes of SVG as well. */
const presentation: ReadonlySet<string> = new Set([
  "fill",
  "fill-opacity",
  "font-family",
  "font-size",
  "font-style",
  "font-weight",
  "opacity",
  "stroke",
  "stroke-width",
  "visibility",
]);

function unescaped(text: string): string {
  return text.replaceAll("&quot;", '"').replaceAll("&#39;", "'").replaceAll("&amp;", "&");
}
