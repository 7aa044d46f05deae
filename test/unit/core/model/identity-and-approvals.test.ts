import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  EventId,
  ModelName,
  Sha256,
  Timestamp,
  VersionId,
} from "../../../../src/core/model/ids.ts";
import { defaultPolicy } from "../../../../src/core/model/policy.ts";
import { isNamedBy, sameIdentity } from "../../../../src/core/model/recipe/identity.ts";
import type { Actor } from "../../../../src/core/model/recipe.ts";
import type { Approval, ApprovalRequest } from "../../../../src/core/state/approval.ts";
import { eventId } from "../../support/events.ts";
import { ada, check, digest, passes, production } from "../../support/gates.ts";

const at = Timestamp.parse("2026-01-01T00:00:00Z");
const grace: Actor = { name: "Grace", email: "grace@example.org" };

describe("who is who", () => {
  const actor = fc.record(
    {
      name: fc.constantFrom("Ada", "ada", "Grace", "Zoe\u0301", "Zo\u00e9"),
      email: fc.constantFrom("ada@example.org", "ADA@Example.ORG", "grace@example.org", ""),
    },
    { requiredKeys: ["name"] },
  );

  test("the same is the same, and so is the other way round", () => {
    fc.assert(
      fc.property(actor, actor, (a, b) => {
        expect(sameIdentity(a, a)).toBe(true);
        expect(sameIdentity(a, b)).toBe(sameIdentity(b, a));
      }),
    );
  });

  test.each([
    [ada, { name: "A. Lovelace", email: "ADA@example.org" }, true],
    [ada, { name: "Ada", email: "other@example.org" }, false],
    [ada, { name: "ada" }, true],
    [{ name: "Ada", email: " " }, { name: "Ada" }, true],
    [ada, { name: "Grace" }, false],
    [{ name: "Zoe\u0301" }, { name: "Zo\u00e9" }, true],
  ])("%j and %j: %s", (a, b, expected) => {
    expect(sameIdentity(a, b)).toBe(expected);
  });

  test("a policy names people by address, or by name", () => {
    expect(isNamedBy("Ada@Example.org", ada)).toBe(true);
    expect(isNamedBy("ada", ada)).toBe(true);
    expect(isNamedBy("ada@example.org", { name: "ada@example.org" })).toBe(false);
    expect(isNamedBy("Grace", ada)).toBe(false);
    expect(passes({ promoters: ["grace@example.org"] })).toBe(false);
    expect(passes({ promoters: ["grace@example.org", "ada@example.org"] })).toBe(true);
  });
});

describe("approvals", () => {
  const approval = (actor: Actor, rest: Partial<Approval> = {}): Approval => ({
    id: EventId.parse(eventId(9)),
    at,
    actor,
    file: "other.jsonl",
    digest,
    policy: defaultPolicy.digest,
    ...rest,
  });
  const request = (...approvals: Approval[]): ApprovalRequest => ({
    id: EventId.parse(eventId(8)),
    at,
    requestedBy: ada,
    file: "own.jsonl",
    model: ModelName.parse("fraud"),
    version: VersionId.parse(eventId(7)),
    to: production,
    reason: "better",
    promote: false,
    state: "open",
    approvals,
  });
  const other = Sha256.parse("b".repeat(64));

  test.each<[string, object, readonly Approval[], boolean]>([
    ["none", {}, [], false],
    ["one of another", {}, [approval(grace)], true],
    ["their own", {}, [approval(ada)], false],
    ["their own without the address", {}, [approval({ name: "ADA" })], false],
    ["their own where that is allowed", { self: true }, [approval(ada)], true],
    ["for other bytes", {}, [approval(grace, { digest: other })], false],
    ["under another policy", {}, [approval(grace, { policy: other })], false],
    ["one person twice", { count: 2 }, [approval(grace), approval(grace)], false],
    ["two people", { count: 2 }, [approval(grace), approval({ name: "Alan" })], true],
    ["not one of those who may", { by: ["alan@example.org"] }, [approval(grace)], false],
    ["one of those who may", { by: ["GRACE@example.org"] }, [approval(grace)], true],
  ])("%s", (_, rule, approvals, expected) => {
    expect(passes({ approvals: rule }, {}, { request: request(...approvals) })).toBe(expected);
  });

  test("without a request there is none", () => {
    expect(check({ approvals: {} })[0]).toMatchObject({
      passed: false,
      actual: "none, not requested",
      wayOut: "Request approval.",
    });
  });
});
