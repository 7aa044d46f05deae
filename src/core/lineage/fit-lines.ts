import type { CardLine } from "./card-text.ts";

/** Pixels: of a letter of a line on average, of the edges of a card, and of the icon of a stage. */
const lineText = { letter: 6.7, edges: 26, icon: 17 };

const separator = " · ";
/** The end of a branch and commit, which tells commits apart. */
const commitEnd = /@[0-9a-f]{7,}$/;

/**
 * Returns lines that a card of this width has room for: what is too long for one line goes on in the
 * next, a fact or a number each, and is not cut off.
 */
export function fitLines(lines: readonly CardLine[], width: number): readonly CardLine[] {
  return lines.flatMap((line) => (room(line, width) >= 0 ? [line] : parts(line, width)));
}

/** Returns the pixels that are left beside a line, below 0 if it is too long. */
function room({ text, end = "", change = "", since = "", about }: CardLine, width: number): number {
  const changed = change === "" ? "" : ` ${change} ${since}`;
  const letters = Array.from(`${text}${end}${changed}`).length;
  const icon = about === "stage" || about === "deleted" ? lineText.icon : 0;
  return width - lineText.edges - icon - letters * lineText.letter;
}

function parts(line: CardLine, width: number): readonly CardLine[] {
  const { text, end = "", about, change, ...changed } = line;
  if (about === "metric") {
    if (change === undefined) return [line];
    return [
      { text, end, about },
      { text: "", about, change, ...changed },
    ];
  }
  if (about === "stage") {
    const [stage = "", ...others] = `${text}${end}`.split(separator);
    return [{ text: stage, about }, ...packed(others, width)];
  }
  if (about === "detail") return packed(`${text}${end}`.split(separator), width);
  return [line];
}

/** Breaks a sentence that is too long for a line between two words; what is left goes on the second. */
function wrapped(fact: string, width: number): readonly string[] {
  const words = fact.split(" ");
  let first = words.length;
  while (first > 1 && room({ text: words.slice(0, first).join(" "), about: "detail" }, width) < 0) {
    first -= 1;
  }
  return first < words.length
    ? [words.slice(0, first).join(" "), words.slice(first).join(" ")]
    : [fact];
}

/** Puts as many facts on each line as there is room for. */
function packed(facts: readonly string[], width: number): readonly CardLine[] {
  const lines: CardLine[] = [];
  for (const fact of facts) {
    const [start = "", rest] = wrapped(fact, width);
    if (rest !== undefined) {
      lines.push({ text: start, about: "detail" }, { text: rest, about: "detail" });
      continue;
    }
    const last = lines.at(-1);
    const joined: CardLine = { text: `${last?.text ?? ""}${separator}${fact}`, about: "detail" };
    if (last && room(joined, width) >= 0) lines[lines.length - 1] = joined;
    else lines.push({ text: fact, about: "detail" });
  }
  return lines.map((line) => {
    const end = room(line, width) < 0 ? commitEnd.exec(line.text)?.[0] : undefined;
    return end === undefined ? line : { ...line, text: line.text.slice(0, -end.length), end };
  });
}
