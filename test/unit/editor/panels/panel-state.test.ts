import { describe, expect, it } from "vitest";
import {
  isAwaited,
  nextPanelState,
  type PanelEvent,
  type PanelState,
  type PanelStep,
} from "../../../../src/editor/panels/panel-state.ts";

interface Request {
  readonly id: string;
}
type State = PanelState<Request>;
type Event = PanelEvent<Request>;

const [a, b] = [{ id: "a" }, { id: "b" }];
const requested = (request: Request): Event => ({ type: "requested", request });
const sent = (request: Request): Event => ({ type: "sent", request });
const changed: Event = { type: "changed" };
const unloaded: Event = { type: "unloaded" };
const disposed: Event = { type: "disposed" };

/** Returns the last state, and the requests for which a snapshot was begun. */
function play(...events: readonly Event[]): { state: State; reads: string[] } {
  let state: State = { kind: "loading" };
  const reads: string[] = [];
  for (const event of events) {
    const step: PanelStep<Request> = nextPanelState(state, event);
    state = step.state;
    if (step.read) reads.push(step.read.id);
  }
  return { state, reads };
}

describe("the states of a panel", () => {
  it("reads a snapshot when the page asks for one, and again after a change", () => {
    expect(play(requested(a)).reads).toEqual(["a"]);
    expect(play(requested(a), sent(a)).state).toEqual({ kind: "ready", request: a });
    expect(play(requested(a), sent(a), changed).reads).toEqual(["a", "a"]);
  });

  it("reads nothing while the page is loaded or hidden", () => {
    expect(play(changed).reads).toEqual([]);
    expect(play(requested(a), sent(a), unloaded, changed).reads).toEqual(["a"]);
    expect(play(requested(a), unloaded, changed, sent(a)).reads).toEqual(["a"]);
  });

  it("reads one snapshot at a time, and one more for all changes meanwhile", () => {
    expect(play(requested(a), changed, changed, changed).reads).toEqual(["a"]);
    const { state, reads } = play(requested(a), changed, changed, sent(a));
    expect(reads).toEqual(["a", "a"]);
    expect(nextPanelState(state, sent(a))).toEqual({ state: { kind: "ready", request: a } });
  });

  it("sends a snapshot that changes have overtaken, so that the page shows something", () => {
    expect(isAwaited(play(requested(a), changed).state, a)).toBe(true);
  });

  it("drops the snapshot of an earlier request, and reads the one that the page waits for", () => {
    const { state } = play(requested(a), requested(b));
    expect(isAwaited(state, a)).toBe(false);
    expect(isAwaited(state, b)).toBe(false);
    const next = nextPanelState(state, sent(a));
    expect(next.read).toEqual(b);
    expect(isAwaited(next.state, b)).toBe(true);
  });

  it("forgets what was begun before the page was hidden, however long that takes", () => {
    const { state, reads } = play(requested(a), unloaded, requested(b));
    expect(reads).toEqual(["a", "b"]);
    expect(isAwaited(state, a)).toBe(false);
    expect(nextPanelState(state, sent(a))).toEqual({ state });
    expect(nextPanelState(state, sent(b)).state).toEqual({ kind: "ready", request: b });
  });

  it("does nothing more once the panel is disposed", () => {
    const { state, reads } = play(requested(a), disposed, sent(a), changed, requested(b), unloaded);
    expect(state).toEqual({ kind: "disposed" });
    expect(reads).toEqual(["a"]);
    expect(isAwaited(state, a)).toBe(false);
  });
});
