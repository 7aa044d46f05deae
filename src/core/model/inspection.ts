import * as z from "zod";

/**
 * Description of a model file, read from its bytes without running it. The sizes of the lists are
 * bounded, as a description is recorded with the version.
 */

const ShortText = z.string().max(1024);

/** Verdicts on what loading a file may run, as far as its bytes tell; the worst last. */
export const Verdict = z.enum(["weights-only", "needs-code", "unreadable", "dangerous"]);
/**
 * - `weights-only`: numbers and text; loading it with the usual library runs nothing of its own.
 * - `needs-code`: loading it calls the imports named, all of them known or at least not known bad.
 * - `unreadable`: it could not be read to its end, so nothing is claimed.
 * - `dangerous`: loading it would call something that is known to be harmful.
 */
export type Verdict = z.infer<typeof Verdict>;

/** Something a person should know about a file. */
export const Finding = z.lazy(() =>
  z
    .object({
      /** Stable and machine-readable, e.g. `pickle-dangerous-import`. */
      code: z
        .string()
        .regex(/^[a-z0-9-]+$/)
        .max(64),
      severity: z.enum(["info", "warning", "danger"]),
      /** The finding and why it matters, one sentence. */
      message: ShortText,
      /** Place in the file: an entry of an archive, an offset, a layer. */
      where: ShortText.optional(),
    })
    .readonly(),
);
export type Finding = z.infer<typeof Finding>;

/** The size of one axis; a name or null where it is not fixed. */
export const Axis = z.union([z.int().min(0), ShortText, z.null()]);
export type Axis = z.infer<typeof Axis>;

/** An input or output of a model. */
export const TensorSpec = z.lazy(() =>
  z
    .object({
      name: ShortText,
      /** `float32`, `int64`, `string`…; as the format spells it if it is none of the usual ones. */
      dtype: ShortText,
      /** Absent when the rank is not known. */
      shape: z.array(Axis).max(64).readonly().optional(),
    })
    .readonly(),
);
export type TensorSpec = z.infer<typeof TensorSpec>;

/** Inputs and outputs of a model. */
export const Signature = z.lazy(() =>
  z
    .object({
      inputs: z.array(TensorSpec).max(1000).readonly(),
      outputs: z.array(TensorSpec).max(1000).readonly(),
    })
    .readonly(),
);
export type Signature = z.infer<typeof Signature>;

/** A description of a model file: what it is, what it takes and gives, how far to trust it. */
export const ModelDescription = z.lazy(() =>
  z
    .object({
      /** Identifier of the format, e.g. `onnx`; `unknown` is an answer. */
      format: z
        .string()
        .regex(/^[a-z0-9-]+$/)
        .max(64),
      formatVersion: ShortText.optional(),
      /** `scikit-learn`, `pytorch`, `xgboost`… and its version, when the file says so. */
      framework: ShortText.optional(),
      frameworkVersion: ShortText.optional(),
      /** The program that wrote the file and its version, when that is not the framework. */
      producer: ShortText.optional(),
      /** `classification`, `regression`, `text-generation`…, when the file says so. */
      task: ShortText.optional(),
      /** `RandomForestClassifier`, `LlamaForCausalLM`… */
      architecture: ShortText.optional(),
      /** Number of learned values. */
      parameterCount: z.number().min(0).optional(),
      tensorCount: z.int().min(0).optional(),
      /** Element types of the tensors, the most common first. */
      dtypes: z.array(ShortText).max(64).readonly().optional(),
      quantisation: ShortText.optional(),
      /** Operator sets by domain; the default domain of ONNX is `ai.onnx`. */
      opsets: z.record(ShortText, z.number()).readonly().optional(),
      signature: Signature.optional(),
      /** Python names that loading the file imports, as `module.name`. */
      imports: z.array(ShortText).max(500).readonly().optional(),
      /** Functions that loading the file calls and that are not known to only rebuild objects. */
      calls: z.array(ShortText).max(100).readonly().optional(),
      /** Other metadata in the file, in its own words, truncated. */
      metadata: z.record(ShortText, ShortText).readonly().optional(),
      verdict: Verdict,
      findings: z.array(Finding).max(200).readonly(),
    })
    .readonly(),
);
export type ModelDescription = z.infer<typeof ModelDescription>;

/** A tensor stored in a model file. */
export interface TensorInfo {
  readonly name: string;
  readonly dtype: string;
  readonly shape: readonly number[];
  /** Bytes it takes in the file, where the format tells. */
  readonly size?: number;
}

/** The whole answer of an inspection: the description and what is too long to record. */
export interface Inspection {
  readonly description: ModelDescription;
  readonly tensors: readonly TensorInfo[];
  /** Bytes that were read to find out. */
  readonly bytesRead: number;
}
