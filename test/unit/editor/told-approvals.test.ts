import { expect, test } from "vitest";
import { EventId } from "../../../src/core/model/ids.ts";
import { toldApprovals } from "../../../src/editor/status/told-approvals.ts";
import type { RequestAnswer } from "../../../src/registry/lifecycle/wait-for-answer.ts";
import type { PendingApproval } from "../../../src/registry/versions/pending-approvals.ts";
import { eventId } from "../support/events.ts";

function pending(n: number, whose: "mine" | "own"): PendingApproval {
  const isOwn = whose === "own";
  // Nothing else of a request is looked at.
  return { request: { id: eventId(n) }, isOwn, awaitsMe: !isOwn } as unknown as PendingApproval;
}

function answer(request: string, state: RequestAnswer["state"]): RequestAnswer {
  return { state, request: { id: request } } as unknown as RequestAnswer;
}

test("a request and its answer are told once, also over a restart", async () => {
  // What a window leaves behind for the next one is JSON.
  let stored = "{}";
  const states = new Map<string, RequestAnswer["state"]>();
  const look = async (...requests: readonly PendingApproval[]): Promise<unknown> => {
    const values = new Map<string, unknown>(Object.entries(JSON.parse(stored) as object));
    const memory = {
      get: (key: string): unknown => values.get(key),
      update: (key: string, value: unknown): Promise<void> => {
        stored = JSON.stringify(Object.fromEntries([...values, [key, value]]));
        return Promise.resolve();
      },
    };
    const { waiting, answers } = await toldApprovals(memory, "file:///a", requests, (request) => {
      const state = states.get(request);
      return Promise.resolve(state && answer(request, state));
    });
    return [waiting.map(({ request }) => request.id), answers.map(({ request }) => request.id)];
  };
  expect(await look(pending(1, "mine"))).toEqual([[eventId(1)], []]);
  expect(await look(pending(1, "mine"), pending(2, "mine"))).toEqual([[eventId(2)], []]);
  expect(await look(pending(2, "mine"))).toEqual([[], []]);

  states.set(eventId(3), "open");
  expect(await look(pending(3, "own"))).toEqual([[], []]);
  // Approved, it may wait for its promotion, or be open no more.
  states.set(eventId(3), "approved");
  expect(await look(pending(3, "own"))).toEqual([[], [EventId.parse(eventId(3))]]);
  expect(await look(pending(3, "own"))).toEqual([[], []]);
  expect(await look()).toEqual([[], []]);

  states.set(eventId(4), "open");
  await look(pending(4, "own"));
  states.set(eventId(4), "denied");
  expect(await look()).toEqual([[], [eventId(4)]]);
  // One that is gone has no answer.
  states.set(eventId(5), "open");
  await look(pending(5, "own"));
  states.delete(eventId(5));
  expect(await look()).toEqual([[], []]);
});
