import * as z from "zod";
import { readAnnotation } from "../../core/annotations/annotation-rules.ts";
import { annotationAdvice, type AnnotationFault } from "../../core/model/annotation-fault.ts";
import { parseFeatureSet } from "../../core/model/data/dataset-text.ts";
import { FeatureSet } from "../../core/model/data/dataset.ts";
import { parseMoment } from "../../core/model/data/parse-moment.ts";
import { withoutCredentials, withoutCredentialsIn } from "../../core/model/data/uri-credentials.ts";
import { Uri } from "../../core/model/data/uri.ts";
import type { Timestamp } from "../../core/model/ids.ts";
import { Benchmark, type ModelMetadata } from "../../core/model/inspection/model-metadata.ts";
import { annotationFields, type AnnotationField } from "../../core/model/markings.ts";
import type { RunReference } from "../../core/model/recipe.ts";
import { inEnglish } from "../../core/text/language.ts";
import { parseRequirement } from "../environment/requirement.ts";
import type { Leaf } from "../values/flatten.ts";
import { truncate } from "../values/truncate.ts";
import { WrittenNumber, withPlainNumbers } from "../values/written-number.ts";
import type { MetadataField } from "./field-names.ts";
import { isFields, type FoundField } from "./find-fields.ts";
import type { DeclaredData } from "./read-data.ts";
import { readNames, type DeclaredParent } from "./read-parents.ts";
import { readTensorSpecs } from "./read-signature.ts";

const maxFeatures = 2000;

type Writable<T> = { -readonly [K in keyof T]: T[K] };

/** Values read from a metadata file so far. */
export interface Draft {
  readonly facts: Writable<Omit<ModelMetadata, "source" | "training" | "signature">>;
  readonly training: { start?: Timestamp; end?: Timestamp; seconds?: number };
  readonly signature: {
    inputs?: ReturnType<typeof readTensorSpecs>;
    outputs?: ReturnType<typeof readTensorSpecs>;
  };
  readonly annotations: Partial<Record<AnnotationField, string>>;
  readonly claims: Partial<
    Record<ClaimedFact, { readonly says: string; readonly written: string }>
  >;
  readonly run: Partial<Writable<RunReference>>;
  readonly featureSets: FeatureSet[];
  readonly features: { name?: string; version?: string; columns?: readonly string[] };
  readonly data: Map<string, { sets: readonly DeclaredData[]; attributes: DeclaredData }>;
  readonly parents: DeclaredParent[];
  readonly parent: { name?: string; version?: string; field?: string };
  readonly packages: Map<string, string>;
  readonly values: { readonly metrics: Leaf[]; readonly parameters: Leaf[] };
  testSets?: readonly string[];
  licence?: string;
}

export type ClaimedFact = "model" | "version" | "digest" | "commit" | "branch";

export function emptyDraft(): Draft {
  return {
    ...{
      facts: {},
      training: {},
      signature: {},
      annotations: {},
      claims: {},
      run: {},
      features: {},
    },
    ...{ data: new Map(), featureSets: [], parents: [], parent: {}, packages: new Map() },
    values: { metrics: [], parameters: [] },
  };
}

/** Reads a field into the draft; returns why it can't be, or undefined. */
type Reader = (draft: Draft, value: unknown, field: FoundField) => string | undefined;

const Text = z.string().trim().min(1).max(250);
/** ISO 8601; kept as UTC. */
const Moment = z.string().transform((text, context): Timestamp => {
  const moment = parseMoment(text.trim());
  if (moment !== undefined) return moment;
  context.addIssue("not a date or time of ISO 8601 that the calendar has");
  return z.NEVER;
});
const Seconds = z.number().min(0);
/** `{ latency_ms: 12 }`, or a list with units. */
const Benchmarks = z
  .union([
    z
      .record(Text, z.number())
      .transform((values) => Object.entries(values).map(([name, value]) => ({ name, value }))),
    z.array(Benchmark),
  ])
  .pipe(z.array(Benchmark).max(200));
const FeatureImportance = z
  .record(Text, z.number())
  .refine((values) => Object.keys(values).length <= maxFeatures, {
    message: `has more than ${maxFeatures} features`,
  });
const TestSets = z.union([Text.transform((path) => [path]), z.array(Text).max(50)]);
const Columns = z.array(z.string().min(1).max(256)).min(1).max(10_000);

/** Creates a reader of a value that a schema describes. */
function as<T>(schema: z.ZodType<T>, keep: (draft: Draft, value: T) => void): Reader {
  return (draft, value) => {
    const parsed = schema.safeParse(withPlainNumbers(value));
    if (parsed.success) {
      keep(draft, parsed.data);
      return undefined;
    }
    const [issue] = parsed.error.issues;
    const where = issue?.path.map((part) => `.${String(part)}`).join("") ?? "";
    return `${where}: ${issue?.message ?? "is not as it must be"}`.replace(/^: /, "");
  };
}

/** Creates a reader of a text, in which numbers stay as they are written. */
function asText(keep: (draft: Draft, text: string, field: FoundField) => void, max = 250): Reader {
  return (draft, value, field) => {
    const text = scalarText(value);
    if (text === undefined || text.trim() === "") return "is no text";
    if (text.trim().length > max) return `is longer than ${max} characters`;
    keep(draft, text.trim(), field);
    return undefined;
  };
}

function fact(name: "framework" | "frameworkVersion" | "architecture"): Reader {
  return asText((draft, text) => (draft.facts[name] = text));
}

/** Creates a reader of a statement about the version itself, which is compared and not recorded. */
function claim(fact: ClaimedFact): Reader {
  return asText((draft, says, { written }) => {
    draft.claims[fact] = { says, written };
  }, 500);
}

const taskWord =
  /classif|regress|cluster|detect|segment|generat|translat|forecast|rank|recommend|embed|anomal|summar|question|similar|reinforce|recogni|language|vision|speech|time.?series/i;
const estimator = /(Classifier|Regressor|Model|Net|CV)$|_(classifier|regressor)$/;

/** Reads `model_type`, which is the task in some files and the algorithm in others. */
const readTask: Reader = (draft, value, field) => {
  const text = scalarText(value)?.trim();
  const isAlgorithm =
    field.written.toLowerCase().replaceAll(/[^a-z]/g, "") === "modeltype" &&
    text !== undefined &&
    (!taskWord.test(text) || estimator.test(text));
  return isAlgorithm && draft.facts.architecture === undefined
    ? readers.architecture(draft, value, field)
    : asText((found, task) => (found.facts.task = task))(draft, value, field);
};

function seconds(factor: number): Reader {
  return as(Seconds, ({ training }, value) => (training.seconds = value * factor));
}

function schema(side: "inputs" | "outputs"): Reader {
  return ({ signature }, value) => {
    const specs = readTensorSpecs(value);
    if (!specs) return "is no list of names and types";
    signature[side] = specs;
    return undefined;
  };
}

const gdprAnswers: Readonly<Record<string, string>> = { yes: "compliant", no: "not-compliant" };

function annotation(field: AnnotationField): Reader {
  return (draft, value) => {
    const text = annotationText(value);
    if (text === undefined) return "is no text and no list of texts";
    if (text.trim() === "") return undefined;
    const said = field === "gdpr" ? gdprAnswers[text.trim().toLowerCase()] : undefined;
    const read = readAnnotation(field, said ?? text);
    if ("fault" in read) return clauseOf(read.fault);
    draft.annotations[field] = read.text;
    return undefined;
  };
}

/** Returns a fault in English, as it is recorded: `can't be “perhaps”. Write yes or no.` */
function clauseOf(fault: AnnotationFault): string {
  if (fault.kind === "too-long") return "is too long";
  const advice = inEnglish(() => annotationAdvice(fault));
  return `can't be “${truncate(fault.text, 60)}”. ${advice}`;
}

const readDependencies: Reader = ({ packages }, value) => {
  const lines = Array.isArray(value)
    ? value.map(scalarText)
    : isFields(value)
      ? Object.entries(value).map(([name, version]) => {
          const text = scalarText(version);
          return text === undefined
            ? undefined
            : /^[\d.]/.test(text)
              ? `${name}==${text}`
              : `${name}${text}`;
        })
      : [undefined];
  const read = lines.map((line) => (line === undefined ? undefined : parseRequirement(line)));
  const known = read.filter((each) => each !== undefined);
  if (known.length === 0 || known.length < read.length || known.length > 5000) {
    return "is no list of packages";
  }
  for (const { name, version } of known) packages.set(name, version.slice(0, 250));
  return undefined;
};

/** Reads feature sets: texts as the command line has them, or objects. */
const readFeatureSets: Reader = ({ featureSets }, value) => {
  const sets = [withPlainNumbers(value)].flat().map(readFeatureSet);
  const known = sets.filter((set) => set !== undefined);
  if (known.length === 0 || known.length < sets.length || known.length > 1000) {
    return "is no list of feature sets with name, version and columns";
  }
  featureSets.push(...known);
  return undefined;
};

function readFeatureSet(value: unknown): FeatureSet | undefined {
  if (typeof value === "string") return parseFeatureSet(value);
  if (!isFields(value)) return undefined;
  const { version } = value;
  const named = { ...value, ...(typeof version === "number" && { version: String(version) }) };
  const { success, data } = FeatureSet.safeParse(named);
  return success ? data : undefined;
}

function parents(relation: DeclaredParent["relation"], isBase: boolean): Reader {
  return (draft, value, { written }) => {
    const names = readNames(value);
    if (!names) return "is no name of a model";
    draft.parents.push(
      ...names.map((name) => {
        return { relation, name, ...(isBase && { isBase: true as const }), field: written };
      }),
    );
    return undefined;
  };
}

const annotationReaders = Object.fromEntries(
  annotationFields.map((field) => [field, annotation(field)]),
) as Readonly<Record<AnnotationField, Reader>>;

/** A field that is one value. */
export type ScalarField = Exclude<
  MetadataField,
  "metrics" | "trainingMetrics" | "validationMetrics" | "testMetrics" | "parameters" | "tags"
>;

/** Readers of the fields that are one value each. */
export const readers: Readonly<Record<ScalarField, Reader>> = {
  ...annotationReaders,
  framework: fact("framework"),
  frameworkVersion: fact("frameworkVersion"),
  task: readTask,
  architecture: fact("architecture"),
  parameterCount: as(z.int().min(0), ({ facts }, count) => (facts.parameterCount = count)),
  trainingStart: as(Moment, ({ training }, start) => (training.start = start)),
  trainingEnd: as(Moment, ({ training }, end) => (training.end = end)),
  trainingSeconds: seconds(1),
  trainingMinutes: seconds(60),
  trainingHours: seconds(3600),
  testSet: as(TestSets, (draft, paths) => (draft.testSets = paths)),
  featureImportance: as(
    FeatureImportance,
    ({ facts }, values) => (facts.featureImportance = values),
  ),
  benchmarks: as(Benchmarks, ({ facts }, values) => (facts.benchmarks = values)),
  licence: asText((draft, text) => (draft.licence = text)),
  runId: asText(({ run }, id) => (run.id = id)),
  runName: asText(({ run }, name) => (run.name = name)),
  experiment: asText(({ run }, name) => (run.experiment = name)),
  runUri: as(Uri, ({ run }, uri) => (run.uri = withoutCredentials(uri).uri)),
  featureSet: asText(({ features }, name) => (features.name = name)),
  featureVersion: asText(({ features }, version) => (features.version = version)),
  featureSets: readFeatureSets,
  features: as(Columns, ({ features }, columns) => (features.columns = columns)),
  inputs: schema("inputs"),
  outputs: schema("outputs"),
  dependencies: readDependencies,
  commit: claim("commit"),
  branch: claim("branch"),
  modelName: claim("model"),
  modelVersion: claim("version"),
  modelDigest: claim("digest"),
  parentModel: asText(({ parent }, name, { written }) => {
    parent.name = name;
    parent.field = written;
  }),
  parentVersion: asText(({ parent }, version, { written }) => {
    parent.version = version;
    parent.field ??= written;
  }),
  parents: parents("derived-from", false),
  baseModel: parents("finetuned-from", true),
  distilledFrom: parents("distilled-from", false),
  quantizedFrom: parents("quantized-from", false),
  ensembleOf: parents("ensemble-of", false),
  mergedFrom: parents("merged-from", false),
};

/** Returns a plain value as text, numbers as they are written. */
export function scalarText(value: unknown): string | undefined {
  if (typeof value === "string") return withoutCredentialsIn(value);
  if (value instanceof WrittenNumber) return value.text;
  return typeof value === "number" ? String(value) : undefined;
}

/**
 * Returns the text of an annotation. YAML's `yes` is a text, its `true` a boolean; lists are lists
 * of names.
 */
function annotationText(value: unknown): string | undefined {
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (!Array.isArray(value)) return scalarText(value);
  const texts = value.map((each: unknown) =>
    Array.isArray(each) ? undefined : annotationText(each),
  );
  return texts.includes(undefined) ? undefined : texts.join(", ");
}
