import { acceptLoss } from "./accept-loss.ts";
import { addTransitions } from "./add-transitions.ts";
import { allowHooks, hookStatus, revokeHooks } from "./allow-hooks.ts";
import { checkAnchors, writeAnchor } from "./anchor.ts";
import { annotate } from "./annotate.ts";
import { denyApproval, withdrawApproval } from "./answer-request.ts";
import { archiveByRetention, deleteByRetention } from "./apply-retention.ts";
import { approve } from "./approve.ts";
import {
  explainInPolicy,
  findInPolicy,
  suggestCorrections,
  suggestInPolicy,
} from "./assist-policy.ts";
import { auditTrail } from "./audit-trail.ts";
import { autoPromote } from "./auto-promote.ts";
import { checkPolicy, checkPolicyFile } from "./check-policy.ts";
import { collectGarbage, findGarbage } from "./collect-garbage.ts";
import { createModel } from "./create-model.ts";
import { deleteModel } from "./delete-model.ts";
import { deleteVersion, previewDeletion, previewDeletions } from "./delete-version.ts";
import { describeVersion } from "./describe-version.ts";
import { examineFile } from "./examine-file.ts";
import { exportLog } from "./export-log.ts";
import { exportVersion } from "./export-version.ts";
import { fileStatus } from "./file-status.ts";
import { findVersion } from "./find-version.ts";
import { forgetActor } from "./forget-actor.ts";
import { importVersions } from "./import/import-versions.ts";
import { previewImport } from "./import/preview-import.ts";
import { initialize } from "./initialize.ts";
import { inspectModel } from "./inspect-model.ts";
import { lineage } from "./lineage.ts";
import { listConflicts } from "./list-conflicts.ts";
import { exportChangelog, readChangelog } from "./model-changelog.ts";
import { findNextMoves } from "./next-moves.ts";
import { listVersions, overview } from "./overview.ts";
import { pendingApprovals } from "./pending-approvals.ts";
import { policy } from "./policy.ts";
import { previewRepair } from "./preview-repair.ts";
import { previewTransition } from "./preview-transition.ts";
import { readCommit } from "./read-commit.ts";
import { readEvent, readLog } from "./read-log.ts";
import { readMarkings } from "./read-markings.ts";
import { readPatch } from "./read-patch.ts";
import { register } from "./register.ts";
import type { Registry } from "./registry.ts";
import { renameModel } from "./rename-model.ts";
import { repairLedger } from "./repair-ledger.ts";
import { requestApproval } from "./request-approval.ts";
import { resolve } from "./resolve.ts";
import { retentionPreview } from "./retention-preview.ts";
import { retentionTable } from "./retention-table.ts";
import { previewRollback, rollBack } from "./roll-back.ts";
import { rollbackTargets } from "./rollback-targets.ts";
import { versionsWithFile } from "./same-bytes.ts";
import { removeAlias, setAlias } from "./set-alias.ts";
import { removeTag, setTag } from "./set-tag.ts";
import { startPolicy } from "./start-policy.ts";
import { stateAt } from "./state-at.ts";
import { suggestLabel } from "./suggest-label.ts";
import { suggestRegistration } from "./suggest-registration.ts";
import type { Task } from "./task.ts";
import { transition } from "./transition.ts";
import { verify } from "./verify.ts";
import { versionDetails } from "./version-details.ts";

/** Use cases about files, by name: they need no open registry. */
export const fileUseCases = { examineFile, inspectModel } as const satisfies Record<
  string,
  (request: never, task: Task) => Promise<unknown>
>;

/** Use cases of a registry, by name; the registry may be in another thread. */
export const registryUseCases = {
  acceptLoss,
  addTransitions,
  allowHooks,
  annotate,
  approve,
  autoPromote,
  archiveByRetention,
  checkPolicy,
  checkPolicyFile,
  auditTrail,
  checkAnchors,
  collectGarbage,
  createModel,
  deleteByRetention,
  deleteModel,
  deleteVersion,
  denyApproval,
  describeVersion,
  exportChangelog,
  explainInPolicy,
  findInPolicy,
  forgetActor,
  exportLog,
  exportVersion,
  fileStatus,
  findGarbage,
  findNextMoves,
  findVersion,
  hookStatus,
  importVersions,
  initialize,
  lineage,
  listConflicts,
  listVersions,
  readMarkings,
  overview,
  pendingApprovals,
  policy,
  previewDeletion,
  previewDeletions,
  previewImport,
  previewRepair,
  previewRollback,
  previewTransition,
  readChangelog,
  readCommit,
  readEvent,
  readLog,
  readPatch,
  register,
  removeAlias,
  removeTag,
  renameModel,
  repairLedger,
  requestApproval,
  resolve,
  retentionPreview,
  retentionTable,
  revokeHooks,
  rollBack,
  rollbackTargets,
  setAlias,
  setTag,
  startPolicy,
  stateAt,
  suggestCorrections,
  suggestLabel,
  suggestInPolicy,
  suggestRegistration,
  transition,
  verify,
  versionDetails,
  versionsWithFile,
  withdrawApproval,
  writeAnchor,
} as const satisfies Record<
  string,
  (registry: Registry, request: never, task: Task) => Promise<unknown>
>;

type FileUseCases = typeof fileUseCases;
type RegistryUseCases = typeof registryUseCases;
export type FileUseCaseName = keyof FileUseCases;
export type RegistryUseCaseName = keyof RegistryUseCases;
export type UseCaseName = FileUseCaseName | RegistryUseCaseName;

type UseCase<N extends UseCaseName> = N extends FileUseCaseName
  ? FileUseCases[N]
  : N extends RegistryUseCaseName
    ? RegistryUseCases[N]
    : never;

export type RequestOf<N extends UseCaseName> = N extends FileUseCaseName
  ? Parameters<FileUseCases[N]>[0]
  : N extends RegistryUseCaseName
    ? Parameters<RegistryUseCases[N]>[1]
    : never;
export type AnswerOf<N extends UseCaseName> = Awaited<ReturnType<UseCase<N>>>;
