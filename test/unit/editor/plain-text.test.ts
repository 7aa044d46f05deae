import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { plainLabel, plainMessage } from "../../../src/editor/plain-text.ts";

/** Form of links in VS Code's messages (src/vs/base/common/linkedText.ts). */
const link = /\[([^\]]+)\]\(((?:https?:\/\/|command:|file:)[^)\s]+)(?: (["'])(.+?)(\3))?\)/gi;
/** Form of icons in VS Code's labels (src/vs/base/common/iconLabels.ts). */
const icon = /\$\([A-Za-z0-9-]+(?:~[A-Za-z]+)?\)/g;

const schemes = ["command:", "COMMAND:", "file:", "http://", "https://"];

/** Texts that are full of what links and icons are made of. */
const hostile = fc
  .array(
    fc.constantFrom("[", "]", "(", ")", "](", "$(", "\\", "x", " ", "\n", '"', "zap", ...schemes),
  )
  .map((parts) => parts.join(""));

describe("texts for messages of VS Code", () => {
  it("have no link", () => {
    for (const scheme of schemes) {
      const text = `Read [the report](${scheme}run?%5B%5D "now") first`;
      expect(text).toMatch(link);
      expect(plainMessage(text)).not.toMatch(link);
    }
    fc.assert(
      fc.property(hostile, (text) => {
        expect(plainMessage(text)).not.toMatch(link);
        expect(plainLabel(text)).not.toMatch(link);
      }),
    );
  });

  it("have no icon where they are labels", () => {
    expect(plainLabel("$(star-full) fraud \\$(star)")).not.toMatch(icon);
    fc.assert(
      fc.property(hostile, (text) => {
        expect(plainLabel(text)).not.toMatch(icon);
      }),
    );
  });

  it("are read as they were written", () => {
    const honest = [
      "fraud 5 is in Production now; fraud 4 is in Archived.",
      "weights[0] (final)",
      "Prüfbericht: https://example.org/a(b)\n• next line",
      "cost is $5 (five)",
    ];
    for (const text of honest) {
      expect(plainMessage(text)).toBe(text);
      expect(plainLabel(text)).toBe(text);
    }
    fc.assert(
      fc.property(hostile, (text) => {
        expect(plainLabel(text).replaceAll("\u200b", "")).toBe(text);
      }),
    );
  });

  it("hide nothing and show nothing in another order", () => {
    expect(plainMessage("\u202efdp.exe\u0007 \u2066x\u2069\rend")).toBe("fdp.exe xend");
  });

  it("stay away where there is none", () => {
    expect(plainMessage(undefined)).toBeUndefined();
    expect(plainLabel(undefined)).toBeUndefined();
  });
});
