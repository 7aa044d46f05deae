/** Bundled before all tests: what a test leaves behind is that test's failure, and nobody else's. */
import { tell } from "../results.ts";
import { takeLinks } from "./links.ts";
import { takeUnread } from "./messages.ts";
import { closeQuestions, openQuestions } from "./questions.ts";
import { closeTabs } from "./tabs.ts";

afterEach(async function () {
  const left = [
    ...openQuestions().map((title) => `The question “${title}” was left open.`),
    ...takeUnread().map((text) => `Nobody asked for: ${text}`),
    ...takeLinks().map((text) => `VS Code makes a link of: ${text}`),
  ];
  await closeQuestions();
  await closeTabs();
  const test = this.currentTest;
  if (left.length === 0 || !test) return;
  // Thrown, it would end the run: mocha goes no further after a hook that fails. Of a test that ran
  // out of time it is what says what it waited for.
  tell({
    type: "test",
    depth: test.titlePath().length - 1,
    title: `${test.title}: leaves nothing behind`,
    fullTitle: `${test.fullTitle()}: leaves nothing behind`,
    state: "failed",
    duration: 0,
    error: left.join("\n"),
  });
});
