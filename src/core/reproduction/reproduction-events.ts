import * as z from "zod";
import { eventBody } from "../model/event-body.ts";
import { CommitId, ModelName, Sha256, Timestamp, VersionId } from "../model/ids.ts";
import { Machine, PythonInstallation } from "../model/recipe/environment.ts";
import { Metrics, RunCommand } from "../model/recipe.ts";
import { TensorComparison } from "./tensor-comparison.ts";

const Short = z.string().min(1).max(500);

/**
 * Origin of a command: the version itself, a stage of DVC, the run that made it, or the person who
 * reproduced it.
 */
export const CommandSource = z.enum(["version", "dvc", "run", "given"]);
export type CommandSource = z.infer<typeof CommandSource>;

/** A file of the version beside the one that the command produced. */
export const ReproducedFile = z.lazy(() =>
  z
    .object({
      /** Path in the version. */
      path: z.string().min(1).max(1024),
      /** Digest of the file of the version. */
      recorded: Sha256,
      /** Digest of the produced file; absent if there is none. */
      produced: Sha256.optional(),
      /** True if the command did not write the file, which was there before: an input. */
      untouched: z.literal(true).optional(),
      /** Comparison of the tensors; absent if the digests are equal. */
      tensors: TensorComparison.optional(),
    })
    .readonly(),
);
export type ReproducedFile = z.infer<typeof ReproducedFile>;

/** Data, parameters or code of the recipe, as they were found before the command ran. */
export const ReproducedInput = z.lazy(() =>
  z
    .object({
      name: z.string().min(1).max(4096),
      /** `unchecked`: nothing is recorded to check it by, or it is kept elsewhere. */
      state: z.enum(["same", "changed", "missing", "unchecked"]),
    })
    .readonly(),
);
export type ReproducedInput = z.infer<typeof ReproducedInput>;

/** The machine and the environment that the command ran in, as far as files tell. */
export const EnvironmentFacts = z.lazy(() =>
  z
    .object({
      machine: Machine,
      /** The Python of the checkout, else the activated one, else the first on PATH. */
      python: PythonInstallation.optional(),
      /** Packages of that environment that are not as recorded, as `numpy 2.1.0, recorded 1.26.4`. */
      differing: z.array(Short).max(200).readonly().optional(),
    })
    .readonly(),
);
export type EnvironmentFacts = z.infer<typeof EnvironmentFacts>;

/**
 * A version was made again: the recorded code was checked out, a command was run, and what it
 * produced was compared.
 */
export const ReproductionData = z.lazy(() =>
  z
    .object({
      model: ModelName,
      version: VersionId,
      command: RunCommand,
      commandSource: CommandSource,
      /** Commit that was checked out. */
      commit: CommitId,
      start: Timestamp,
      end: Timestamp,
      files: z.array(ReproducedFile).min(1).max(20_000).readonly(),
      /** Metrics as the files say that the command wrote. */
      metrics: Metrics,
      inputs: z.array(ReproducedInput).max(2000).readonly(),
      environment: EnvironmentFacts,
      /** Differences from what was recorded: `libs/tokens is not checked out`. */
      deviations: z.array(Short).max(100).readonly().optional(),
    })
    .readonly(),
);
export type ReproductionData = z.infer<typeof ReproductionData>;

/** A version was made again, and the outcome recorded. */
export const VersionReproduced = eventBody("version.reproduced", 1, () => ReproductionData);
export type VersionReproduced = z.infer<typeof VersionReproduced>;
