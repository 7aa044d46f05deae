import { expect, test } from "vitest";
import { abTestNews } from "../../../webview/abtest/news.ts";

test("the page of an A/B test speaks when its state is another one, and not for each figure", () => {
  const before = { state: "running", summary: "2,000 of about 5,000 values." } as const;
  expect(abTestNews({ ...before, summary: "2,100 of about 5,000 values." }, before)).toBe("");
  const better = { state: "better", summary: "fraud 5 is better." } as const;
  expect(abTestNews(better, before)).toBe("fraud 5 is better.");
  const ended = { ...better, summary: "fraud 5 was better.", end: { at: 1 } };
  expect(abTestNews(ended, better)).toBe("fraud 5 was better.");
  expect(abTestNews(ended, ended)).toBe("");
});
