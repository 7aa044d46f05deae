import { l10n } from "vscode";
import { onVersion } from "./command-arguments.ts";
import { concludeAbTest, splitAbTest, stopAbTest } from "./commands/abtests/change-ab-test.ts";
import { copyAbRouting } from "./commands/abtests/use-ab-test.ts";
import { annotate } from "./commands/annotations/annotate.ts";
import { removeAlias, setAlias } from "./commands/annotations/set-alias.ts";
import { removeTag, setTag } from "./commands/annotations/set-tag.ts";
import { importVersions } from "./commands/import/import-versions.ts";
import { approve, deny, withdrawRequest } from "./commands/lifecycle/answer-request.ts";
import { promote } from "./commands/lifecycle/move-to-stage.ts";
import { rollBack } from "./commands/lifecycle/roll-back.ts";
import { onModel, showModel } from "./commands/models/show-model.ts";
import { checkMonitoring } from "./commands/monitoring/show-monitoring.ts";
import { createPolicy } from "./commands/registry/edit-policy.ts";
import { fetchFiles } from "./commands/registry/fetch-files.ts";
import { showChangelog } from "./commands/registry/show-changelog.ts";
import { showLineage, showVersion } from "./commands/registry/show-pages.ts";
import { reproduce } from "./commands/runs/reproduce.ts";
import { exportRunArtifacts, openRunArtifact } from "./commands/runs/use-run-artifacts.ts";
import { registerFromRun, showRuns } from "./commands/runs/use-runs.ts";
import { compareVersions } from "./commands/versions/compare-versions.ts";
import { compareWithRuns, compareWithVersions } from "./commands/versions/compare-with-runs.ts";
import { findBestVersion } from "./commands/versions/find-best-version.ts";
import { registerModel } from "./commands/versions/register-model.ts";
import { showInTree } from "./commands/versions/show-in-tree.ts";
import { exportArtifact } from "./commands/versions/use-artifact.ts";
import type { ColumnChoices, PageCommands } from "./panels/page-commands.ts";
import type { Pages } from "./panels/pages.ts";
import type { Registries } from "./registries.ts";
import type { ModelsTree } from "./tree/models-tree.ts";

/** Returns the commands that pages call. They are the functions behind the commands of the manifest. */
export function pageCommands(
  registries: Registries,
  tree: ModelsTree,
  columns: ColumnChoices,
): (pages: Pages) => PageCommands {
  return (pages) => ({
    showVersion: (version) => showVersion(registries, pages, onVersion(version)),
    showLineage: (version) => showLineage(registries, pages, onVersion(version)),
    showModel: (model) => showModel(registries, pages, { rows: [] }, model),
    showRun: (run) => showRuns(pages, [run]),
    openRunArtifact: async ({ folder, ...artifact }) => {
      const found = registries.at(folder);
      if (found) await openRunArtifact(found, artifact);
    },
    exportRunArtifacts: async ({ folder, ...request }) => {
      const found = registries.at(folder);
      if (found) await exportRunArtifacts(found, request);
    },
    registerFromRun: (run) => registerFromRun(registries, tree, [run]),
    showModelLineage: ({ folder, model }) => {
      pages.show({ page: "lineage", folder, model });
      return Promise.resolve();
    },
    findBestVersion: async (model) =>
      findBestVersion(registries, pages, await onModel(registries, model)),
    showChangelog: async (model) => showChangelog(registries, await onModel(registries, model)),
    annotateModel: async (model, field) =>
      annotate(registries, await onModel(registries, model), field),
    tagModel: async (model) => setTag(registries, await onModel(registries, model)),
    modelColumns: columns,
    openLineage: (subject) => {
      pages.show(subject);
    },
    showInTree: (version) => showInTree(registries, tree, onVersion(version)),
    fetchFiles: (version) => fetchFiles(registries, onVersion(version)),
    exportArtifact: (version) => exportArtifact(registries, onVersion(version)),
    compare: (comparison) => compareVersions(registries, pages, { rows: [] }, comparison),
    compareWithRuns: (comparison) => compareWithRuns(registries, pages, { rows: [] }, comparison),
    compareWithVersions: ({ folder, runs = [] }) =>
      compareWithVersions(
        registries,
        pages,
        runs.map((run) => ({ folder, run })),
      ),
    promote: (version, to) => promote(registries, onVersion(version), l10n.t("Promote"), to),
    rollBack: (version) => rollBack(registries, onVersion(version)),
    approve: (request) => approve(registries, onVersion(request)),
    deny: (request) => deny(registries, onVersion(request)),
    withdraw: (request) => withdrawRequest(registries, onVersion(request)),
    reproduce: (version) => reproduce(registries, onVersion(version)),
    setAlias: (version) => setAlias(registries, onVersion(version)),
    removeAlias: (version, alias) => removeAlias(registries, onVersion(version), alias),
    setTag: (version) => setTag(registries, onVersion(version)),
    removeTag: (version, key) => removeTag(registries, onVersion(version), key),
    annotate: (version, field) => annotate(registries, onVersion(version), field),
    register: (file) => registerModel(registries, tree, [file]),
    importVersions: () => importVersions(registries, pages),
    splitAbTest: (test) => splitAbTest(registries, test),
    concludeAbTest: (test) => concludeAbTest(registries, test),
    stopAbTest: (test) => stopAbTest(registries, test),
    copyAbRouting: (test) => copyAbRouting(registries, test),
    checkMonitoring: (folder) => checkMonitoring(registries, folder),
    createPolicy: () => createPolicy(registries),
  });
}
