import { describe, expect, it } from "vitest";
import { PendingQuestions } from "../../../webview/ui/pending-questions.ts";

describe("the questions of a page", () => {
  it("get their own replies, in whatever order these come", async () => {
    const questions = new PendingQuestions();
    const [first, second] = [questions.add(), questions.add()];
    expect(questions.settle(second.id, "second")).toBe(true);
    expect(questions.settle(first.id, "first")).toBe(true);
    expect(await Promise.all([first.reply, second.reply])).toEqual(["first", "second"]);
  });

  it("have one reply, which may be that nothing came of it", async () => {
    const questions = new PendingQuestions();
    const { id, reply } = questions.add();
    expect(questions.settle(id, undefined)).toBe(true);
    expect(await reply).toBeUndefined();
    expect(questions.settle(id, "late")).toBe(false);
  });

  it("don't take the replies to those of the page that was hidden or reloaded", () => {
    const [before, after] = [new PendingQuestions(), new PendingQuestions()];
    const { id } = before.add();
    after.add();
    expect(after.settle(id, "late")).toBe(false);
  });

  it("share their ids with nothing else that a page asks for", () => {
    const questions = new PendingQuestions();
    const ids = [questions.nextId(), questions.add().id, questions.nextId()];
    expect(new Set(ids).size).toBe(3);
  });
});
