import { describe, expect, test } from "vitest";
import { pseudo } from "../../ui/support/pseudo-language.ts";
import { untranslated } from "../../ui/support/untranslated.ts";

const isData = (text: string): boolean => /^[\s\d·.,]*(fraud|fraud 5|Live)?[\s\d·.,]*$/.test(text);
const reason = (text: string): string | undefined => untranslated(text, isData);

test("a text in the pseudo-language shows its values", () => {
  expect(pseudo("Promote {0} to {1}?")).toBe("⟦Promote «{0}» to «{1}»?⟧");
});

describe("these speak the pseudo-language:", () => {
  test.each([
    "⟦Promote «fraud 5» to «Live»?⟧",
    "fraud 5 · ⟦«3» versions⟧ · 0.98",
    "⟦Last change⟧",
    "⟦Everything is as recorded: «⟦«28» events⟧, 267».⟧",
    "⟦Hide “«⟦Datasets⟧»”⟧",
    "⟦rolled back «⟦«5» d ago⟧»⟧",
  ])("%s", (text) => {
    expect(reason(text)).toBeUndefined();
  });
});

describe("these don't:", () => {
  test.each([
    ["Promote", "not translated"],
    ["⟦Promote⟧ version fraud", "“version fraud” stands bare"],
    ["⟦left «⟦«5» d⟧» ago⟧", "“\uE000 d” is a piece of it"],
    ["⟦Copy «⟦digest⟧»⟧", "“digest” is a piece of it"],
    ["⟦«versions» are kept⟧", "“versions” in it is not translated"],
    ["⟦A text that is cut", "a translated text is cut off"],
  ])("%s", (text, why) => {
    expect(reason(text)).toBe(why);
  });
});
