import { expect, test } from "vitest";
import { FollowedContent } from "../../../../src/editor/panels/followed-content.ts";

interface State {
  number: number;
  isVisible: boolean;
  /** Number of times that it was read. */
  reads: number;
  /** Content that the page was sent. */
  readonly shown: number[];
}

/** A page of a number that goes on, up to 3. */
function page(): {
  readonly state: State;
  readonly content: FollowedContent<number>;
  readonly show: () => Promise<void>;
} {
  const state: State = { number: 0, isVisible: true, reads: 0, shown: [] };
  const content = new FollowedContent<number>({
    read: () => {
      state.reads += 1;
      return Promise.resolve({ title: "", snapshot: state.number });
    },
    hasEnded: (number) => number >= 3,
    isVisible: () => state.isVisible,
    changed: () => void show(),
  });
  async function show(): Promise<void> {
    const { snapshot } = await content.read();
    state.shown.push(snapshot);
  }
  return { state, content, show };
}

test("a page shows what it has read itself, and only what differs", async () => {
  const { state, content, show } = page();
  await content.follow();
  expect(state.reads).toBe(0);
  await show();
  await content.follow();
  expect(state).toMatchObject({ shown: [0], reads: 2 });
  state.number = 1;
  await content.follow();
  expect(state).toMatchObject({ shown: [0, 1], reads: 3 });
  // Asked for later, it is read anew.
  state.number = 2;
  await show();
  expect(state).toMatchObject({ shown: [0, 1, 2], reads: 4 });
});

test("a page reads nothing while it is hidden, has ended, or reads already", async () => {
  const { state, content, show } = page();
  await show();
  state.isVisible = false;
  await content.follow();
  expect(state.reads).toBe(1);
  state.isVisible = true;
  state.number = 3;
  await Promise.all([content.follow(), content.follow()]);
  expect(state).toMatchObject({ shown: [0, 3], reads: 2 });
  state.number = 4;
  await content.follow();
  expect(state.reads).toBe(2);
});
