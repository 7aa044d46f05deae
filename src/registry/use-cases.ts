import { allowHooks, hookStatus, revokeHooks } from "./allow-hooks.ts";
import { checkAnchors, writeAnchor } from "./anchor.ts";
import { annotate } from "./annotate.ts";
import { denyApproval, withdrawApproval } from "./answer-request.ts";
import { archiveByRetention, deleteByRetention } from "./apply-retention.ts";
import { approve } from "./approve.ts";
import { explainInPolicy, suggestCorrections, suggestInPolicy } from "./assist-policy.ts";
import { auditTrail } from "./audit-trail.ts";
import { autoPromote } from "./auto-promote.ts";
import { checkPolicy } from "./check-policy.ts";
import { collectGarbage, findGarbage } from "./collect-garbage.ts";
import { deleteVersion, previewDeletion } from "./delete-version.ts";
import { describeVersion } from "./describe-version.ts";
import { examineFile } from "./examine-file.ts";
import { exportLog } from "./export-log.ts";
import { exportVersion } from "./export-version.ts";
import { fileStatus } from "./file-status.ts";
import { findVersion } from "./find-version.ts";
import { importVersions } from "./import/import-versions.ts";
import { previewImport } from "./import/preview-import.ts";
import { initialize } from "./initialize.ts";
import { inspectModel } from "./inspect-model.ts";
import { lineage } from "./lineage.ts";

import { listVersions, overview } from "./overview.ts";
import { pendingApprovals } from "./pending-approvals.ts";
import { policy } from "./policy.ts";
import { previewTransition } from "./preview-transition.ts";
import { readCommit } from "./read-commit.ts";
import { readEvent, readLog } from "./read-log.ts";
import { readMarkings } from "./read-markings.ts";
import { readPatch } from "./read-patch.ts";
import { register } from "./register.ts";
import type { Registry } from "./registry.ts";
import { requestApproval } from "./request-approval.ts";
import { resolve } from "./resolve.ts";
import { retentionPreview } from "./retention-preview.ts";
import { rollBack } from "./roll-back.ts";
import { rollbackTargets } from "./rollback-targets.ts";
import { removeAlias, setAlias } from "./set-alias.ts";
import { removeTag, setTag } from "./set-tag.ts";
import { startPolicy } from "./start-policy.ts";
import { stateAt } from "./state-at.ts";
import { suggestRegistration } from "./suggest-registration.ts";
import type { Task } from "./task.ts";
import { transition } from "./transition.ts";
import { verify } from "./verify.ts";
import { versionDetails } from "./version-details.ts";

/** Everything a front end can ask of a registry, by name: it may be in another thread. */
export const useCases = {
  allowHooks,
  annotate,
  approve,
  autoPromote,
  archiveByRetention,
  checkPolicy,
  auditTrail,
  checkAnchors,
  collectGarbage,
  deleteByRetention,
  deleteVersion,
  denyApproval,
  describeVersion,
  examineFile,
  explainInPolicy,
  exportLog,
  exportVersion,
  fileStatus,
  findGarbage,
  findVersion,
  hookStatus,
  importVersions,
  initialize,
  inspectModel,
  lineage,
  listVersions,
  readMarkings,
  overview,
  pendingApprovals,
  policy,
  previewDeletion,
  previewImport,
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
  retentionPreview,
  revokeHooks,
  rollBack,
  rollbackTargets,
  setAlias,
  setTag,
  startPolicy,
  stateAt,
  suggestCorrections,
  suggestInPolicy,
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
