import { expect, test } from "vitest";
import { EventId, Stage, Timestamp } from "../../../src/core/model/ids.ts";
import type { OpenRequest } from "../../../webview/version/protocol.ts";
import {
  afterApproval,
  spokenRequest,
  waitsFor,
  whyNotYours,
} from "../../../webview/version/request-words.ts";

const at = Timestamp.parse("2026-11-20T10:00:00.000Z");

function request(change: Partial<OpenRequest> = {}): OpenRequest {
  return {
    id: EventId.parse("01ARZ3NDEKTSV4RRFFQ69G5FAV"),
    to: Stage.parse("Production"),
    at,
    requestedBy: { name: "Ada" },
    reason: "better",
    promote: false,
    approvals: [],
    counted: 0,
    required: 1,
    selfApproval: false,
    checks: [],
    isOwn: false,
    mayApprove: true,
    mayDeny: true,
    ...change,
  };
}

function check(rule: string, passed: boolean): OpenRequest["checks"][number] {
  return { rule, subject: rule, required: "0.9", actual: "0.8", passed };
}

test("a request says which approvals and checks it waits for", () => {
  expect(waitsFor(request())).toBe("Waits for 1 approval by somebody other than Ada.");
  expect(waitsFor(request({ isOwn: true }))).toBe(
    "Waits for 1 approval by somebody other than you.",
  );
  expect(waitsFor(request({ selfApproval: true, required: 2 }))).toBe("Waits for 2 approvals.");
  const named = { approvers: ["ada@example.org", "Grace", "Alan"], required: 3, counted: 1 };
  const checks = [check("metric", false), check("tag", false), check("approvals", false)];
  expect(waitsFor(request({ ...named, checks }))).toBe(
    "Waits for 2 approvals by ada@example.org, Grace, or Alan, and for 2 checks to pass.",
  );
  expect(waitsFor(request({ approvers: [] }))).toBe("Waits for 1 approval.");
  expect(waitsFor(request({ counted: 1, checks: [check("metric", false)] }))).toBe(
    "Waits for 1 check to pass.",
  );
  expect(waitsFor(request({ counted: 2, checks: [check("metric", true)] }))).toBe(
    "Approved, and all checks pass: it can be promoted to Production.",
  );
  expect(waitsFor(request({ obstacle: "There is no such stage." }))).toBe(
    "There is no such stage.",
  );
});

test("a request says what comes after its last approval", () => {
  expect(afterApproval(request({ promote: true }))).toBe(
    "The last approval promotes it to Production, if all checks pass then.",
  );
  expect(afterApproval(request())).toBe("After that, Ada promotes it to Production.");
  expect(afterApproval(request({ isOwn: true }))).toBe("After that, you promote it to Production.");
  expect(afterApproval(request({ counted: 1 }))).toBeUndefined();
});

test("who can't decide learns why", () => {
  const locked = { mayApprove: false, mayDeny: false };
  expect(whyNotYours(request())).toBeUndefined();
  expect(whyNotYours(request({ ...locked, isOwn: true }))).toMatch(/^It is your own request/);
  expect(whyNotYours(request({ ...locked, approvers: ["Grace"] }))).toMatch(/does not name you/);
  expect(whyNotYours(request(locked))).toBeUndefined();
  expect(whyNotYours(request({ ...locked, isOwn: true, counted: 1 }))).toBeUndefined();
});

test("what a screen reader is told has the approvals so far", () => {
  expect(spokenRequest(request({ required: 2, counted: 1 }))).toBe(
    "Request for Production: 1 of 2 approvals. Waits for 1 approval by somebody other than Ada.",
  );
});
