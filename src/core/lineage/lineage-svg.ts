import { unsafeCharacters } from "../text/unsafe-characters.ts";
import { linePaths } from "./edge-routes.ts";
import type { LineageLayout, PlacedCard, PlacedLink } from "./layout-lineage.ts";
import type { LineageNodeKind } from "./lineage-node.ts";

/** Colours and fonts of a picture. */
export interface PictureTheme {
  readonly fontFamily: string;
  readonly background: string;
  readonly foreground: string;
  readonly muted: string;
  readonly card: string;
  readonly border: string;
  readonly edge: string;
  readonly green: string;
  readonly yellow: string;
  readonly red: string;
  readonly blue: string;
  readonly purple: string;
  readonly stageColor: (stage: string) => string;
  /** Returns the width of a text in pixels. */
  readonly measure: (text: string, size: number, bold: boolean) => number;
}

const padding = 24;
const inset = { x: 13, top: 22, line: 18, title: 20 };
const sizes = { title: 13, line: 12, small: 11, label: 16 };

/** Returns the size of the picture of a layout, in pixels. */
export function pictureSize(layout: LineageLayout): {
  readonly width: number;
  readonly height: number;
} {
  const { left, top, right, bottom } = extentOf(layout);
  return { width: Math.ceil(right - left), height: Math.ceil(bottom - top) };
}

/** Returns a drawing of a layout as SVG: texts are texts, and nothing is loaded or run. */
export function lineageSvg(layout: LineageLayout, theme: PictureTheme): string {
  const { left, top } = extentOf(layout);
  const { width, height } = pictureSize(layout);
  const boxes = new Map(layout.cards.map(({ id, box }) => [id, box]));
  const titleY = cardsTop(layout) - 20;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="${number(left)} ${number(top)} ${width} ${height}" font-family="${xml(theme.fontFamily)}">`,
    `<rect x="${number(left)}" y="${number(top)}" width="${width}" height="${height}" fill="${theme.background}"/>`,
    ...layout.columns.map(({ title, x }) =>
      title === "" ? "" : textElement(title, x, titleY, sizes.small, theme.muted),
    ),
    ...layout.links.map(({ from, to, points, edges }) => {
      const [start, end] = [boxes.get(from), boxes.get(to)];
      if (!start || !end) return "";
      const dash = edges.every(({ relation }) => relation === "followed by")
        ? ' stroke-dasharray="2 3"'
        : "";
      const { line, head } = linePaths({ from: start, to: end }, points);
      return `<path d="${line}" fill="none" stroke="${theme.edge}" stroke-width="1.4"${dash}/><path d="${head}" fill="${theme.edge}"/>`;
    }),
    ...layout.cards.map((card) => cardElement(card, theme)),
    ...layout.links.map(({ label }) => {
      if (!label) return "";
      return labelElement(label, theme);
    }),
    "</svg>",
    "",
  ]
    .filter((line, index, all) => line !== "" || index === all.length - 1)
    .join("\n");
}

/** Returns what is written on a line, in one or two lines of text, as wide as there is room for. */
function labelElement(
  { text, at: { x, y }, width }: NonNullable<PlacedLink["label"]>,
  theme: PictureTheme,
): string {
  const measure = (part: string): number => theme.measure(part, sizes.small, false);
  const parts = titleTexts(text, "", 2, width, measure);
  const wide = Math.max(...parts.map(measure)) + 8;
  const high = parts.length * sizes.label;
  const top = y - high / 2;
  const texts = parts.map((part, index) =>
    textElement(
      part,
      x,
      top + index * sizes.label + 12,
      sizes.small,
      theme.muted,
      ' text-anchor="middle"',
    ),
  );
  return `<rect x="${number(x - wide / 2)}" y="${number(top)}" width="${number(wide)}" height="${high}" fill="${theme.background}"/>${texts.join("")}`;
}

function cardElement(card: PlacedCard, theme: PictureTheme): string {
  const { node, folded, text, box, titleLines } = card;
  const [x, y] = [box.x - box.width / 2, box.y - box.height / 2];
  const color =
    node.kind === "version" && !folded ? theme.stageColor(node.stage) : kindColor(node.kind, theme);
  const dash = folded ? ' stroke-dasharray="4 3"' : "";
  const room = box.width - 2 * inset.x;
  const fit = (line: string, end: string): string =>
    shortened(`${line}${end}`, end, room, (part) => theme.measure(part, sizes.line, false));
  return [
    // The whole name, however much of it there is room for: it is found, and shown on hover.
    `<g><title>${xml(text.title)}</title><rect x="${number(x)}" y="${number(y)}" width="${box.width}" height="${box.height}" rx="4" fill="${theme.card}" stroke="${theme.border}"${dash}/>`,
    `<rect x="${number(x)}" y="${number(y)}" width="4" height="${box.height}" rx="2" fill="${folded ? theme.muted : color}"/>`,
    ...titleTexts(text.title, endOf(card), titleLines, room, (part) =>
      theme.measure(part, sizes.title, true),
    ).map((part, index) =>
      textElement(
        part,
        x + inset.x,
        y + inset.top + index * inset.title,
        sizes.title,
        theme.foreground,
        ' font-weight="600"',
      ),
    ),
    ...text.lines.map(({ text: line, end = "", about, change, since }, index) =>
      textElement(
        fit(line, [end, change, since].filter(Boolean).join(" ")),
        x + inset.x,
        y + inset.top + (titleLines - 1) * inset.title + (index + 1) * inset.line,
        sizes.line,
        about === "stage" ? color : about === "metric" ? theme.foreground : theme.muted,
      ),
    ),
    "</g>",
  ].join("");
}

function kindColor(kind: LineageNodeKind, theme: PictureTheme): string {
  switch (kind) {
    case "dataset":
      return theme.blue;
    case "features":
      return theme.green;
    case "run":
      return theme.yellow;
    case "commit":
      return theme.purple;
    default:
      return theme.muted;
  }
}

function cardsTop({ cards }: LineageLayout): number {
  return cards.reduce((least, { box }) => Math.min(least, box.y - box.height / 2), Infinity);
}

function extentOf(layout: LineageLayout): {
  left: number;
  top: number;
  right: number;
  bottom: number;
} {
  if (layout.cards.length === 0) return { left: 0, top: 0, right: 1, bottom: 1 };
  let [left, right, bottom] = [Infinity, -Infinity, -Infinity];
  for (const { box } of layout.cards) {
    left = Math.min(left, box.x - box.width / 2);
    right = Math.max(right, box.x + box.width / 2);
    bottom = Math.max(bottom, box.y + box.height / 2);
  }
  const titled = layout.columns.some(({ title }) => title !== "") ? 32 : 0;
  return {
    left: left - padding,
    top: cardsTop(layout) - titled - padding,
    right: right + padding,
    bottom: bottom + padding,
  };
}

function textElement(
  text: string,
  x: number,
  y: number,
  size: number,
  fill: string,
  more = "",
): string {
  return `<text x="${number(x)}" y="${number(y)}" font-size="${size}" fill="${fill}"${more}>${xml(text)}</text>`;
}

/** Returns the end of a title that is never cut off: the number of a version. */
function endOf({ node, folded, text }: PlacedCard): string {
  return node.kind === "version" && !folded ? text.title.slice(text.title.lastIndexOf(" ")) : "";
}

/** Returns the lines of a title: the first as long as fits, the rest in the second. */
function titleTexts(
  title: string,
  end: string,
  lines: 1 | 2,
  width: number,
  measure: (text: string) => number,
): readonly string[] {
  if (lines === 1 || measure(title) <= width) return [shortened(title, end, width, measure)];
  const characters = Array.from(title);
  let first = characters.length;
  while (first > 1 && measure(characters.slice(0, first).join("")) > width) first -= 1;
  // Between words, where the line has a whole one.
  const space = characters.slice(0, first + 1).lastIndexOf(" ");
  if (space > 0) first = space;
  const rest = characters.slice(first).join("").trimStart();
  return [characters.slice(0, first).join(""), shortened(rest, end, width, measure)];
}

/** Cuts out of a text what has no room before its end. */
function shortened(
  text: string,
  end: string,
  width: number,
  measure: (text: string) => number,
): string {
  if (measure(text) <= width) return text;
  const characters = Array.from(text.slice(0, text.length - end.length));
  while (characters.length > 1 && measure(`${characters.join("")}…${end}`) > width)
    characters.pop();
  return `${characters.join("").trimEnd()}…${end}`;
}

function number(value: number): string {
  return String(Math.round(value * 10) / 10);
}

function xml(text: string): string {
  return text
    .replace(/\s+/g, " ")
    .replace(unsafeCharacters, "")
    .replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
