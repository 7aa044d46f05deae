import * as z from "zod";
import { NamedParent } from "../../src/core/model/data/parent.ts";
import { Stage, VersionId } from "../../src/core/model/ids.ts";
import { RecordedInspection } from "../../src/core/model/inspection/recorded-inspection.ts";
import { AnnotationField } from "../../src/core/model/markings.ts";
import { GateCheck } from "../../src/core/model/policy/gate-check.ts";
import { Recipe } from "../../src/core/model/recipe.ts";
import { RunId } from "../../src/core/model/run.ts";
import { Version } from "../../src/core/state/version.ts";
import { ChooseVersions, commonActions } from "../protocol.ts";
import { RunPageStatus } from "../run/protocol.ts";
import { HistoryAnswer, ReadHistory } from "./chart-protocol.ts";

/** Saves a report on the versions as the page shows them. */
const SaveReport = z.object({
  type: z.literal("save-report"),
  versions: z.array(VersionId).min(1).max(200),
  baseline: VersionId.optional(),
  directions: z.record(z.string(), z.enum(["higher", "lower", "neutral"])),
});

/** Asks for the runs to compare with versions. */
const ChooseRuns = z.object({
  type: z.literal("choose-runs"),
  versions: z.array(VersionId).max(50),
  runs: z.array(RunId).max(50),
});

/** Everything the comparison page shows: two or more versions or runs, in the order chosen. */
export const CompareSnapshot = z.object({
  versions: z
    .array(
      Version.extend({
        recipe: Recipe,
        inspection: RecordedInspection.optional(),
        tags: z.record(z.string(), z.string()).readonly(),
        annotations: z.partialRecord(AnnotationField, z.string()).readonly(),
        /** The run that stands here instead of a version, under an id that no version has. */
        run: z.object({ id: RunId, status: RunPageStatus }).exactOptional(),
        /** Its name. */
        title: z.string().exactOptional(),
        gates: z
          .array(z.object({ stage: Stage, checks: z.array(GateCheck).readonly() }).readonly())
          .readonly(),
        madeFrom: z.array(NamedParent).readonly(),
      }),
    )
    .readonly(),
  /** Titles of versions that were deleted since they were chosen. */
  deleted: z.array(z.string()).readonly(),
});
export type CompareSnapshot = z.infer<typeof CompareSnapshot>;

/** Shows what changed in the code between two versions. */
const ShowChanges = z.object({
  type: z.literal("show-changes"),
  base: VersionId,
  version: VersionId,
});

export const compareProtocol = {
  snapshot: CompareSnapshot,
  query: z.undefined(),
  action: z.discriminatedUnion("type", [
    ...commonActions,
    ChooseVersions,
    ChooseRuns,
    z.object({ type: z.literal("show-run"), run: RunId }),
    ShowChanges,
    SaveReport,
  ]),
  question: z.discriminatedUnion("type", [ReadHistory]),
  replies: { "read-history": HistoryAnswer },
} as const;
