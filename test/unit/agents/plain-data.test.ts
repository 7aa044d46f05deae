import fc from "fast-check";
import { expect, test } from "vitest";
import { plainJson } from "../../../src/agents/plain-data.ts";
import { effectText } from "../../../src/agents/tools.ts";
import { unsafeCharacters } from "../../../src/core/text/unsafe-characters.ts";

const hostile = fc.string({
  unit: fc.constantFrom(
    "a",
    "\n",
    "\t",
    " ",
    '"',
    "\\",
    "\u202e",
    "\u0007",
    "\u200b",
    "\u2028",
    "é",
  ),
});

test("an answer is JSON without characters that hide or reorder text, whatever the data", () => {
  fc.assert(
    fc.property(fc.object({ key: hostile, values: [hostile, fc.double()] }), (value) => {
      const json = plainJson(value);
      const parsed = JSON.parse(json) as unknown;
      const texts: string[] = [];
      JSON.stringify(parsed, (key, each: unknown) => {
        texts.push(key, typeof each === "string" ? each : "");
        return each;
      });
      expect(texts.join("").replace(/[\n\t]/g, "")).not.toMatch(unsafeCharacters);
    }),
  );
});

test("an answer is short, and says what is left out", () => {
  const long = "x".repeat(20_000);
  const answers = [
    { description: "x".repeat(500_000) },
    Array.from({ length: 100_000 }, () => ({ name: long })),
    Object.fromEntries(Array.from({ length: 5_000 }, (_, index) => [`metric${index}`, index])),
    Array.from({ length: 100 }, () => Array.from({ length: 100 }, () => [long, long])),
  ].map(plainJson);
  for (const answer of answers) {
    expect(answer.length).toBeLessThanOrEqual(40_000);
    expect(() => JSON.parse(answer) as unknown).not.toThrow();
  }
  expect(answers[0]).toContain("…");
  expect(answers[1]).toMatch(/… \d+ more/);
  expect(answers[2]).toContain('"…":"4900 more"');
  // A model card is whole.
  expect(plainJson({ markdown: long })).toContain(long);
});

test("what a person is asked has a line for each part, whatever the parts say", () => {
  fc.assert(
    fc.property(hostile, fc.array(hostile, { maxLength: 5 }), (question, lines) => {
      const text = effectText({ question, lines });
      expect(text.split(/\r|\n|\u2028|\u2029|\u0085/)).toHaveLength(lines.length + 1);
    }),
  );
});
