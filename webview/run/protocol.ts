import * as z from "zod";
import { LoggedNumber, Milliseconds, RunArtifact, RunId } from "../../src/core/model/run.ts";
import { Version } from "../../src/core/state/version.ts";
import { commonActions, noQuestions } from "../protocol.ts";

const Count = z.int().min(0);
const Pairs = z.array(z.tuple([z.string(), z.string()]).readonly()).readonly();

/** State of a run as pages show it. */
export const RunPageStatus = z.enum([
  "scheduled",
  "running",
  "interrupted",
  "finished",
  "failed",
  "killed",
  "ended",
]);

const DescribedRun = z
  .object({
    id: RunId,
    name: z.string().optional(),
    experiment: z.string(),
    status: RunPageStatus,
    start: Milliseconds.optional(),
    end: Milliseconds.optional(),
    user: z.string().optional(),
    command: z.string().optional(),
    parameters: Pairs,
    tags: Pairs,
    metrics: z
      .array(
        z.object({
          key: z.string(),
          last: LoggedNumber,
          lowest: LoggedNumber.optional(),
          highest: LoggedNumber.optional(),
          step: z.int(),
          count: Count,
        }),
      )
      .readonly(),
    inputs: z.array(z.object({ name: z.string(), digest: z.string() })).readonly(),
    artifacts: z.array(RunArtifact).readonly(),
    context: z.object({
      commit: z.string().optional(),
      branch: z.string().optional(),
      isChanged: z.boolean().optional(),
      python: z.string().optional(),
      packages: Count.optional(),
      machine: z.string().optional(),
    }),
    versions: z.array(Version).readonly(),
    /** Number of sealed parts of its log. */
    segments: Count,
  })
  .readonly();
export type DescribedRun = z.infer<typeof DescribedRun>;

/** Everything that the page of a run shows, or of several that are compared. */
export const RunSnapshot = z.object({
  runs: z.array(DescribedRun).min(1).readonly(),
  series: z
    .array(
      z.object({
        run: RunId,
        metric: z.string(),
        points: z.array(z.tuple([z.number(), z.number()]).readonly()).readonly(),
      }),
    )
    .readonly(),
  /** False in Restricted Mode, in which nothing is written. */
  canRegister: z.boolean(),
});
export type RunSnapshot = z.infer<typeof RunSnapshot>;

export const runProtocol = {
  snapshot: RunSnapshot,
  action: z.discriminatedUnion("type", [
    ...commonActions,
    z.object({ type: z.literal("show-run"), run: RunId }),
    z.object({ type: z.literal("register"), run: RunId }),
    z.object({
      type: z.literal("open-artifact"),
      run: RunId,
      path: z.string(),
      model: z.string().optional(),
    }),
    z.object({
      type: z.literal("export-artifacts"),
      run: RunId,
      /** Path among all artifacts of the run; all of them if absent. */
      artifact: z.string().optional(),
    }),
    z.object({ type: z.literal("compare-with-versions"), runs: z.array(RunId).max(20) }),
  ]),
  ...noQuestions,
} as const;
