import { createAbTest, splitAbTest } from "../abtests/change-ab-test.ts";
import { concludeAbTest } from "../abtests/conclude-ab-test.ts";
import { describeAbTest, outlineAbTests, runningAbTests } from "../abtests/describe-ab-test.ts";
import { observedMetricNames, planAbTest } from "../abtests/plan-ab-test.ts";
import { annotate } from "../annotations/annotate.ts";
import { readMarkings } from "../annotations/read-markings.ts";
import { removeAlias, setAlias } from "../annotations/set-alias.ts";
import { removeTag, setTag } from "../annotations/set-tag.ts";
import { acceptLoss } from "../audit/accept-loss.ts";
import { checkAnchors, writeAnchor } from "../audit/anchor.ts";
import { auditTrail } from "../audit/audit-trail.ts";
import { exportLog } from "../audit/export-log.ts";
import { forgetActor } from "../audit/forget-actor.ts";
import { listConflicts } from "../audit/list-conflicts.ts";
import { previewRepair } from "../audit/preview-repair.ts";
import { readEvent, readLog } from "../audit/read-log.ts";
import { repairLedger } from "../audit/repair-ledger.ts";
import { verify } from "../audit/verify.ts";
import { addRemote, approveRemote } from "../exchange/add-remote.ts";
import { fetchFiles } from "../exchange/fetch-bytes.ts";
import { useCredentials } from "../exchange/given-credentials.ts";
import { remoteStatus } from "../exchange/remote-status.ts";
import { pull, push, sync } from "../exchange/sync.ts";
import { versionSharing } from "../exchange/version-sharing.ts";
import { waitForRemoteChange } from "../exchange/wait-for-change.ts";
import { examineFile } from "../files/examine-file.ts";
import { fileStatus } from "../files/file-status.ts";
import { inspectModel } from "../files/inspect-model.ts";
import { allowHooks, hookStatus, revokeHooks } from "../hooks/allow-hooks.ts";
import { importVersions } from "../import/import-versions.ts";
import { previewImport } from "../import/preview-import.ts";
import { initialize } from "../initialize.ts";
import { importOther, previewOther } from "../interchange/import-other.ts";
import { previewHubPublication, publishToHub } from "../interchange/publish-hub.ts";
import { previewMlflowPublication, publishToMlflow } from "../interchange/publish-mlflow.ts";
import { denyApproval, withdrawApproval } from "../lifecycle/answer-request.ts";
import { approve } from "../lifecycle/approve.ts";
import { autoPromote } from "../lifecycle/auto-promote.ts";
import { prepareEndings, prepareMove } from "../lifecycle/prepare-move.ts";
import { previewTransition } from "../lifecycle/preview-transition.ts";
import { requestApproval } from "../lifecycle/request-approval.ts";
import { previewRollback, rollBack } from "../lifecycle/roll-back.ts";
import { prepareRollback } from "../lifecycle/rollback-targets.ts";
import { transition } from "../lifecycle/transition.ts";
import { requestAnswer } from "../lifecycle/wait-for-answer.ts";
import { impact } from "../lineage/impact.ts";
import { lineage } from "../lineage/lineage.ts";
import { recipeChanges } from "../lineage/recipe-changes.ts";
import { createModel } from "../models/create-model.ts";
import { deleteModel } from "../models/delete-model.ts";
import { exportChangelog, readChangelog } from "../models/model-changelog.ts";
import { listVersions, overview, versionChoices } from "../models/overview.ts";
import { renameModel } from "../models/rename-model.ts";
import { describeMonitoring } from "../monitoring/describe-monitoring.ts";
import { monitor } from "../monitoring/monitor.ts";
import { openAlerts } from "../monitoring/open-alerts.ts";
import { monitoringInterval } from "../monitoring/watch-interval.ts";
import { sealForOthers } from "../observations/seal-for-others.ts";
import { addTransitions } from "../policy/add-transitions.ts";
import {
  explainInPolicy,
  findInPolicy,
  suggestCorrections,
  suggestInPolicy,
} from "../policy/assist-policy.ts";
import { checkPolicy, checkPolicyFile } from "../policy/check-policy.ts";
import { policy } from "../policy/policy.ts";
import { startPolicy } from "../policy/start-policy.ts";
import { previewRedaction, redact } from "../redaction/redact.ts";
import { prepareRegistration } from "../registration/prepare-registration.ts";
import { readCommit } from "../registration/read-commit.ts";
import { register } from "../registration/register.ts";
import { versionsWithFile } from "../registration/same-bytes.ts";
import { suggestLabel } from "../registration/suggest-label.ts";
import type { Registry } from "../registry.ts";
import { makeReport } from "../reports/make-report.ts";
import { saveReport } from "../reports/save-report.ts";
import { finishReproduction, startReproduction } from "../reproduction/finish-reproduction.ts";
import { prepareReproduction } from "../reproduction/prepare-reproduction.ts";
import { listReproductions, removeReproductions } from "../reproduction/remove-reproductions.ts";
import { archiveByRetention, deleteByRetention } from "../retention/apply-retention.ts";
import { collectGarbage, findGarbage } from "../retention/collect-garbage.ts";
import { deleteVersion, previewDeletion, previewDeletions } from "../retention/delete-version.ts";
import { findLocalCopies, freeLocalCopies } from "../retention/free-local-copies.ts";
import { retentionPreview } from "../retention/retention-preview.ts";
import { retentionTable } from "../retention/retention-table.ts";
import { bestVersion } from "../retrieval/best-version.ts";
import { describeReferences } from "../retrieval/describe-references.ts";
import { exportVersion } from "../retrieval/export-version.ts";
import { findVersion } from "../retrieval/find-version.ts";
import { referenceNames } from "../retrieval/reference-names.ts";
import { resolve } from "../retrieval/resolve.ts";
import { comparedRuns, runMetricHistory } from "../runs/compared-runs.ts";
import { deleteRun, restoreRun } from "../runs/delete-run.ts";
import { describeRuns } from "../runs/describe-runs.ts";
import { listExperiments } from "../runs/experiments.ts";
import { findRun } from "../runs/find-run.ts";
import { finishRun } from "../runs/finish-run.ts";
import { runChoices, runOutlines } from "../runs/run-outlines.ts";
import { exportRunArtifacts, openRunArtifact } from "../runs/use-run-artifacts.ts";
import { requestFromRun } from "../runs/with-run.ts";
import { completeSearch } from "../search/complete-search.ts";
import { modelVersions } from "../search/model-versions.ts";
import { recordedMetrics } from "../search/recorded-metrics.ts";
import { searchGroups } from "../search/search-groups.ts";
import { searchVersions } from "../search/search-versions.ts";
import type { Task } from "../task.ts";
import { codeChanges, readCommittedFile } from "../versions/code-changes.ts";
import { comparedVersions } from "../versions/compared-versions.ts";
import { describeModel } from "../versions/describe-model.ts";
import { describeVersion } from "../versions/describe-version.ts";
import { metricHistory } from "../versions/metric-history.ts";
import { modelMetric } from "../versions/model-metric.ts";
import { pendingApprovals } from "../versions/pending-approvals.ts";
import { readPatch } from "../versions/read-patch.ts";
import { stateAt } from "../versions/state-at.ts";
import { versionDetails } from "../versions/version-details.ts";

/** Use cases about files, by name: they need no open registry. */
export const fileUseCases = { examineFile, inspectModel } as const satisfies Record<
  string,
  (request: never, task: Task) => Promise<unknown>
>;

/** Use cases of a registry, by name; the registry may be in another thread. */
export const registryUseCases = {
  acceptLoss,
  addRemote,
  approveRemote,
  pull,
  push,
  remoteStatus,
  sealForOthers,
  sync,
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
  codeChanges,
  comparedVersions,
  completeSearch,
  concludeAbTest,
  createAbTest,
  createModel,
  deleteByRetention,
  deleteModel,
  deleteRun,
  describeReferences,
  describeRuns,
  deleteVersion,
  denyApproval,
  describeAbTest,
  describeModel,
  describeVersion,
  exportChangelog,
  explainInPolicy,
  findInPolicy,
  finishReproduction,
  forgetActor,
  exportLog,
  exportVersion,
  exportRunArtifacts,
  openRunArtifact,
  fetchFiles,
  fileStatus,
  findGarbage,
  findLocalCopies,
  freeLocalCopies,
  findVersion,
  hookStatus,
  impact,
  importOther,
  importVersions,
  initialize,
  findRun,
  finishRun,
  lineage,
  listConflicts,
  listExperiments,
  listReproductions,
  listVersions,
  prepareEndings,
  prepareMove,
  prepareRegistration,
  prepareRollback,
  versionChoices,
  makeReport,
  metricHistory,
  comparedRuns,
  runChoices,
  runMetricHistory,
  bestVersion,
  modelMetric,
  describeMonitoring,
  monitor,
  monitoringInterval,
  observedMetricNames,
  openAlerts,
  outlineAbTests,
  runningAbTests,
  planAbTest,
  modelVersions,
  readMarkings,
  overview,
  pendingApprovals,
  policy,
  prepareReproduction,
  previewDeletion,
  previewDeletions,
  previewImport,
  previewHubPublication,
  previewMlflowPublication,
  previewOther,
  publishToHub,
  publishToMlflow,
  previewRepair,
  previewRollback,
  previewTransition,
  readChangelog,
  readCommit,
  readCommittedFile,
  readEvent,
  readLog,
  readPatch,
  recipeChanges,
  recordedMetrics,
  referenceNames,
  register,
  removeAlias,
  removeReproductions,
  removeTag,
  previewRedaction,
  redact,
  renameModel,
  requestFromRun,
  repairLedger,
  requestAnswer,
  requestApproval,
  resolve,
  retentionPreview,
  retentionTable,
  revokeHooks,
  rollBack,
  restoreRun,
  runOutlines,
  saveReport,
  searchGroups,
  searchVersions,
  setAlias,
  setTag,
  splitAbTest,
  startPolicy,
  startReproduction,
  stateAt,
  suggestCorrections,
  suggestLabel,
  suggestInPolicy,
  transition,
  useCredentials,
  verify,
  versionDetails,
  versionSharing,
  versionsWithFile,
  waitForRemoteChange,
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
