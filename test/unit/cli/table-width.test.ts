import fc from "fast-check";
import { expect, test } from "vitest";
import { tableLines } from "../../../src/cli/terminal/table.ts";

const graphemes = new Intl.Segmenter();

test("the next column begins where a person sees the text end, whatever characters it has", () => {
  const bmp = fc.integer({ min: 0xa0, max: 0x2fff }).map((code) => String.fromCodePoint(code));
  const text = fc.string({ unit: fc.oneof(bmp, fc.string({ unit: "grapheme", maxLength: 1 })) });
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
