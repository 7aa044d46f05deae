import * as l10n from "@vscode/l10n";
import { afterEach, expect, test } from "vitest";
import { versionCount } from "../../../../src/core/text/counts.ts";
import { formatAgo } from "../../../../src/core/text/format.ts";
import {
  formatNumber,
  inEnglish,
  listOfAlternatives,
  useLanguage,
} from "../../../../src/core/text/language.ts";

afterEach(() => {
  useLanguage("en", {});
});

const german = { "{0} versions": "{0} Versionen", "{0} h ago": "vor {0} Std." };

test("texts, numbers and lists are in the language, once it is known", () => {
  expect(versionCount(12_000)).toBe("12,000 versions");
  useLanguage("de", german);
  expect(versionCount(12_000)).toBe("12.000 Versionen");
  expect(listOfAlternatives(["Ada", "Grace"])).toBe("Ada oder Grace");
  const now = Date.parse("2026-11-30T12:00:00.000Z");
  expect(formatAgo("2026-11-30T09:30:00.000Z", now)).toBe("vor 2 Std.");
});

test("the JSON of texts will do, as pages have it", () => {
  useLanguage("de", JSON.stringify(german));
  expect(versionCount(7)).toBe("7 Versionen");
});

test("what is recorded is in English in any editor", () => {
  useLanguage("de", german);
  expect(inEnglish(() => `${versionCount(12_000)}, ${listOfAlternatives(["a", "b"])}`)).toBe(
    "12,000 versions, a or b",
  );
  expect(() =>
    inEnglish(() => {
      throw new Error("not written");
    }),
  ).toThrow("not written");
  expect(versionCount(12_000)).toBe("12.000 Versionen");
});

test("a tag that is no language leaves numbers in English", () => {
  useLanguage("not a language", { "{0} more": "{0} weitere" });
  expect(formatNumber(12_000)).toBe("12,000");
  expect(l10n.t("{0} more", 3)).toBe("3 weitere");
});
