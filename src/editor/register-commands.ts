import { l10n, type Disposable, type SecretStorage } from "vscode";
import { allowHooks, revokeHooks } from "./actions/permit-hooks.ts";
import { exchange } from "./actions/share-registry.ts";
import { verifyRegistry } from "./actions/verify-registry.ts";
import {
  parseAbTest,
  parseArguments,
  parseComparison,
  parseField,
  parseFiles,
  parseFolder,
  parseModel,
  parseModelFiles,
  parseRuns,
  parseSearch,
  parseSearchNode,
  parseText,
  type CommandArguments,
} from "./command-arguments.ts";
import { registerCommand, type CommandHandler } from "./command-registry.ts";
import { concludeAbTest, splitAbTest, stopAbTest } from "./commands/abtests/change-ab-test.ts";
import { createAbTest } from "./commands/abtests/create-ab-test.ts";
import { copyAbRouting, showAbTest } from "./commands/abtests/use-ab-test.ts";
import { annotate } from "./commands/annotations/annotate.ts";
import { removeAlias, setAlias } from "./commands/annotations/set-alias.ts";
import { removeTag, setTag } from "./commands/annotations/set-tag.ts";
import { importFromOther } from "./commands/import/import-from-other.ts";
import { importVersions } from "./commands/import/import-versions.ts";
import { approve, deny, withdrawRequest } from "./commands/lifecycle/answer-request.ts";
import { moveByKind } from "./commands/lifecycle/move-by-kind.ts";
import { promote } from "./commands/lifecycle/move-to-stage.ts";
import { requestApproval } from "./commands/lifecycle/request-approval.ts";
import { rollBack } from "./commands/lifecycle/roll-back.ts";
import { createModel } from "./commands/models/create-model.ts";
import { deleteModel } from "./commands/models/delete-model.ts";
import { renameModel } from "./commands/models/rename-model.ts";
import { showModel } from "./commands/models/show-model.ts";
import { showMonitoring } from "./commands/monitoring/show-monitoring.ts";
import { anchorLedger } from "./commands/registry/anchor-ledger.ts";
import { connectRemote } from "./commands/registry/connect-remote.ts";
import { createPolicy, openPolicy } from "./commands/registry/edit-policy.ts";
import { fetchFiles } from "./commands/registry/fetch-files.ts";
import { redactText } from "./commands/registry/redact-text.ts";
import { repairRegistry } from "./commands/registry/repair-registry.ts";
import {
  saveDecisionRecord,
  saveIncidentReport,
  saveModelCard,
  saveVersionsReport,
} from "./commands/registry/save-reports.ts";
import { showAuditTrail } from "./commands/registry/show-audit-trail.ts";
import { showChangelog } from "./commands/registry/show-changelog.ts";
import { showConflicts } from "./commands/registry/show-conflicts.ts";
import {
  compareWithProduction,
  openPanelLineage,
  showLineage,
  showLineageInPanel,
  showVersion,
} from "./commands/registry/show-pages.ts";
import { startMlflowServer } from "./commands/registry/start-mlflow-server.ts";
import { freeLocalCopies } from "./commands/retention/free-local-copies.ts";
import { freeSpace } from "./commands/retention/free-space.ts";
import { previewRetention } from "./commands/retention/preview-retention.ts";
import { removeReproductions, reproduce } from "./commands/runs/reproduce.ts";
import {
  copyRunId,
  deleteRuns,
  finishRun,
  registerFromRun,
  showMoreRuns,
  showRuns,
} from "./commands/runs/use-runs.ts";
import { compareVersions } from "./commands/versions/compare-versions.ts";
import { compareWithRuns, compareWithVersions } from "./commands/versions/compare-with-runs.ts";
import { deleteVersion } from "./commands/versions/delete-version.ts";
import { findBestVersion } from "./commands/versions/find-best-version.ts";
import { inspectModel } from "./commands/versions/inspect-model.ts";
import { publishToHub } from "./commands/versions/publish-to-hub.ts";
import { publishToServer } from "./commands/versions/publish-version.ts";
import { registerModel } from "./commands/versions/register-model.ts";
import { deleteSearch } from "./commands/versions/saved-searches.ts";
import { searchVersions } from "./commands/versions/search-versions.ts";
import { showInTree } from "./commands/versions/show-in-tree.ts";
import { sortVersions } from "./commands/versions/sort-versions.ts";
import {
  copyPath,
  copyProductionPath,
  copyReference,
  copySnippet,
  exportArtifact,
  openArtifact,
} from "./commands/versions/use-artifact.ts";
import { hookOutput } from "./hook-output.ts";
import { log } from "./log.ts";
import type { MlflowServer } from "./mlflow-server.ts";
import type { LineageView } from "./panels/lineage-view.ts";
import type { Pages } from "./panels/pages.ts";
import type { Registries } from "./registries.ts";
import type { ModelsTree } from "./tree/models-tree.ts";
import type { RunsTree } from "./tree/runs-tree.ts";

/** All commands of the manifest, by their id without the prefix. */
export function registerCommands(
  registries: Registries,
  tree: ModelsTree,
  pages: Pages,
  lineageView: LineageView,
  mlflowServer: MlflowServer,
  runs: RunsTree,
  secrets: SecretStorage,
): readonly Disposable[] {
  const handlers: Readonly<Record<string, CommandHandler>> = {
    register: (...args) => registerModel(registries, tree, parseModelFiles(args)),
    promote: (...args) =>
      promote(
        registries,
        parseArguments(tree.withSelection(args)),
        l10n.t("Promote"),
        parseText(args),
      ),
    move: (...args) => promote(registries, parseArguments(args), l10n.t("Move"), parseText(args)),
    archive: (...args) => moveByKind(registries, parseArguments(args), "archiving"),
    reject: (...args) => moveByKind(registries, parseArguments(args), "rejection"),
    requestApproval: (...args) => requestApproval(registries, parseArguments(args)),
    approve: (...args) => approve(registries, parseArguments(args)),
    deny: (...args) => deny(registries, parseArguments(args)),
    withdrawRequest: (...args) => withdrawRequest(registries, parseArguments(args)),
    rollBack: (...args) => rollBack(registries, parseArguments(tree.withSelection(args))),
    showVersion: (...args) =>
      showVersion(registries, pages, parseArguments(tree.withSelection(args))),
    showModel: (...args) => showModel(registries, pages, parseArguments(args), parseModel(args)),
    findBestVersion: (...args) => findBestVersion(registries, pages, parseArguments(args)),
    showInTree: (...args) => showInTree(registries, tree, parseArguments(args)),
    compare: (...args) =>
      compareVersions(
        registries,
        pages,
        parseArguments(tree.withSelection(args)),
        parseComparison(args),
      ),
    compareWithProduction: (...args) =>
      compareWithProduction(
        registries,
        pages,
        parseArguments(args),
        l10n.t("Compare with Production"),
      ),
    compareWithInUse: (...args) =>
      compareWithProduction(
        registries,
        pages,
        parseArguments(args),
        l10n.t("Compare with Version in Use"),
      ),
    showLineage: (...args) =>
      showLineage(registries, pages, parseLineageArguments(tree.withSelection(args))),
    showLineageInPanel: (...args) =>
      showLineageInPanel(registries, lineageView, parseLineageArguments(args)),
    openLineageInEditor: () => openPanelLineage(pages, lineageView),
    showChangelog: (...args) => showChangelog(registries, parseArguments(args)),
    saveReport: (...args) => saveVersionsReport(registries, parseArguments(args)),
    saveModelCard: (...args) => saveModelCard(registries, parseArguments(args)),
    saveDecisionRecord: (...args) => saveDecisionRecord(registries, parseArguments(args)),
    saveIncidentReport: (...args) => saveIncidentReport(registries, parseArguments(args)),
    search: (...args) => searchVersions(registries, pages, parseSearch(args)),
    deleteSearch: (...args) => deleteSearch(parseSearchNode(args)),
    showConflicts: (...args) => showConflicts(registries, pages, parseArguments(args)),
    showAuditTrail: () => showAuditTrail(registries, pages),
    showMonitoring: (...args) => showMonitoring(registries, pages, parseFolder(args)),
    createAbTest: (...args) => createAbTest(registries, parseArguments(args)),
    showAbTest: (...args) => showAbTest(registries, pages, parseAbTest(args)),
    splitAbTest: (...args) => splitAbTest(registries, parseAbTest(args)),
    concludeAbTest: (...args) => concludeAbTest(registries, parseAbTest(args)),
    stopAbTest: (...args) => stopAbTest(registries, parseAbTest(args)),
    copyAbRouting: (...args) => copyAbRouting(registries, parseAbTest(args)),
    copyProductionPath: (...args) =>
      copyProductionPath(registries, parseArguments(args), l10n.t("Copy Production Path")),
    copyPathInUse: (...args) =>
      copyProductionPath(registries, parseArguments(args), l10n.t("Copy Path of Version in Use")),
    copyPath: (...args) => copyPath(registries, parseArguments(args)),
    copyReference: (...args) => copyReference(registries, parseArguments(args)),
    copySnippet: (...args) => copySnippet(registries, parseArguments(args)),
    exportArtifact: (...args) => exportArtifact(registries, parseArguments(args)),
    openArtifact: (...args) => openArtifact(registries, parseArguments(args)),
    inspect: (...args) => inspectModel(pages, parseFiles(args.slice(0, 1))),
    importVersions: (...args) => importVersions(registries, pages, parseFiles(args)),
    importFromOther: () => importFromOther(registries, secrets),
    publishToServer: (...args) => publishToServer(registries, secrets, parseArguments(args)),
    publishToHub: (...args) => publishToHub(registries, secrets, parseArguments(args)),
    setAlias: (...args) => setAlias(registries, parseArguments(args)),
    removeAlias: (...args) => removeAlias(registries, parseArguments(args), parseText(args)),
    setTag: (...args) => setTag(registries, parseArguments(args)),
    removeTag: (...args) => removeTag(registries, parseArguments(args), parseText(args)),
    editDescription: (...args) => annotate(registries, parseArguments(args), "description"),
    annotate: (...args) => annotate(registries, parseArguments(args), parseField(args)),
    createPolicy: () => createPolicy(registries),
    openPolicy: (...args) => openPolicy(registries, parseFolder(args)),
    allowHooks: () => allowHooks(registries),
    revokeHooks: () => revokeHooks(registries),
    showHookOutput: () => {
      hookOutput().show();
      return Promise.resolve();
    },
    createModel: () => createModel(registries),
    renameModel: (...args) => renameModel(registries, parseArguments(tree.withSelection(args))),
    deleteModel: (...args) => deleteModel(registries, parseArguments(args)),
    deleteVersion: (...args) => deleteVersion(registries, parseArguments(tree.withSelection(args))),
    reproduce: (...args) => reproduce(registries, parseArguments(args)),
    removeReproductions: () => removeReproductions(registries),
    previewRetention: (...args) => previewRetention(registries, pages, parseArguments(args)),
    freeSpace: () => freeSpace(registries),
    startMlflowServer: () => startMlflowServer(registries, mlflowServer),
    stopMlflowServer: () => mlflowServer.stop(),
    verify: () => verifyRegistry(registries),
    repair: (...args) => repairRegistry(registries, parseFolder(args)),
    redactText: () => redactText(registries),
    anchor: () => anchorLedger(registries),
    connectRemote: (...args) => connectRemote(registries, secrets, parseFolder(args)),
    fetchFiles: (...args) => fetchFiles(registries, parseArguments(args)),
    freeLocalCopies: () => freeLocalCopies(registries),
    pullRemote: () => exchange(registries, "pull"),
    pushRemote: () => exchange(registries, "push"),
    syncRemote: () => exchange(registries, "sync"),
    refresh: async () => {
      await Promise.all(registries.all().map(({ registry }) => registry.call("forgetActor", {})));
      registries.refresh();
      await Promise.all([tree.redraw(), runs.update()]);
    },
    groupByModel: () => tree.arrange({ groupBy: "model" }),
    groupByStage: () => tree.arrange({ groupBy: "stage" }),
    sortByName: () => tree.arrange({ sortBy: "name" }),
    sortByChange: () => tree.arrange({ sortBy: "change" }),
    sortVersions: () => sortVersions(registries, tree),
    filter: () => tree.askForFilter(),
    clearFilter: () => tree.arrange({ filter: "" }),
    showMore: async (...args) => {
      const { row } = parseArguments(args);
      if (row?.kind === "more") await tree.showMore(row);
    },
    showRun: (...args) => showRuns(pages, parseRuns(args)),
    compareRuns: (...args) => showRuns(pages, parseRuns(args)),
    compareWithRuns: (...args) => compareWithRuns(registries, pages, parseArguments(args)),
    compareWithVersions: (...args) => compareWithVersions(registries, pages, parseRuns(args)),
    registerFromRun: (...args) => registerFromRun(registries, tree, parseRuns(args)),
    finishRun: (...args) => finishRun(registries, parseRuns(args)),
    deleteRun: (...args) => deleteRuns(registries, parseRuns(args)),
    copyRunId: (...args) => copyRunId(parseRuns(args)),
    showMoreRuns: (...args) => showMoreRuns(runs, args),
    showLog: () => {
      log().show();
      return Promise.resolve();
    },
  };
  return Object.entries(handlers).map(([id, handler]) =>
    registerCommand(`modelRegistry.${id}`, handler),
  );
}

/** Returns the arguments of a command that asks whose lineage to show when it is called on nothing. */
function parseLineageArguments(args: readonly unknown[]): CommandArguments | undefined {
  return args[0] === undefined ? undefined : parseArguments(args);
}
