import { basename } from "node:path";
import type { FeatureSet } from "../../core/model/data/dataset.ts";
import type { Claims } from "../../core/model/inspection/claims.ts";
import type { ModelMetadata } from "../../core/model/inspection/model-metadata.ts";
import type { Annotations } from "../../core/model/markings.ts";
import type { JsonObject } from "../../core/model/recipe/json-value.ts";
import type { Metrics, MissingFact, Parameters, Recipe } from "../../core/model/recipe.ts";
import { fileProblem } from "../files/file-problem.ts";
import { collectValues, type Reading } from "../values/collect-values.ts";
import type { Leaf } from "../values/flatten.ts";
import { readMetric } from "../values/metrics-file.ts";
import { readParameter } from "../values/parameters-file.ts";
import { readStructuredFile } from "../values/read-structured-file.ts";
import { truncate } from "../values/truncate.ts";
import { snakeCase } from "./field-names.ts";
import { findFields, isFields, type Fields, type FoundField } from "./find-fields.ts";
import { dataOf, experimentOf, featureSetsOf, runOf } from "./finish-draft.ts";
import { leavesOf, withField } from "./nested-fields.ts";
import { keepOtherMetadata } from "./other-metadata.ts";
import { readAttribute, readDataSets, type DeclaredData } from "./read-data.ts";
import { emptyDraft, readers, type Draft, type ScalarField } from "./read-fields.ts";
import type { DeclaredParent } from "./read-parents.ts";
import { readTags } from "./read-tags.ts";

/** Statements of a metadata file about a version. */
export interface MetadataFile extends Pick<Recipe, "run" | "command"> {
  readonly metadata: Omit<ModelMetadata, "source">;
  readonly annotations: Annotations;
  /** SPDX identifier or name. */
  readonly licence?: string;
  /** Paths of the data that the version was tested on, as they are written. */
  readonly testSets: readonly string[];
  readonly tags: Readonly<Record<string, string>>;
  readonly metrics: Metrics;
  readonly parameters: Parameters;
  readonly data: readonly DeclaredData[];
  readonly featureSets: readonly FeatureSet[];
  readonly parents: readonly DeclaredParent[];
  /** Versions by name. */
  readonly packages: Readonly<Record<string, string>>;
  /** Statements about the version that can be compared with it. */
  readonly claims: Claims;
  /** Fields that have no place of their own. */
  readonly otherMetadata: JsonObject;
  /** Parts of the file that are not recorded or not as they are meant, with the reasons. */
  readonly skipped: readonly MissingFact[];
}

/** Fields of docs/METADATA.md whose values must be as it says. */
const strict: ReadonlySet<string> = new Set([
  ...["framework", "framework_version", "task", "architecture", "parameter_count", "test_set"],
  ...["training.start", "training.end", "training.duration_seconds", "feature_importance"],
  ...["benchmarks", "licence", "license"],
  ...["retention_days", "pii", "gdpr", "certifications"],
  ...[
    "compliance.retention_days",
    "compliance.pii",
    "compliance.gdpr",
    "compliance.certifications",
  ],
]);

/**
 * Reads a metadata file, JSON or YAML: the fields of docs/METADATA.md and the other names that
 * people have for them, nested or flat. Fields that it does not know are kept as other metadata.
 *
 * @throws RegistryError `file-problem` that names the field, when one of docs/METADATA.md is not as
 *   it must be
 */
export async function readMetadataFile(path: string): Promise<MetadataFile> {
  const file = basename(path);
  const { content, repeated } = await readStructuredFile(path);
  if (!isFields(content)) throw notMetadata(file, "holds no fields");
  return new MetadataReader(file).read(content, repeated);
}

function notMetadata(file: string, error: string): Error {
  return fileProblem({ file, fault: { kind: "metadata", error }, advice: "correct-metadata" });
}

/** Splits of the data that metrics were measured on. */
const splits = {
  metrics: "",
  trainingMetrics: "train",
  validationMetrics: "validation",
  testMetrics: "test",
} as const;
const splitWord = /^(train|training|val|valid|validation|test|holdout|eval|dev)[._/-]/i;

/** Fields of which there may be several. */
const lists: ReadonlySet<string> = new Set(["parents", "baseModel", "dependencies"]);

function isMetrics(field: string): field is keyof typeof splits {
  return Object.hasOwn(splits, field);
}

/** Returns the problem of a field as a refusal says it. */
function strictProblem(name: string, problem: string): string {
  if (!problem.startsWith("can't")) {
    return `${name}${problem.startsWith(".") ? "" : ": "}${problem}`;
  }
  const own = name.replace(/^compliance\./, "").replaceAll("_", "-");
  return `its ${own} ${problem}`.replace(/\.$/, "");
}

/** Reads the fields of one file. */
class MetadataReader {
  readonly #file: string;
  readonly #draft: Draft = emptyDraft();
  readonly #skipped: MissingFact[] = [];
  readonly #tags: Record<string, string> = {};
  /** Fields that could not be read: they are kept as other metadata. */
  readonly #unread: { readonly path: readonly string[]; readonly value: unknown }[] = [];
  /** Name from which each field was read; the first one counts. */
  readonly #read = new Map<string, string>();

  constructor(file: string) {
    this.#file = file;
  }

  read(content: Fields, repeated: readonly string[]): MetadataFile {
    for (const key of repeated) {
      this.#skip(key, "is there more than once; the last value is recorded");
    }
    const { found, metrics, rest } = findFields(content);
    for (const field of found) this.#take(field);
    this.#takeValues("metrics", { written: "", path: [], value: metrics }, "");
    const parents = this.#parents();
    const training = this.#training();
    const draft = this.#draft;
    const { facts, signature, annotations, testSets = [], licence, claims } = draft;
    const values = this.#values();
    const other = keepOtherMetadata(this.#file, this.#withUnread(rest));
    const { inputs, outputs } = signature;
    return {
      metadata: {
        ...facts,
        ...(training && { training }),
        ...((inputs ?? outputs) && {
          signature: { inputs: inputs ?? [], outputs: outputs ?? [] },
        }),
      },
      annotations,
      ...(licence !== undefined && { licence }),
      testSets,
      tags: this.#tags,
      ...values,
      data: dataOf(draft),
      featureSets: featureSetsOf(draft),
      ...runOf(draft),
      parents,
      packages: Object.fromEntries(draft.packages),
      claims: {
        ...Object.fromEntries(
          Object.entries(claims).map(([fact, { says, written }]) => [
            fact,
            { field: this.#name(written), says },
          ]),
        ),
        declared: Object.fromEntries(
          [...this.#read].map(([field, written]) => [field, this.#name(written)]),
        ),
      },
      otherMetadata: { ...experimentOf(draft), ...other.fields },
      skipped: [...this.#skipped, ...other.skipped].slice(0, 100),
    };
  }

  #take(found: FoundField): void {
    const { field } = found.meaning;
    if (field === "data") this.#takeData(found);
    else if (field === "parameters") this.#takeParameters(found);
    else if (field === "tags") this.#takeTags(found);
    else if (isMetrics(field)) this.#takeValues("metrics", found, splits[field]);
    else this.#takeScalar(found, field);
  }

  #takeTags(found: FoundField): void {
    const tags = readTags(found.value);
    if (!tags) {
      this.#keep(found);
      return;
    }
    Object.assign(this.#tags, tags.tags);
    for (const key of tags.unread) {
      this.#skip(`${found.written}.${key}`, "is no tag, or looks like a secret");
    }
  }

  #takeScalar(found: FoundField, field: ScalarField): void {
    const { value, written, path } = found;
    if (!lists.has(field) && this.#read.has(field)) {
      this.#keep(found);
      return;
    }
    const problem = readers[field](this.#draft, value, found);
    if (problem === undefined) {
      this.#read.set(field, written);
      return;
    }
    const name = path.map(snakeCase).join(".");
    if (strict.has(name)) throw notMetadata(this.#file, strictProblem(name, problem));
    this.#skip(written, `${problem.replace(/[.]\s.*$/, "")}; kept as other metadata`);
    this.#keep(found);
  }

  /** Reads `parameters`, which may be a group of them, or their number: `parameters: 1210`. */
  #takeParameters(found: FoundField): void {
    if (isFields(found.value)) {
      this.#takeValues("parameters", found, "");
      return;
    }
    const problem = readers.parameterCount(this.#draft, found.value, found);
    if (problem !== undefined) this.#keep(found);
    else this.#read.set("parameterCount", found.written);
  }

  /** Records the values that can be recorded; the others stay in place. */
  #takeValues(
    kind: "metrics" | "parameters",
    { path, value }: Pick<FoundField, "path" | "value" | "written">,
    split: string,
  ): void {
    if (!isFields(value)) {
      this.#unread.push({ path, value });
      return;
    }
    const read: (each: unknown, key: string) => Reading<unknown> =
      kind === "metrics" ? readMetric : readParameter;
    for (const { key, names, value: each } of leavesOf(value, [])) {
      const reading = read(each, key);
      if (!("value" in reading)) this.#unread.push({ path: [...path, ...names], value: each });
      else {
        const prefix = split === "" || splitWord.test(key) ? "" : `${split}.`;
        this.#draft.values[kind].push({ key: `${prefix}${key}`, value: each });
      }
    }
  }

  #takeData(found: FoundField): void {
    const { meaning, value, written } = found;
    if (meaning.field !== "data") return;
    const role = meaning.role ?? "";
    const known = this.#draft.data.get(role) ?? { sets: [], attributes: {} };
    if (meaning.attribute === undefined) {
      const sets = readDataSets(value);
      if (sets) this.#draft.data.set(role, { ...known, sets: [...known.sets, ...sets] });
      else this.#keep(found);
      return;
    }
    const read = readAttribute(meaning.attribute, value);
    if (read) {
      this.#draft.data.set(role, { ...known, attributes: { ...known.attributes, ...read } });
      return;
    }
    this.#skip(written, "is not as it must be; kept as other metadata");
    this.#keep(found);
  }

  #training(): ModelMetadata["training"] {
    const { start, end, seconds: given } = this.#draft.training;
    if (start !== undefined && end !== undefined && start > end) {
      const written = this.#read.get("trainingStart") ?? "training";
      throw notMetadata(this.#file, `${written.replace(/\.start$/, "")}: ends before it starts`);
    }
    const seconds =
      given ?? (start && end ? (Date.parse(end) - Date.parse(start)) / 1000 : undefined);
    if (start === undefined && end === undefined && seconds === undefined) return undefined;
    return {
      ...(start && { startedAt: start }),
      ...(end && { endedAt: end }),
      ...(seconds !== undefined && { seconds }),
    };
  }

  #parents(): readonly DeclaredParent[] {
    const { parent, parents } = this.#draft;
    if (parent.name === undefined) {
      if (parent.version !== undefined) {
        this.#keep({ path: [parent.field ?? "parent_version"], value: parent.version });
      }
      return parents;
    }
    const { name, version, field = "parent_model" } = parent;
    const own = {
      relation: "derived-from",
      name,
      ...(version !== undefined && { version }),
      field,
    };
    return [own, ...parents];
  }

  #values(): Pick<MetadataFile, "metrics" | "parameters"> {
    const { metrics, parameters } = this.#draft.values;
    const collect = <V>(
      leaves: readonly Leaf[],
      read: (value: unknown, key: string) => Reading<V>,
    ): Readonly<Record<string, V>> => {
      if (leaves.length === 0) return {};
      const { values, skipped } = collectValues(this.#file, { leaves }, read);
      this.#skipped.push(...skipped);
      return values;
    };
    return {
      metrics: collect(metrics, readMetric),
      parameters: collect(parameters, readParameter),
    };
  }

  /**
   * Adds the fields that could not be read; those of a run without an id too, as it can't be
   * referred to.
   */
  #withUnread(rest: Fields): Fields {
    const { id, ...run } = this.#draft.run;
    if (id === undefined) {
      for (const [part, field] of [
        ["name", "runName"],
        ["experiment", "experiment"],
        ["uri", "runUri"],
      ] as const) {
        const written = this.#read.get(field);
        if (run[part] !== undefined && written !== undefined) {
          this.#unread.push({ path: written.split("."), value: run[part] });
        }
      }
    }
    return this.#unread.reduce((fields, { path, value }) => withField(fields, path, value), rest);
  }

  #keep({ path, value }: Pick<FoundField, "path" | "value">): void {
    this.#unread.push({ path, value });
  }

  #skip(key: string, reason: string): void {
    this.#skipped.push({ about: this.#name(key), reason: truncate(reason, 500) });
  }

  #name(key: string): string {
    return truncate(`${this.#file}: ${key}`, 250);
  }
}
