import fc from "fast-check";
import { expect, test } from "vitest";
import { tableLines } from "../../../../src/cli/terminal/table.ts";

const graphemes = new Intl.Segmenter();

test("the next column begins where a person sees the text end, whatever characters it has", () => {
  const among = (min: number, max: number): fc.Arbitrary<string> =>
    fc.integer({ min, max }).map((code) => String.fromCodePoint(code));
  // Letters with combining marks behind them, and signs with joiners and variants.
  const text = fc.oneof(
    fc.string({ unit: fc.oneof(among(0x20, 0x7e), among(0xa0, 0x36f)) }),
    fc.string({ unit: fc.oneof(among(0x2000, 0x2fff), among(0xfe00, 0xfe0f)) }),
    fc.string({ unit: "grapheme" }),
  );
  fc.assert(
    fc.property(text, (given) => {
      // What can't be shown is replaced first.
      const [, line = ""] = tableLines([{ title: "" }, { title: "" }], [[given, "|"]]);
      const shown = line.slice(0, -"  |".length);
      const [, other = ""] = tableLines(
        [{ title: "" }, { title: "" }],
        [
          ["", "|"],
          [given, "|"],
        ],
      );
      expect(line.endsWith("  |")).toBe(true);
      expect(other.indexOf("|") - 2).toBe([...graphemes.segment(shown)].length);
    }),
  );
});
