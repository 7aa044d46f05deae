/** Lines of a card hold what they say at any width: long ones go on in the next. */
import fc from "fast-check";
import { expect, test } from "vitest";
import type { CardLine } from "../../../../src/core/lineage/card-text.ts";
import { fitLines } from "../../../../src/core/lineage/fit-lines.ts";

const metric: CardLine = {
  text: "test.auc",
  end: " 0.9863",
  about: "metric",
  change: "▲0.0025",
  since: "since 4",
  better: true,
};
const commit: CardLine = { text: "main@2a58946", end: " · 44 d", about: "detail" };

test("a wide card has each line as it is", () => {
  expect(fitLines([metric, commit], 250)).toEqual([metric, commit]);
});

test("a narrow card has the change below the metric, and the age below the commit", () => {
  expect(fitLines([metric, commit], 134)).toEqual([
    { text: "test.auc", end: " 0.9863", about: "metric" },
    { text: "", about: "metric", change: "▲0.0025", since: "since 4", better: true },
    { text: "main@2a58946", about: "detail" },
    { text: "44 d", about: "detail" },
  ]);
});

test("of a long branch the name may be cut off, but not the commit", () => {
  const long = { ...commit, text: "feature/longer-name@2a58946" };
  expect(fitLines([long], 134)).toEqual([
    { text: "feature/longer-name", end: "@2a58946", about: "detail" },
    { text: "44 d", about: "detail" },
  ]);
});

test("the subject of a commit is broken between two words", () => {
  const subject: CardLine = { text: "Weigh rare classes", end: " · now", about: "detail" };
  expect(fitLines([subject], 134)).toEqual([
    { text: "Weigh rare", about: "detail" },
    { text: "classes · now", about: "detail" },
  ]);
});

test("aliases go on below the stage", () => {
  const stage: CardLine = { text: "Production · champion · blue", about: "stage" };
  expect(fitLines([stage], 160)).toEqual([
    { text: "Production", about: "stage" },
    { text: "champion · blue", about: "detail" },
  ]);
});

test("no fact is lost or said twice", () => {
  const fact = fc.stringMatching(/^[a-z0-9@./-]{1,20}$/);
  const about = fc.constantFrom("stage" as const, "detail" as const);
  fc.assert(
    fc.property(
      fc.array(fact, { minLength: 1, maxLength: 5 }),
      about,
      fc.nat(400),
      (facts, is, width) => {
        const [first, ...rest] = facts;
        const line: CardLine = {
          text: first ?? "",
          ...(rest.length > 0 && { end: ` · ${rest.join(" · ")}` }),
          about: is,
        };
        const shown = fitLines([line], width);
        const said = shown.map(({ text, end = "" }) => `${text}${end}`).join(" · ");
        expect(said).toBe(facts.join(" · "));
      },
    ),
  );
});
