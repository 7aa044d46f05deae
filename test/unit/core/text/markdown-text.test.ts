import fc from "fast-check";
import { lexer } from "marked";
import { describe, expect, test } from "vitest";
import { markdownParagraphs, markdownText } from "../../../../src/core/text/markdown-text.ts";

/** Texts with which people could make a document say or do something else. */
const hostile = fc.string({
  unit: fc.oneof(
    fc.constantFrom(
      ...[
        "#",
        "## ",
        "\n",
        "\n\n",
        "- ",
        "* ",
        "+ ",
        "1. ",
        "2) ",
        "> ",
        "`",
        "```",
        "~~~",
        "    ",
      ],
      ...["[x](y)", "![i](http://e)", "<b>", "<script>", "<!--", "&lt;", "\\", "|", "---", "==="],
      ...["*", "_", "**", "__", "$", ":", "[^1]: x", "[a]: b", "\t", "\r", "\u2028", "\u202e", "•"],
    ),
    fc.string({ maxLength: 4 }),
  ),
  maxLength: 30,
});

/** A token as far as these tests look at it. */
interface AnyToken {
  readonly type: string;
  readonly text?: string;
  readonly tokens?: readonly AnyToken[];
  readonly items?: readonly AnyToken[];
}

function allTokens(tokens: readonly AnyToken[]): readonly AnyToken[] {
  return tokens.flatMap((token) => [
    token,
    ...allTokens(token.items ?? []),
    ...allTokens(token.tokens ?? []),
  ]);
}

function kinds(markdown: string): ReadonlySet<string> {
  return new Set(allTokens(lexer(markdown)).map(({ type }) => type));
}

/** The words as a reader sees them. */
function shown(markdown: string): string {
  const leaves = allTokens(lexer(markdown)).filter(
    ({ type, tokens }) => type === "escape" || (type === "text" && !tokens),
  );
  const text = leaves.map(({ text: words }) => words).join("");
  return text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
}

describe("text on a line", () => {
  test("stays text, whatever it is", () => {
    fc.assert(
      fc.property(hostile, (text) => {
        const found = kinds(`Said: ${markdownText(text)} end`);
        // Addresses become links by themselves, which say where they lead.
        expect(
          [...found].filter((kind) => !["paragraph", "text", "escape", "link"].includes(kind)),
        ).toEqual([]);
      }),
      { numRuns: 2000 },
    );
  });

  test("is shown as it was written", () => {
    for (const text of [
      "a_b __init__ 2*3*4",
      "<b>&lt;",
      "[x](javascript:alert(1))",
      "`rm` $x$ ~~y~~",
      "C:\\tmp",
    ]) {
      expect(shown(`x ${markdownText(text)}`)).toBe(`x ${text}`);
    }
    expect(markdownText("a\n\u202eb\tc")).toBe("a b c");
  });
});

describe("lines of text", () => {
  test("are paragraphs and lists and nothing else, whatever they are", () => {
    const allowed = ["paragraph", "text", "escape", "link", "list", "list_item", "space"];
    fc.assert(
      fc.property(hostile, (text) => {
        const markdown = ["# Title", "", ...markdownParagraphs(text), "", "# End"].join("\n");
        const tokens = lexer(markdown);
        expect(
          tokens.filter(({ type }) => type === "heading").map(({ raw }) => raw.trim()),
        ).toEqual(["# Title", "# End"]);
        const inner = tokens.filter(({ type }) => type !== "heading");
        expect(
          allTokens(inner)
            .map(({ type }) => type)
            .filter((kind) => !allowed.includes(kind)),
        ).toEqual([]);
      }),
      { numRuns: 2000 },
    );
  });

  test("keep what people mean by them", () => {
    expect(
      markdownParagraphs(
        "\n Trained on October.\nSmaller:\n- half the trees\n * faster\n\nThanks\n",
      ),
    ).toEqual([
      "Trained on October.",
      "Smaller:",
      "",
      "- half the trees",
      "- faster",
      "",
      "Thanks",
    ]);
    expect(markdownParagraphs("- one\nafter")).toEqual(["- one", "", "after"]);
    expect(markdownParagraphs("# not a heading\n2026. not a list\n-\n===")).toEqual([
      "\\# not a heading",
      "2026\\. not a list",
      "\\-",
      "\\===",
    ]);
    expect(markdownParagraphs("  \n\t\n")).toEqual([]);
  });
});
