import { expect, test } from "vitest";
import { Stage, type EventId } from "../../../../src/core/model/ids.ts";
import { messageOf } from "../../../../src/core/refusals/words.ts";
import {
  denyApproval,
  withdrawApproval,
} from "../../../../src/registry/lifecycle/answer-request.ts";
import { approve } from "../../../../src/registry/lifecycle/approve.ts";
import { previewTransition } from "../../../../src/registry/lifecycle/preview-transition.ts";
import { requestApproval } from "../../../../src/registry/lifecycle/request-approval.ts";
import { transition } from "../../../../src/registry/lifecycle/transition.ts";
import type { Registry } from "../../../../src/registry/registry.ts";
import { findVersion } from "../../../../src/registry/retrieval/find-version.ts";
import { describeVersion } from "../../../../src/registry/versions/describe-version.ts";
import { pendingApprovals } from "../../../../src/registry/versions/pending-approvals.ts";
import { guarded, people, withAuc, writePolicy } from "../../support/approvals.ts";
import { refusalOf } from "../../support/refusal.ts";
import { openRegistry, useTemporaryFolders } from "../../support/registry.ts";

const temporaryFolder = useTemporaryFolders();
const production = Stage.parse("Production");

test("a promotion goes on by itself when the last approval arrives", async () => {
  const folder = await temporaryFolder();
  await writePolicy(folder, guarded);
  const [ada, grace, alan] = await people(folder, "Ada", "Grace", "Alan");
  const version = await withAuc(ada!, 0.95);
  const wish = { version: version.id, to: production, reason: "beats 4", promote: true };

  const refusal = await refusalOf(transition(ada!, wish));
  expect(refusal).toMatchObject({
    code: "gates-failed",
    message: "Can't move fraud 1 to Production: approvals: none, not requested, required 2.",
    wayOut: "Request approval.",
  });
  expect(refusal.details?.["checks"]).toMatchObject([
    { rule: "metric", passed: true },
    { rule: "approvals", passed: false },
  ]);
  expect(await previewTransition(ada!, { version: version.id, to: production })).toMatchObject({
    passes: false,
    mayForce: true,
    mayRequestApproval: true,
    displaces: [],
  });

  const { id: request } = await requestApproval(ada!, wish);
  expect((await refusalOf(requestApproval(grace!, wish))).message).toContain(
    "requested it already",
  );
  expect(await pendingApprovals(ada!, {})).toMatchObject([
    { counted: 0, required: 2, isOwn: true, awaitsMe: false },
  ]);
  expect(await refusalOf(approve(ada!, { request }))).toMatchObject({ code: "not-permitted" });

  expect(await approve(grace!, { request })).toMatchObject({
    approval: { actor: { name: "Grace" } },
    notPromoted: { code: "gates-failed" },
  });
  expect((await refusalOf(approve(grace!, { request }))).message).toContain("done so already");
  expect(await pendingApprovals(alan!, {})).toMatchObject([{ counted: 1, awaitsMe: true }]);

  const { promotion } = await approve(alan!, { request, reason: "looks good" });
  expect(promotion?.data).toMatchObject({
    to: "Production",
    reason: "beats 4",
    request,
    gates: [{ passed: true }, { passed: true, actual: "2 (Grace, Alan)" }],
  });
  expect((await findVersion(grace!, { reference: "fraud@Production" })).id).toBe(version.id);
  expect(await pendingApprovals(alan!, {})).toEqual([]);
  const { history } = await describeVersion(grace!, { version: version.id });
  expect(history.map(({ title }) => title)).toEqual([
    "None → Production",
    "Approved for Production",
    "Approved for Production",
    "Approval for Production requested",
    "Registered",
  ]);
  for (const each of [ada!, grace!, alan!]) await each.close();
});

test("a version's description has its open requests, with what each person may do", async () => {
  const folder = await temporaryFolder();
  await writePolicy(
    folder,
    guarded.replace("{ count: 2 }", "{ count: 2, by: [Ada, Grace, Alan] }"),
  );
  const [ada, grace, eve] = await people(folder, "Ada", "Grace", "Eve");
  const { id } = await withAuc(ada!, 0.85);
  const wish = { version: id, to: production, reason: "beats 4", promote: true };
  expect((await describeVersion(ada!, { version: id })).requests).toEqual([]);
  const { id: request } = await requestApproval(ada!, wish);
  await approve(grace!, { request });

  const seenBy = async (who: Registry): Promise<unknown> =>
    (await describeVersion(who, { version: id })).requests;
  expect(await seenBy(ada!)).toMatchObject([
    {
      request: { id: request, reason: "beats 4" },
      counted: 1,
      required: 2,
      approvers: ["Alan"],
      approvals: [{ actor: { name: "Grace" }, counts: true }],
      checks: [
        { rule: "metric", passed: false },
        { rule: "approvals", passed: false },
      ],
      isOwn: true,
      awaitsMe: false,
      mayDeny: false,
    },
  ]);
  expect(await seenBy(grace!)).toMatchObject([{ isOwn: false, awaitsMe: false, mayDeny: true }]);
  expect(await seenBy(eve!)).toMatchObject([{ isOwn: false, awaitsMe: false, mayDeny: false }]);

  await writePolicy(folder, guarded.replace("{ count: 2 }", "{ count: 2, by: [Alan] }"));
  expect(await seenBy(grace!)).toMatchObject([
    { counted: 0, approvals: [{ counts: false }], mayDeny: false },
  ]);
  await writePolicy(folder, "version: 1\nstages: 7\n");
  expect(await seenBy(grace!)).toMatchObject([
    { obstacle: { code: "invalid-policy" }, checks: [], awaitsMe: false, mayDeny: false },
  ]);
  for (const each of [ada!, grace!, eve!]) await each.close();
});

test("approvals are void under another policy; a denial and a withdrawal close the request", async () => {
  const folder = await temporaryFolder();
  await writePolicy(folder, guarded);
  const [ada, grace] = await people(folder, "Ada", "Grace");
  const version = await withAuc(ada!, 0.95);
  const wish = { version: version.id, to: production, reason: "beats 4", promote: false };
  const ask = async (): Promise<EventId> => (await requestApproval(ada!, wish)).id;

  const request = await ask();
  await approve(grace!, { request });
  await writePolicy(folder, guarded.replace("count: 2", "count: 1"));
  expect(await refusalOf(transition(ada!, wish))).toMatchObject({
    code: "gates-failed",
    message:
      "Can't move fraud 1 to Production: approvals: none, 1 given under another policy, required 1.",
    wayOut: "Ask somebody else to approve the request again, as the policy has changed since.",
  });
  expect(await pendingApprovals(grace!, {})).toMatchObject([{ counted: 0, awaitsMe: true }]);
  await approve(grace!, { request });
  expect((await refusalOf(withdrawApproval(grace!, { request }))).wayOut).toBe("Deny it instead.");
  expect((await refusalOf(denyApproval(grace!, { request, reason: " " }))).code).toBe(
    "invalid-request",
  );
  await denyApproval(grace!, { request, reason: "biased" });
  expect((await refusalOf(approve(grace!, { request }))).message).toContain("is denied already");
  expect((await refusalOf(transition(ada!, wish))).message).toContain("not requested");

  await withdrawApproval(ada!, { request: await ask() });
  const third = await ask();
  await approve(grace!, { request: third });
  expect((await transition(ada!, wish)).data.gates?.every(({ passed }) => passed)).toBe(true);
  expect((await refusalOf(approve(grace!, { request: third }))).message).toContain("fulfilled");
  for (const each of [ada!, grace!]) await each.close();
});

test("who has no address is told what is missing, and gets no further by leaving it out", async () => {
  const folder = await temporaryFolder();
  await writePolicy(
    folder,
    guarded
      .replace("count: 2", "by: [grace@example.org], self: false")
      .replace("force:", "promoters: [ada@example.org]\n    force:"),
  );
  const [ada, grace] = await people(folder, "Ada", "Grace");
  const version = await withAuc(ada!, 0.95);
  const wish = { version: version.id, to: production, reason: "beats 4", promote: false };
  const { id: request } = await requestApproval(ada!, wish);

  const hint = "If you are one of them, tell git your address (git config user.email).";
  grace!.actor = () => Promise.resolve({ name: "Grace" });
  expect(await refusalOf(approve(grace!, { request }))).toMatchObject({
    code: "not-permitted",
    message: "Can't approve fraud 1 for Production: the policy does not name Grace.",
    wayOut: `Ask grace@example.org. ${hint}`,
  });
  expect((await refusalOf(denyApproval(grace!, { request, reason: "no" }))).wayOut).toContain(hint);
  // The requester's own name without the address is still the requester.
  ada!.actor = () => Promise.resolve({ name: "Ada" });
  expect((await refusalOf(approve(ada!, { request }))).message).toContain("your own request");
  expect(await refusalOf(transition(ada!, { ...wish, force: true }))).toMatchObject({
    code: "gates-failed",
    wayOut: "Who may promote can't be forced; ask one of them.",
  });
  const { checks } = await previewTransition(ada!, { version: version.id, to: production });
  expect(checks.find(({ rule }) => rule === "promoter")).toMatchObject({
    passed: false,
    actual: "Ada",
    wayOut: `Ask ada@example.org to promote it. ${hint}`,
  });
  expect(await pendingApprovals(ada!, {})).toMatchObject([{ counted: 0, isOwn: true }]);

  grace!.actor = () => Promise.resolve({ name: "G. Hopper", email: "GRACE@example.org" });
  await approve(grace!, { request });
  for (const each of [ada!, grace!]) await each.close();
});

test("force needs the right and a reason, and stays visible", async () => {
  const folder = await temporaryFolder();
  await writePolicy(folder, guarded);
  const [ada, grace] = await people(folder, "Ada", "Grace");
  const version = await withAuc(ada!, 0.5);
  const move = { version: version.id, to: production, force: true };

  expect(await refusalOf(transition(grace!, { ...move, reason: "now" }))).toMatchObject({
    code: "gates-failed",
    wayOut: "By the policy, ada@example.org may force it.",
  });
  expect(await refusalOf(transition(ada!, { ...move, reason: " " }))).toMatchObject({
    code: "invalid-request",
    wayOut: "Give a reason in a few words; it is recorded in the history.",
  });
  const { data } = await transition(ada!, { ...move, reason: "outage" });
  expect(data).toMatchObject({ forced: true, reason: "outage" });
  expect(data.gates?.filter(({ passed }) => !passed)).toHaveLength(2);
  const { history } = await describeVersion(ada!, { version: version.id });
  expect(history[0]).toMatchObject({ title: "None → Production (forced)", reason: "outage" });
  for (const each of [ada!, grace!]) await each.close();
});

test("a version is promoted as it is registered as far as the policy says, and what stops it is told", async () => {
  const folder = await temporaryFolder();
  await writePolicy(
    folder,
    `version: 1
gates:
  Staging: { auto: true, metrics: [{ metric: auc, min: 0.5 }] }
  Production: { auto: true, metrics: [{ metric: auc, min: 0.9 }] }
`,
  );
  const registry = await openRegistry(folder);
  const far = async (auc: number): Promise<unknown> => {
    const { stage, autoPromotion } = await withAuc(registry, auc);
    return [stage, ...autoPromotion.stopped.map(({ to, refusal }) => [to, messageOf(refusal)])];
  };
  const failing = (number: number, auc: number, to: string, least: number): readonly string[] => [
    to,
    `Can't move fraud ${number} to ${to}: auc: ${auc}, required at least ${least}.`,
  ];
  expect(await far(0.4)).toEqual(["None", failing(1, 0.4, "Staging", 0.5)]);
  expect(await far(0.6)).toEqual(["Staging", failing(2, 0.6, "Production", 0.9)]);
  expect(await far(0.95)).toEqual(["Production"]);
  await registry.close();
});
