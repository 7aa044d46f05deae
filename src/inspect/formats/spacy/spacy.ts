import * as z from "zod";
import type { Finding, TensorInfo, Verdict } from "../../../core/model/inspection.ts";
import {
  Unreadable,
  type FolderFormat,
  type FolderToRead,
  type Reading,
} from "../../contract/format.ts";
import type { Source } from "../../contract/source.ts";
import { summariseTensors } from "../../contract/tensors.ts";
import { worstVerdict } from "../../contract/verdict.ts";
import { Bytes } from "../../encodings/bytes.ts";
import { MsgpackReader } from "../../encodings/msgpack-reader.ts";
import { parseJson } from "../../encodings/parse-json.ts";
import { printable } from "../../encodings/printable.ts";
import { readBeside } from "../../encodings/read-beside.ts";
import { memberKind } from "../archive/member-kind.ts";

const configName = "config.cfg";
const metaName = "meta.json";
const maxLines = 200_000;
const maxValues = 2_000_000;
/** Names that one finding lists. */
const named = 8;

const Text = z.string().optional().catch(undefined);
const Meta = z.looseObject({
  lang: Text,
  name: Text,
  version: Text,
  description: Text,
  license: Text,
  spacy_version: Text,
  pipeline: z.array(z.string()).optional().catch(undefined),
  labels: z.record(z.string(), z.unknown()).optional().catch(undefined),
});
type Meta = z.infer<typeof Meta>;

/** Factories of spaCy itself and of its own plug-ins; https://spacy.io/api, “Pipeline”. */
const ownFactories = new Set(
  `attribute_ruler beam_ner beam_parser doc_cleaner entity_linker entity_ruler experimental_char_ner_tokenizer
  future_entity_ruler lemmatizer merge_entities merge_noun_chunks merge_subtokens morphologizer ner parser sentencizer
  senter span_cleaner span_finder span_ruler spancat spancat_singlelabel tagger textcat textcat_multilabel tok2vec
  token_splitter trainable_lemmatizer transformer curated_transformer`.split(/\s+/),
);
/** Functions that spaCy and its plug-ins register; all others are Thinc's or of other packages. */
const ownFunctions =
  /^(spacy|spacy-legacy|spacy-loggers|spacy-transformers|spacy-curated-transformers|srsly)\./;
/** Functions that Thinc 8.3 registers, without their version; thinc/registry.py. */
const thincFunctions = new Set(
  `Adam CategoricalCrossentropy CauchySimilarity ClippedLinear CosineDistance CupyOps Dish Dropout Embed Gelu
  HardSigmoid HardSwish HardSwishMobilenet HardTanh HashEmbed L2Distance LSTM LayerNorm Linear Logistic MPSOps
  MXNetWrapper Maxout Mish MultiSoftmax NumpyOps ParametricAttention PyTorchLSTM PyTorchRNNWrapper PyTorchWrapper
  RAdam Relu ReluK SGD SequenceCategoricalCrossentropy Sigmoid Softmax SparseLinear Swish add bidirectional chain
  clone compounding concatenate constant constant_then cyclic_triangular decaying expand_window glorot_normal_init
  glorot_uniform_init he_normal_init he_uniform_init lecun_normal_init lecun_uniform_init list2array list2padded
  list2ragged noop normal_init padded2list premap_ids ragged2list reduce_first reduce_last reduce_max reduce_mean
  reduce_sum remap_ids residual resizable siamese sigmoid_activation slanted_triangular softmax_activation
  strings2arrays tuplify uniform_init uniqued warmup_linear with_array with_array2d with_cpu with_flatten
  with_getitem with_list with_padded with_ragged with_reshape zero_init`.split(/\s+/),
);
/** Sections that only training reads. */
const trainingOnly = /^(paths|system|corpora|training|pretraining|initialize)(\.|$)/;
/** Names of files that spaCy's own components write: MessagePack, JSON and arrays. */
const ownFiles =
  /^(meta\.json|config\.cfg|tokenizer|accuracy\.json|vocab\/[^/]+|[^/]+\.json|[^/]+\/(cfg|model|moves|patterns|patterns\.jsonl|key2row|vectors|lookups\/lookups\.bin|kb\/(contents|strings\.json)|kb|label_data|trees))$/;

/** A pipeline as `Language.to_disk` of spaCy 3 writes it; https://spacy.io/api/data-formats */
export const spacy: FolderFormat = {
  id: "spacy",

  async recognise(folder) {
    if (!folder.paths.includes(configName) || !folder.paths.includes(metaName)) return false;
    const text = await readBeside(folder.inside, configName, folder.signal);
    return text !== undefined && /^\[nlp\]\s*$/m.test(text);
  },

  async read(folder): Promise<Reading> {
    const config = (await readBeside(folder.inside, configName, folder.signal)) ?? "";
    const text = (await readBeside(folder.inside, metaName, folder.signal)) ?? "{}";
    const meta = parseJson(text, Meta, metaName);
    const foreign = foreignNames(config);
    const others = await otherFiles(folder);
    const { tensors } = others;
    const findings: Finding[] = [
      ...(foreign.length > 0 ? [needsFactories(foreign)] : []),
      ...others.findings,
    ];
    const verdict = worstVerdict([
      foreign.length > 0 ? "needs-code" : "weights-only",
      others.verdict,
    ]);
    return {
      description: {
        ...describe(meta),
        ...(tensors.length > 0 && summariseTensors(tensors)),
        ...(foreign.length > 0 && { imports: foreign }),
        verdict,
      },
      tensors,
      findings,
    };
  },
};

/**
 * Returns the factories and registered functions of a configuration that spaCy doesn't have itself.
 * Loading finds them in installed packages, or in modules that the loading program has imported.
 */
function foreignNames(config: string): readonly string[] {
  const foreign = new Set<string>();
  let section = "";
  for (const line of config.split(/\r?\n/).slice(0, maxLines)) {
    section = /^\[([^\]]+)\]\s*$/.exec(line)?.[1] ?? section;
    const [, key = "", value = ""] = /^\s*([@\w]+)\s*=\s*"([^"]*)"\s*$/.exec(line) ?? [];
    if (value === "" || trainingOnly.test(section)) continue;
    const isForeign =
      (key === "factory" && !ownFactories.has(value)) ||
      (key.startsWith("@") &&
        !ownFunctions.test(value) &&
        !thincFunctions.has(value.replace(/\.v\d+$/, "")));
    if (isForeign) foreign.add(printable(value, 300));
  }
  return [...foreign];
}

function needsFactories(names: readonly string[]): Finding {
  return {
    code: "spacy-code",
    severity: "warning",
    message: `Loading calls factories and functions that spaCy doesn't have itself, of packages that are installed or imported before: ${listed(names)}.`,
    where: configName,
  };
}

interface OtherFiles {
  readonly verdict: Verdict;
  readonly findings: readonly Finding[];
  /** Weights of the components, each by the component's name first. */
  readonly tensors: readonly TensorInfo[];
}

/** Reads the weights, and names files that no component of spaCy itself writes: code and unknown files. */
async function otherFiles(folder: FolderToRead): Promise<OtherFiles> {
  const code: string[] = [];
  const unknown: string[] = [];
  const tensors: TensorInfo[] = [];
  for (const path of folder.paths) {
    const source = await folder.inside.open(path);
    if (typeof source === "string") continue;
    const kind = memberKind(path, await source.read(0, 4096), source.size);
    if (kind === "code") code.push(printable(path, 200));
    if (kind !== "unknown") continue;
    const weights = ownFiles.test(path) ? await readOwnFile(source, folder) : undefined;
    if (!weights) unknown.push(printable(path, 200));
    else if (path.endsWith("/model")) {
      const component = path.slice(0, -"/model".length);
      tensors.push(...weights.map((one) => ({ ...one, name: `${component}.${one.name}` })));
    }
  }
  const findings: Finding[] = [];
  if (code.length > 0) {
    findings.push({
      code: "folder-holds-code",
      severity: "warning",
      message: `Code lies beside the model, which a program that loads the folder may run: ${listed(code)}.`,
    });
  }
  if (unknown.length > 0) {
    findings.push({
      code: "folder-holds-unknown",
      severity: "warning",
      message: `Nothing can be said about files that are not as a component of spaCy itself writes them: ${listed(unknown)}.`,
    });
  }
  const verdict =
    unknown.length > 0 ? "unreadable" : code.length > 0 ? "needs-code" : "weights-only";
  return { verdict, findings, tensors };
}

/**
 * Returns the tensors in a file of spaCy's own; undefined if it is neither of a known format nor text nor
 * MessagePack from its beginning to its end. Its verdict is that of the file itself.
 */
async function readOwnFile(
  source: Source,
  { inspectMember, signal }: FolderToRead,
): Promise<readonly TensorInfo[] | undefined> {
  const inspected = await inspectMember(source);
  if (inspected) return inspected.reading.tensors ?? [];
  const head = await source.read(0, 4096);
  if (memberKind("settings.json", head, source.size) === "text") return [];
  try {
    const reader = new MsgpackReader(new Bytes(source, signal), maxValues);
    return (await reader.skip(0)) === source.size ? [] : undefined;
  } catch (error) {
    if (error instanceof Unreadable) return undefined;
    throw error;
  }
}

function listed(names: readonly string[]): string {
  const more = names.length > named ? ` and ${names.length - named} more` : "";
  return `${names.slice(0, named).join(", ")}${more}`;
}

function describe({
  pipeline = [],
  labels = {},
  ...meta
}: Meta): Omit<Reading["description"], "verdict"> {
  const { lang, name, version, description, license, spacy_version: spacyVersion } = meta;
  const known = Object.entries(labels).filter((entry): entry is [string, string[]] => {
    const [, values] = entry;
    return Array.isArray(values) && values.length > 0 && values.every(isText);
  });
  const texts = { name, version, language: lang, description, license };
  const release = /\d+(\.\d+)+/.exec(spacyVersion ?? "")?.[0];
  return {
    framework: "spacy",
    ...(release !== undefined && { frameworkVersion: release }),
    ...(pipeline.length > 0 && { architecture: `Pipeline (${pipeline.join(" → ")})` }),
    ...taskOf(pipeline),
    metadata: {
      ...Object.fromEntries(Object.entries(texts).filter(([, value]) => isText(value) && value)),
      ...(pipeline.length > 0 && { steps: pipeline.join(", ") }),
      ...Object.fromEntries(known.map(([step, values]) => [`labels ${step}`, values.join(", ")])),
    },
  };
}

function isText(value: unknown): value is string {
  return typeof value === "string";
}

/** The task of the last step that has one. */
function taskOf(pipeline: readonly string[]): { readonly task?: string } {
  const last = pipeline.findLast((step) => Object.hasOwn(tasks, step));
  const task = last === undefined ? undefined : tasks[last];
  return task === undefined ? {} : { task };
}

const tasks: Readonly<Record<string, string>> = {
  ner: "token-classification",
  tagger: "token-classification",
  spancat: "token-classification",
  entity_ruler: "token-classification",
  textcat: "text-classification",
  textcat_multilabel: "text-classification",
};
