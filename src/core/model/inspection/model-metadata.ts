import * as z from "zod";
import { Timestamp } from "../ids.ts";
import { Signature } from "../inspection.ts";

/**
 * Metadata of a version that its model files don't contain: read from a metadata file at
 * registration, and never changed.
 */

const Name = z.string().min(1).max(250);

/** Times and duration of the training; the end is never before the start. */
export const Training = z.lazy(() =>
  z
    .object({
      startedAt: Timestamp.optional(),
      endedAt: Timestamp.optional(),
      seconds: z.number().min(0).optional(),
    })
    .readonly(),
);
export type Training = z.infer<typeof Training>;

/**
 * A measurement that is no metric of the training:
 * `{ name: "latency p95", value: 12, unit: "ms" }`.
 */
export const Benchmark = z.lazy(() =>
  z
    .object({
      name: Name,
      value: z.number(),
      unit: z.string().min(1).max(50).optional(),
      /** Basis of the measurement: a machine, a data set. */
      on: Name.optional(),
    })
    .readonly(),
);
export type Benchmark = z.infer<typeof Benchmark>;

export const ModelMetadata = z.lazy(() =>
  z
    .object({
      /** The file that was read, relative to the workspace folder. */
      source: z.string().max(4096),
      framework: Name.optional(),
      frameworkVersion: Name.optional(),
      task: Name.optional(),
      architecture: Name.optional(),
      parameterCount: z.int().min(0).optional(),
      /** Inputs and outputs, where the model file does not say them. */
      signature: Signature.optional(),
      training: Training.optional(),
      /** Importance of each feature, as the training program measures it. */
      featureImportance: z.record(Name, z.number()).readonly().optional(),
      benchmarks: z.array(Benchmark).max(200).readonly().optional(),
    })
    .readonly(),
);
export type ModelMetadata = z.infer<typeof ModelMetadata>;
