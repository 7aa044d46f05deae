const token =
  /[\s]*(?:([{}[\],:])|"[^"\\\n]*(?:\\.[^"\\\n]*)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)/y;

/**
 * Returns the line (1-based) of the first thing in a text that JSON does not allow there.
 * `JSON.parse` does not always tell; this is for its error message, and considers words and commas,
 * not nesting.
 */
export function jsonProblemLine(text: string): number {
  let before = "";
  let at = 0;
  for (;;) {
    token.lastIndex = at;
    const match = token.exec(text);
    if (!match) break;
    const mark = match[1] ?? "value";
    if (!mayFollow(mark, before)) return lineAt(text, token.lastIndex);
    before = mark;
    at = token.lastIndex;
  }
  return lineAt(text, at + (/^\s*/.exec(text.slice(at))?.[0].length ?? 0));
}

function mayFollow(mark: string, before: string): boolean {
  switch (mark) {
    case "value":
    case "{":
    case "[":
      return !["value", "}", "]"].includes(before);
    case ":":
      return before === "value";
    case "}":
    case "]":
      return before !== "," && before !== ":" && before !== "";
    default:
      return ["value", "}", "]"].includes(before);
  }
}

function lineAt(text: string, offset: number): number {
  return text.slice(0, offset).split("\n").length;
}
