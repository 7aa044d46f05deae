import type { Disposable } from "vscode";
import { allowHooks, revokeHooks } from "./actions/permit-hooks.ts";
import { verifyRegistry } from "./actions/verify-registry.ts";
import { registerCommand, type CommandHandler } from "./command-registry.ts";
import { anchorLedger } from "./commands/anchor-ledger.ts";
import { annotate } from "./commands/annotate.ts";
import { approve, deny, withdrawRequest } from "./commands/answer-request.ts";
import { createModel } from "./commands/create-model.ts";
import { deleteModel } from "./commands/delete-model.ts";
import { deleteVersion } from "./commands/delete-version.ts";
import { createPolicy, openPolicy } from "./commands/edit-policy.ts";
import { freeSpace } from "./commands/free-space.ts";
import { importVersions } from "./commands/import-versions.ts";
import { inspectModel } from "./commands/inspect-model.ts";
import { moveByKind } from "./commands/move-by-kind.ts";
import { promote } from "./commands/move-to-stage.ts";
import { previewRetention } from "./commands/preview-retention.ts";
import { registerModel } from "./commands/register-model.ts";
import { renameModel } from "./commands/rename-model.ts";
import { repairRegistry } from "./commands/repair-registry.ts";
import { requestApproval } from "./commands/request-approval.ts";
import { rollBack } from "./commands/roll-back.ts";
import { removeAlias, setAlias } from "./commands/set-alias.ts";
import { removeTag, setTag } from "./commands/set-tag.ts";
import { showAuditTrail } from "./commands/show-audit-trail.ts";
import { showChangelog } from "./commands/show-changelog.ts";
import { showConflicts } from "./commands/show-conflicts.ts";
import { showInTree } from "./commands/show-in-tree.ts";
import {
  compareVersions,
  compareWithProduction,
  showLineage,
  showVersion,
} from "./commands/show-pages.ts";
import {
  copyPath,
  copyProductionPath,
  copyReference,
  copySnippet,
  exportArtifact,
  openArtifact,
} from "./commands/use-artifact.ts";
import { hookOutput } from "./hook-output.ts";
import { log } from "./log.ts";
import { isTreeNode } from "./nodes/tree-nodes.ts";
import type { Pages } from "./panels/pages.ts";
import type { Registries } from "./registries.ts";
import type { ModelsTree } from "./tree/models-tree.ts";

/** All commands of the manifest, by their id without the prefix. */
export function registerCommands(
  registries: Registries,
  tree: ModelsTree,
  pages: Pages,
): readonly Disposable[] {
  const handlers: Readonly<Record<string, CommandHandler>> = {
    register: async (...args) => {
      const version = await registerModel(registries, args);
      if (version) tree.follow(version);
      return version;
    },
    promote: (...args) => promote(registries, args, "Promote"),
    move: (...args) => promote(registries, args, "Move"),
    archive: (...args) => moveByKind(registries, args, "archiving"),
    reject: (...args) => moveByKind(registries, args, "rejection"),
    requestApproval: (...args) => requestApproval(registries, args),
    approve: (...args) => approve(registries, args),
    deny: (...args) => deny(registries, args),
    withdrawRequest: (...args) => withdrawRequest(registries, args),
    rollBack: (...args) => rollBack(registries, args),
    showVersion: (...args) => showVersion(registries, pages, args),
    showInTree: (...args) => showInTree(registries, tree, args),
    compare: (...args) => compareVersions(registries, pages, args),
    compareWithProduction: (...args) =>
      compareWithProduction(registries, pages, args, "Compare with Production"),
    compareWithInUse: (...args) =>
      compareWithProduction(registries, pages, args, "Compare with Version in Use"),
    showLineage: (...args) => showLineage(registries, pages, args),
    showChangelog: (...args) => showChangelog(registries, args),
    showConflicts: (...args) => showConflicts(registries, pages, args),
    showAuditTrail: () => showAuditTrail(registries, pages),
    copyProductionPath: (...args) => copyProductionPath(registries, args, "Copy Production Path"),
    copyPathInUse: (...args) => copyProductionPath(registries, args, "Copy Path of Version in Use"),
    copyPath: (...args) => copyPath(registries, args),
    copyReference: (...args) => copyReference(registries, args),
    copySnippet: (...args) => copySnippet(registries, args),
    exportArtifact: (...args) => exportArtifact(registries, args),
    openArtifact: (...args) => openArtifact(registries, args),
    inspect: (...args) => inspectModel(pages, args),
    importVersions: (...args) => importVersions(registries, pages, args),
    setAlias: (...args) => setAlias(registries, args),
    removeAlias: (...args) => removeAlias(registries, args),
    setTag: (...args) => setTag(registries, args),
    removeTag: (...args) => removeTag(registries, args),
    editDescription: (...args) => annotate(registries, args, "description"),
    annotate: (...args) => annotate(registries, args),
    createPolicy: () => createPolicy(registries),
    openPolicy: () => openPolicy(registries),
    allowHooks: () => allowHooks(registries),
    revokeHooks: () => revokeHooks(registries),
    showHookOutput: () => {
      hookOutput().show();
      return Promise.resolve();
    },
    createModel: () => createModel(registries),
    renameModel: (...args) => renameModel(registries, tree.withSelection(args)),
    deleteModel: (...args) => deleteModel(registries, args),
    deleteVersion: (...args) => deleteVersion(registries, tree.withSelection(args)),
    previewRetention: (...args) => previewRetention(registries, pages, args),
    freeSpace: () => freeSpace(registries),
    verify: () => verifyRegistry(registries),
    repair: (...args) => repairRegistry(registries, args),
    anchor: () => anchorLedger(registries),
    refresh: async () => {
      await Promise.all(registries.all().map(({ registry }) => registry.call("forgetActor", {})));
      registries.refresh();
      await tree.redraw();
    },
    groupByModel: () => tree.arrange({ groupBy: "model" }),
    groupByStage: () => tree.arrange({ groupBy: "stage" }),
    sortByName: () => tree.arrange({ sortBy: "name" }),
    sortByChange: () => tree.arrange({ sortBy: "change" }),
    filter: () => tree.askForFilter(),
    clearFilter: () => tree.arrange({ filter: "" }),
    showMore: async (node) => {
      if (isTreeNode(node) && node.kind === "more") await tree.showMore(node);
    },
    showLog: () => {
      log().show();
      return Promise.resolve();
    },
  };
  return Object.entries(handlers).map(([id, handler]) =>
    registerCommand(`modelRegistry.${id}`, handler),
  );
}
