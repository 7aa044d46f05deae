import type { Uri } from "vscode";
import type { Stage } from "../../core/model/ids.ts";
import type { Alias, AnnotationField, TagKey } from "../../core/model/markings.ts";
import type {
  AbTestArgument,
  Comparison,
  ModelArgument,
  RunArgument,
  RunComparison,
  VersionArgument,
} from "../command-arguments.ts";
import type { PageSubject } from "./page-subject.ts";

/** Columns that people chose for the table of a model, kept with the workspace. */
export interface ColumnChoices {
  readonly read: (model: ModelArgument) => readonly string[] | undefined;
  readonly keep: (model: ModelArgument, columns: readonly string[]) => Thenable<void>;
}

/** Commands that pages call: the functions behind those of the manifest. */
export interface PageCommands {
  readonly showVersion: (version: VersionArgument) => Promise<unknown>;
  readonly showLineage: (version: VersionArgument) => Promise<unknown>;
  /** Shows the page of a model. */
  readonly showModel: (model: ModelArgument) => Promise<unknown>;
  /** Shows the page of a run. */
  readonly showRun: (run: RunArgument) => Promise<unknown>;
  readonly openRunArtifact: (
    artifact: RunArgument & { readonly path: string; readonly model: string | undefined },
  ) => Promise<unknown>;
  /** Exports one artifact, or all. */
  readonly exportRunArtifacts: (
    run: RunArgument & { readonly artifact: string | undefined },
  ) => Promise<unknown>;
  readonly registerFromRun: (run: RunArgument) => Promise<unknown>;
  readonly showModelLineage: (model: ModelArgument) => Promise<unknown>;
  readonly findBestVersion: (model: ModelArgument) => Promise<unknown>;
  readonly showChangelog: (model: ModelArgument) => Promise<unknown>;
  /** Asks for the field where none is named. */
  readonly annotateModel: (
    model: ModelArgument,
    field: AnnotationField | undefined,
  ) => Promise<unknown>;
  readonly tagModel: (model: ModelArgument) => Promise<unknown>;
  readonly modelColumns: ColumnChoices;
  /** Opens the page of a lineage. */
  readonly openLineage: (subject: Extract<PageSubject, { page: "lineage" }>) => void;
  readonly showInTree: (version: VersionArgument) => Promise<unknown>;
  readonly fetchFiles: (version: VersionArgument) => Promise<unknown>;
  readonly exportArtifact: (version: VersionArgument) => Promise<unknown>;
  readonly compare: (comparison: Comparison) => Promise<unknown>;
  /** Asks for runs to compare with versions, or for versions to compare with runs. */
  readonly compareWithRuns: (comparison: RunComparison) => Promise<unknown>;
  readonly compareWithVersions: (comparison: RunComparison) => Promise<unknown>;
  /** Asks for the stage where none is named. */
  readonly promote: (version: VersionArgument, to: Stage | undefined) => Promise<unknown>;
  /** Rolls back the model of a version. */
  readonly rollBack: (version: VersionArgument) => Promise<unknown>;
  readonly approve: (request: VersionArgument) => Promise<unknown>;
  readonly deny: (request: VersionArgument) => Promise<unknown>;
  readonly withdraw: (request: VersionArgument) => Promise<unknown>;
  readonly reproduce: (version: VersionArgument) => Promise<unknown>;
  readonly setAlias: (version: VersionArgument) => Promise<unknown>;
  readonly removeAlias: (version: VersionArgument, alias: Alias) => Promise<unknown>;
  readonly setTag: (version: VersionArgument) => Promise<unknown>;
  readonly removeTag: (version: VersionArgument, key: TagKey) => Promise<unknown>;
  /** Asks for the field where none is named. */
  readonly annotate: (
    version: VersionArgument,
    field: AnnotationField | undefined,
  ) => Promise<unknown>;
  readonly register: (file: Uri) => Promise<unknown>;
  /** Asks for a folder to look through. */
  readonly importVersions: () => Promise<unknown>;
  /** Evaluates the rules of monitoring of a folder. */
  readonly checkMonitoring: (folder: string) => Promise<unknown>;
  readonly splitAbTest: (test: AbTestArgument) => Promise<unknown>;
  readonly concludeAbTest: (test: AbTestArgument) => Promise<unknown>;
  readonly stopAbTest: (test: AbTestArgument) => Promise<unknown>;
  readonly copyAbRouting: (test: AbTestArgument) => Promise<unknown>;
  readonly createPolicy: () => Promise<unknown>;
}
