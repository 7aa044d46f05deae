import { checkAnchors, writeAnchor } from "./anchor.ts";
import { annotate } from "./annotate.ts";
import { denyApproval, withdrawApproval } from "./answer-request.ts";
import { approve } from "./approve.ts";
import { auditTrail } from "./audit-trail.ts";
import { describeVersion } from "./describe-version.ts";
import { exportLog } from "./export-log.ts";
import { exportVersion } from "./export-version.ts";
import { findVersion } from "./find-version.ts";
import { initialize } from "./initialize.ts";
import { inspectModel } from "./inspect-model.ts";
import { lineage } from "./lineage.ts";
import { modelMarkings } from "./model-markings.ts";
import { listVersions, overview } from "./overview.ts";
import { pendingApprovals } from "./pending-approvals.ts";
import { policy } from "./policy.ts";
import { previewTransition } from "./preview-transition.ts";
import { readCommit } from "./read-commit.ts";
import { readEvent, readLog } from "./read-log.ts";
import { readPatch } from "./read-patch.ts";
import { register } from "./register.ts";
import type { Registry } from "./registry.ts";
import { requestApproval } from "./request-approval.ts";
import { resolve } from "./resolve.ts";
import { rollBack } from "./roll-back.ts";
import { rollbackTargets } from "./rollback-targets.ts";
import { removeAlias, setAlias } from "./set-alias.ts";
import { removeTag, setTag } from "./set-tag.ts";
import { stateAt } from "./state-at.ts";
import { suggestRegistration } from "./suggest-registration.ts";
import type { Task } from "./task.ts";
import { transition } from "./transition.ts";
import { verify } from "./verify.ts";
import { versionDetails } from "./version-details.ts";

/** Everything a front end can ask of a registry, by name: it may be in another thread. */
export const useCases = {
  annotate,
  approve,
  auditTrail,
  checkAnchors,
  denyApproval,
  describeVersion,
  exportLog,
  exportVersion,
  findVersion,
  initialize,
  inspectModel,
  lineage,
  listVersions,
  modelMarkings,
  overview,
  pendingApprovals,
  policy,
  previewTransition,
  readCommit,
  readEvent,
  readLog,
  readPatch,
  register,
  removeAlias,
  removeTag,
  requestApproval,
  resolve,
  rollBack,
  rollbackTargets,
  setAlias,
  setTag,
  stateAt,
  suggestRegistration,
  transition,
  verify,
  versionDetails,
  withdrawApproval,
  writeAnchor,
} as const satisfies Record<
  string,
  (registry: Registry, request: never, task: Task) => Promise<unknown>
>;

export type UseCases = typeof useCases;
export type UseCaseName = keyof UseCases;
export type RequestOf<N extends UseCaseName> = Parameters<UseCases[N]>[1];
export type AnswerOf<N extends UseCaseName> = Awaited<ReturnType<UseCases[N]>>;
