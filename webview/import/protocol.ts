import * as z from "zod";
import { ImportTarget } from "../../src/core/import/import-target.ts";
import { ModelName, VersionId, VersionNumber } from "../../src/core/model/ids.ts";
import { Verdict } from "../../src/core/model/inspection.ts";
import { Creation, Metrics } from "../../src/core/model/recipe.ts";
import { commonActions, noQuestions, Promote } from "../protocol.ts";

const Path = z.string().min(1).max(4096);

/** A discovered version, and the facts found about it. */
export const ImportRow = z.object({
  /** Relative to the workspace folder where it is inside; no two rows have the same. */
  path: Path,
  isFolder: z.boolean(),
  /** Bytes. */
  size: z.number().min(0),
  /** Reason for its place in the order, in words. */
  reason: z.string(),
  made: Creation.optional(),
  label: z.string().optional(),
  description: z.string().optional(),
  changelog: z.string().optional(),
  isCurrent: z.boolean(),
  /** Files that prepare data for it and belong to the same version. */
  preprocessors: z.array(z.string()).readonly().optional(),
  metricsFiles: z.array(z.string()).readonly(),
  parametersFiles: z.array(z.string()).readonly(),
  metadataFile: z.string().optional(),
  /** Metrics in a `version.txt` beside it. */
  noted: z.object({ metrics: Metrics, source: z.string() }).optional(),
  /** Files beside it that can't be read: it is imported without them. */
  unread: z
    .array(
      z.object({ path: z.string(), about: z.string(), message: z.string(), wayOut: z.string() }),
    )
    .readonly()
    .optional(),
  /** The path of another row with exactly the same bytes. */
  sameAs: z.string().optional(),
  registeredAs: z.object({ id: VersionId, reference: z.string() }).optional(),
  formatName: z.string().optional(),
  verdict: Verdict.optional(),
  /** Reason why it is dangerous to load. */
  danger: z.string().optional(),
  /** Reason why the user probably doesn't want it imported, and what to do if they do. */
  hint: z.string().optional(),
  /** Reason why it can't be imported. */
  problem: z.string().optional(),
  /** True if the user probably wants it imported. */
  isIncluded: z.boolean(),
});
export type ImportRow = z.infer<typeof ImportRow>;

/** Result of importing one version. */
const ImportResult = z.discriminatedUnion("kind", [
  z.object({
    kind: z.literal("registered"),
    path: z.string(),
    version: z.object({
      id: VersionId,
      model: ModelName,
      number: VersionNumber,
      label: z.string().optional(),
    }),
    /** It is the one in use. */
    isCurrent: z.boolean(),
  }),
  z.object({
    kind: z.literal("restored"),
    path: z.string(),
    version: z.object({ id: VersionId, model: ModelName, number: VersionNumber }),
  }),
  z.object({
    kind: z.literal("skipped"),
    path: z.string(),
    model: ModelName,
    reference: z.string(),
  }),
  z.object({
    kind: z.literal("failed"),
    path: z.string(),
    model: ModelName,
    message: z.string(),
    wayOut: z.string(),
  }),
]);
export type ImportResult = z.infer<typeof ImportResult>;

/** Result of a run. */
export const ImportReport = z.object({
  results: z.array(ImportResult).readonly(),
  /** Models that had no version before. */
  newModels: z.array(ModelName).readonly(),
  /** Versions that were not chosen, each with the probable reason. */
  leftOut: z.array(z.object({ path: z.string(), why: z.string() })).readonly(),
  /** Reason why the run ended before the last version. */
  stopped: z.object({ message: z.string(), wayOut: z.string() }).optional(),
});
export type ImportReport = z.infer<typeof ImportReport>;

/** Everything the import page shows. */
export const ImportSnapshot = z.object({
  /** Names of the files and folders searched, as the user calls them. */
  places: z.array(z.string()).readonly(),
  models: z
    .array(
      z.object({
        model: z.string(),
        /** Model that these versions go to, and the reason. */
        target: ImportTarget,
        versions: z.array(ImportRow).readonly(),
      }),
    )
    .readonly(),
  /** Files that were not examined, each with the reason. */
  passed: z.array(z.object({ path: z.string(), why: z.string() })).readonly(),
  /** Models that there are already, by each name that leads to one. */
  existing: z.array(z.object({ name: ModelName, model: ModelName })).readonly(),
  /** A run is going on. */
  isRunning: z.boolean(),
  /** Result of the last run. */
  report: ImportReport.optional(),
});
export type ImportSnapshot = z.infer<typeof ImportSnapshot>;

/** Request to register versions, in the order given. */
export const RunImport = z.object({
  type: z.literal("run-import"),
  models: z
    .array(
      z.object({
        model: ModelName,
        /** The oldest first; what is registered already keeps its place. */
        paths: z.array(Path).min(1).max(5000),
        /** The one in use. */
        current: Path.optional(),
        /** Other labels than those that were found; an empty one stands for none. */
        labels: z
          .array(z.object({ path: Path, label: z.string().max(256) }))
          .max(5000)
          .optional(),
      }),
    )
    .min(1)
    .max(5000),
});
export type RunImport = z.infer<typeof RunImport>;

/** Actions of the import page. */
const ImportAction = z.discriminatedUnion("type", [
  ...commonActions,
  Promote,
  RunImport,
  /** Ends the search or the run that is going on. */
  z.object({ type: z.literal("cancel-import") }),
  /** Forgets what was found: the next `ready` looks again. */
  z.object({ type: z.literal("look-again") }),
  /** Asks for another folder to look through. */
  z.object({ type: z.literal("choose-import") }),
]);

export const importProtocol = {
  ...noQuestions,
  snapshot: ImportSnapshot,
  action: ImportAction,
} as const;
