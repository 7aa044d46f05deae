import { join } from "node:path";
import { expect, test } from "vitest";
import { Stage } from "../../../../src/core/model/ids.ts";
import { accept } from "../../../../src/core/refusals/refusal.ts";
import { sync } from "../../../../src/registry/exchange/sync.ts";
import { denyApproval } from "../../../../src/registry/lifecycle/answer-request.ts";
import { approve } from "../../../../src/registry/lifecycle/approve.ts";
import { requestApproval } from "../../../../src/registry/lifecycle/request-approval.ts";
import { transition } from "../../../../src/registry/lifecycle/transition.ts";
import { pendingApprovals } from "../../../../src/registry/versions/pending-approvals.ts";
import { guarded, people, withAuc, writePolicy } from "../../support/approvals.ts";
import { refusalOf } from "../../support/refusal.ts";
import { useTemporaryFolders } from "../../support/registry.ts";
import { makeShare, openClone } from "../../support/shared-clones.ts";

const temporaryFolder = useTemporaryFolders();
const production = Stage.parse("Production");

test("in a shared registry, a forged name in the clone of the request approves nothing", async () => {
  const parent = await temporaryFolder();
  const address = await makeShare(parent);
  const cloneOf = async (name: string): Promise<string> => {
    const folder = join(parent, name);
    await writePolicy(folder, guarded.replace("count: 2", "count: 1"));
    await (await openClone(folder, address)).close();
    return folder;
  };
  const folder = await cloneOf("ada");
  const [ada, forged] = await people(folder, "Ada", "Grace");
  const version = await withAuc(ada!, 0.95);
  const asked = { version: version.id, to: production, reason: "better", promote: false };
  const { id: request } = await requestApproval(ada!, asked);
  expect(await refusalOf(approve(forged!, { request }))).toMatchObject({
    code: "not-permitted",
    reason: "own-clone",
  });
  const denial = denyApproval(forged!, { request, reason: "no" });
  expect(await refusalOf(denial)).toMatchObject({ reason: "own-clone" });
  expect(await pendingApprovals(forged!, {})).toMatchObject([{ awaitsMe: false, isOwn: false }]);
  // Written by an older release or by hand, it does not count, and the promotion is refused.
  const { policy } = await ada!.policy();
  const about = { request, model: version.model, version: version.id, to: production };
  const data = { ...about, digest: version.digest, policy: policy.digest };
  await forged!.commit(() => accept({ type: "approval.approved", v: 1, data }));
  expect(await pendingApprovals(ada!, {})).toMatchObject([{ counted: 0 }]);
  const early = transition(ada!, { version: version.id, to: production, reason: "now" });
  expect(await refusalOf(early)).toMatchObject({ code: "gates-failed" });
  // Of another clone it counts, in both.
  await sync(ada!, {});
  const [grace] = await people(await cloneOf("grace"), "Grace");
  await sync(grace!, {});
  expect(await pendingApprovals(grace!, {})).toMatchObject([{ awaitsMe: true, counted: 0 }]);
  await approve(grace!, { request });
  await sync(grace!, {});
  await sync(ada!, {});
  expect(await pendingApprovals(ada!, {})).toMatchObject([{ counted: 1 }]);
  for (const registry of [ada!, forged!, grace!]) await registry.close();
});
