import { basename } from "node:path";
import * as z from "zod";
import { readAnnotation } from "../core/annotation-rules.ts";
import type { Timestamp } from "../core/ids.ts";
import { annotationFields, type AnnotationField, type Annotations } from "../core/markings.ts";
import { Benchmark, type ModelMetadata } from "../core/model-metadata.ts";
import { parseMoment } from "../core/parse-moment.ts";
import type { MissingFact } from "../core/recipe.ts";
import { withoutUserInfo } from "../core/secrets.ts";
import { clip } from "./clip.ts";
import { fileProblem } from "./file-problem.ts";
import { readStructuredFile } from "./read-structured-file.ts";
import { WrittenNumber, withPlainNumbers } from "./written-number.ts";

/** What a metadata file says of a version. */
export interface MetadataFile {
  readonly metadata: Omit<ModelMetadata, "source">;
  readonly annotations: Annotations;
  /** SPDX identifier or name. */
  readonly licence?: string;
  /** Paths of the data that the version was tested on, as they are written. */
  readonly testSets: readonly string[];
  /** Parts of the file that are not recorded, with the reasons. */
  readonly skipped: readonly MissingFact[];
}

const wayOut = "Correct it (docs/METADATA.md), or leave the file out.";
const maxFeatures = 2000;

const Text = z.string().trim().min(1).max(250);
/** ISO 8601; kept as UTC. */
const Moment = z.string().transform((text, context): Timestamp => {
  const moment = parseMoment(text);
  if (moment !== undefined) return moment;
  context.addIssue("not a date or time of ISO 8601 that the calendar has");
  return z.NEVER;
});
const Seconds = z.number().min(0);
/** `{ latency_ms: 12 }`, or a list with units. */
const Benchmarks = z.union([
  z
    .record(Text, z.number())
    .transform((values) => Object.entries(values).map(([name, value]) => ({ name, value }))),
  z.array(Benchmark),
]);

const Fields = z.object({
  framework: Text.optional(),
  framework_version: z.union([Text, z.number().transform(String)]).optional(),
  task: Text.optional(),
  architecture: Text.optional(),
  parameter_count: z.int().min(0).optional(),
  training: z
    .object({
      start: Moment.optional(),
      end: Moment.optional(),
      duration_seconds: Seconds.optional(),
    })
    .refine(({ start, end }) => start === undefined || end === undefined || start <= end, {
      message: "ends before it starts",
    })
    .optional(),
  test_set: z.union([Text.transform((path) => [path]), z.array(Text).max(50)]).optional(),
  feature_importance: z
    .record(Text, z.number())
    .refine((values) => Object.keys(values).length <= maxFeatures, {
      message: `has more than ${maxFeatures} features`,
    })
    .optional(),
  benchmarks: Benchmarks.pipe(z.array(Benchmark).max(200)).optional(),
  licence: Text.optional(),
  license: Text.optional(),
  compliance: z.union([z.string(), z.record(z.string(), z.unknown())]).optional(),
});

/**
 * A metadata file, JSON or YAML: the fields of docs/METADATA.md, in small letters with `_` or `-`
 * between words. Other fields are for other programs and are passed over.
 *
 * @throws RegistryError `file-problem` that names the field, when one is not as it must be
 */
export async function readMetadataFile(path: string): Promise<MetadataFile> {
  const file = basename(path);
  const structured = await readStructuredFile(path);
  const content = normalized(structured.content);
  const parsed = Fields.safeParse(plainFields(content ?? {}));
  if (!content || !parsed.success) {
    const [issue] = parsed.error?.issues ?? [];
    const where = issue?.path.join(".");
    const problem = issue && where ? `${where}: ${issue.message}` : "holds no fields";
    throw fileProblem({ file, problem: `is no metadata file: ${problem}`, wayOut });
  }
  const { framework_version: frameworkVersion, parameter_count: parameterCount } = parsed.data;
  const { framework, task, architecture, training, benchmarks } = parsed.data;
  const { feature_importance: featureImportance, test_set: testSets = [] } = parsed.data;
  // Both spellings are common in model cards.
  const licence = parsed.data.licence ?? parsed.data.license;
  return {
    ...(licence !== undefined && { licence }),
    metadata: {
      framework,
      frameworkVersion,
      task,
      architecture,
      parameterCount,
      training: training && trainingOf(training),
      featureImportance,
      benchmarks,
    },
    annotations: annotationsOf(file, content),
    testSets,
    skipped: skippedFields(file, content, structured.repeated),
  };
}

/**
 * Returns the fields with plain numbers, except the version, which keeps its text: `1.10` is not
 * `1.1`.
 */
function plainFields(content: Readonly<Record<string, unknown>>): unknown {
  const version = content["framework_version"];
  const written = version instanceof WrittenNumber && { framework_version: version.text };
  return withPlainNumbers({ ...content, ...written });
}

/** Fields that say something which is recorded nowhere. */
function skippedFields(
  file: string,
  content: Readonly<Record<string, unknown>>,
  repeated: readonly string[],
): readonly MissingFact[] {
  const compliance = normalized(content["compliance"]);
  const all: Readonly<Record<string, unknown>> = {
    ...content,
    ...compliance,
    ...(compliance && { compliance: undefined }),
  };
  const names = annotationFields.map((field) => field.replaceAll("-", "_"));
  const unread = names.filter((name) => all[name] !== undefined && textOf(all[name]) === undefined);
  const known = new Set([...names, ...Object.keys(Fields.shape), "notes"]);
  const unknown = Object.keys(all).filter((name) => !known.has(name));
  return [
    ...repeated.map((key) => {
      const reason = "is there more than once; the last value is recorded";
      return { about: clip(`${file}: ${key}`, 250), reason };
    }),
    ...unread
      .filter((name) => all[name] !== null)
      .map((name) => ({ about: `${file}: ${name}`, reason: "is no text and no list of texts" })),
    ...(unknown.length === 0
      ? []
      : [{ about: file, reason: clip(`no fields of metadata: ${unknown.join(", ")}`, 500) }]),
  ];
}

function trainingOf({
  start,
  end,
  duration_seconds: given,
}: NonNullable<z.infer<typeof Fields>["training"]>): NonNullable<ModelMetadata["training"]> {
  const seconds =
    given ?? (start && end ? (Date.parse(end) - Date.parse(start)) / 1000 : undefined);
  return {
    ...(start && { startedAt: start }),
    ...(end && { endedAt: end }),
    ...(seconds !== undefined && { seconds }),
  };
}

/** Annotations stand beside the other fields; those of compliance may stand under it. */
function annotationsOf(file: string, content: Readonly<Record<string, unknown>>): Annotations {
  const { compliance } = content;
  const inner = normalized(compliance);
  const all: Readonly<Record<string, unknown>> = inner
    ? { ...content, compliance: inner["notes"], ...inner }
    : content;
  const found: Partial<Record<AnnotationField, string>> = {};
  for (const field of annotationFields) {
    const text = textOf(all[field.replaceAll("-", "_")]);
    if (text === undefined || text.trim() === "") continue;
    const read = readAnnotation(field, text);
    if ("problem" in read) {
      const problem = `is no metadata file: its ${field} ${read.problem}`;
      throw fileProblem({ file, problem, wayOut: `${read.wayOut} Or leave the file out.` });
    }
    found[field] = read.text;
  }
  return found;
}

/** YAML's `yes` is a text, its `true` a truth value; lists are lists of names. */
function textOf(value: unknown): string | undefined {
  if (typeof value === "string") return withoutUserInfo(value);
  if (value instanceof WrittenNumber) return value.text;
  if (typeof value === "number") return String(value);
  if (typeof value === "boolean") return value ? "yes" : "no";
  if (!Array.isArray(value)) return undefined;
  const texts = value.map((each: unknown) => (Array.isArray(each) ? undefined : textOf(each)));
  return texts.includes(undefined) ? undefined : texts.join(", ");
}

/** Fields by their names in small letters with `_` between words; of what is no object, none. */
function normalized(value: unknown): Readonly<Record<string, unknown>> | undefined {
  const parsed = z.record(z.string(), z.unknown()).safeParse(value);
  if (!parsed.success) return undefined;
  return Object.fromEntries(
    Object.entries(parsed.data).map(([key, inner]) => [
      key
        .trim()
        .toLowerCase()
        .replace(/[\s-]+/g, "_"),
      inner,
    ]),
  );
}
