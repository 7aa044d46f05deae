import type { Finding, TensorInfo } from "../../../core/model/inspection.ts";
import { count } from "../../../core/text/format.ts";
import {
  Unreadable,
  type FileFormat,
  type FileToRead,
  type Reading,
} from "../../contract/format.ts";
import type { Surroundings } from "../../contract/source.ts";
import { elementCount, maxNames, maxTensors, summariseTensors } from "../../contract/tensors.ts";
import { verdictFrom } from "../../contract/verdict.ts";
import { Bytes, utf8 } from "../../encodings/bytes.ts";
import { walkMessage, wireTypes, type Range } from "../../encodings/protobuf.ts";
import { endsAsTable, readTable } from "./table.ts";
import { dataTypeName, readShape } from "./types.ts";

const maxShards = 10_000;

/**
 * A checkpoint of TensorFlow: an index of the tensors, and their values in `.data-00000-of-00001`… beside
 * it. Restoring it assigns values to variables that exist.
 * https://github.com/tensorflow/tensorflow/blob/master/tensorflow/core/protobuf/tensor_bundle.proto
 */
export const tensorflowCheckpoint: FileFormat = {
  id: "tensorflow-checkpoint",
  extensions: [".index"],

  async recognise({ head, source, signal }) {
    const isNamed = source.name.toLowerCase().endsWith(".index");
    // The first entry has no key, and a message that begins with the number of shards.
    const isFirst = head[0] === 0 && head[1] === 0 && head[3] === 0x08 && head.length > 8;
    if (!isFirst && !isNamed) return false;
    return (isFirst && isNamed) || (await endsAsTable(new Bytes(source, signal)));
  },

  async read(file: FileToRead): Promise<Reading> {
    const index = await readIndex(file);
    const findings = await checkShards(index, file.source.name, file.beside);
    const learned = index.tensors.filter(
      ({ name, dtype }) => dtype !== "string" && isLearned(name),
    );
    return {
      description: {
        framework: "tensorflow",
        ...summariseTensors(index.tensors),
        parameterCount: summariseTensors(learned).parameterCount,
        metadata: { files: String(index.shards) },
        verdict: findings.length > 0 ? "unreadable" : verdictFrom(findings),
      },
      tensors: index.tensors,
      findings,
    };
  },

  async parts(file) {
    const { shards } = await readIndex(file);
    return Array.from({ length: shards }, (_, shard) => shardName(file.source.name, shard, shards));
  },
};

interface CheckpointIndex {
  readonly shards: number;
  readonly tensors: readonly TensorInfo[];
  /** Bytes that each shard needs to have, by its number. */
  readonly ends: ReadonlyMap<number, number>;
}

async function readIndex({ source, signal }: FileToRead): Promise<CheckpointIndex> {
  let shards: number | undefined;
  let nameBytes = 0;
  const tensors: TensorInfo[] = [];
  const ends = new Map<number, number>();
  for await (const { key, bytes, value } of readTable(new Bytes(source, signal), signal)) {
    if (shards === undefined) {
      if (key.length > 0) throw new Unreadable("The index doesn't begin as one of a checkpoint");
      shards = await readHeader(bytes, value);
      continue;
    }
    const entry = await readEntry(bytes, value);
    if (entry.size > 0 || entry.shard > 0) {
      if (entry.shard >= shards) throw new Unreadable("A tensor is in a file that there is not");
      ends.set(entry.shard, Math.max(ends.get(entry.shard) ?? 0, entry.offset + entry.size));
    }
    // Parts of a tensor that is stored in several come with names of their own, before all others.
    if (key[0] === 0) continue;
    nameBytes += key.length;
    if (tensors.length >= maxTensors || nameBytes > maxNames) {
      throw new Unreadable("There are too many tensors");
    }
    const { dtype, shape, size, isSliced } = entry;
    tensors.push({ name: utf8(key), dtype, shape, ...(!isSliced && { size }) });
  }
  if (shards === undefined) throw new Unreadable("The index is empty");
  return { shards, tensors, ends };
}

/** A `BundleHeaderProto`: the number of files with values. */
async function readHeader(bytes: Bytes, range: Range): Promise<number> {
  let shards = 0;
  await walkMessage(bytes, range, (field) => {
    if (field.number === 1 && field.wireType === wireTypes.varint) shards = field.value;
    return undefined;
  });
  if (shards < 1 || shards > maxShards) throw new Unreadable(`${shards} files can't be`);
  return shards;
}

interface BundleEntry {
  readonly dtype: string;
  readonly shape: number[];
  readonly shard: number;
  readonly offset: number;
  readonly size: number;
  readonly isSliced: boolean;
}

async function readEntry(bytes: Bytes, range: Range): Promise<BundleEntry> {
  let dtype = "unknown";
  let shape: number[] = [];
  let isSliced = false;
  const numbers = new Map<number, number>();
  await walkMessage(bytes, range, async (field) => {
    if (field.wireType === wireTypes.varint) numbers.set(field.number, field.value);
    if (field.number === 1) dtype = dataTypeName(field.value);
    if (field.number === 7) isSliced = true;
    if (field.number !== 2 || field.wireType !== wireTypes.bytes) return;
    const axes = (await readShape(bytes, field.range)) ?? [];
    shape = axes.map((axis) => (typeof axis === "number" ? axis : 0));
  });
  const [shard = 0, offset = 0, size = 0] = [3, 4, 5].map((number) => numbers.get(number));
  const where = `byte ${range.start}`;
  elementCount(shape, where);
  if (!Number.isSafeInteger(offset + size) || Math.min(shard, offset, size) < 0) {
    throw new Unreadable("A tensor is at a place that is not possible", where);
  }
  return { dtype, shape, shard, offset, size, isSliced };
}

/** Steps, and what optimizers keep for each variable, are saved with the model and no part of it. */
function isLearned(name: string): boolean {
  return !(
    /^(_CHECKPOINTABLE|save_counter|step|global_step|epoch|optimizer|_?optimizer\w*|beta\d_power)(\/|$)/.test(
      name,
    ) ||
    /\/\.OPTIMIZER_SLOT\/|\/(Adam(_\d+)?|Momentum|RMSProp(_\d+)?|Adagrad|Ftrl(_\d+)?)$/.test(name)
  );
}

function shardName(index: string, shard: number, shards: number): string {
  const digits = (number: number) => String(number).padStart(5, "0");
  return `${index.replace(/\.index$/i, "")}.data-${digits(shard)}-of-${digits(shards)}`;
}

async function checkShards(
  { shards, ends }: CheckpointIndex,
  name: string,
  beside: Surroundings,
): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (let shard = 0; shard < shards; shard += 1) {
    const where = shardName(name, shard, shards);
    const opened = await beside.open(where);
    const end = ends.get(shard) ?? 0;
    if (typeof opened === "string") {
      findings.push({
        code: "tensorflow-checkpoint-data-missing",
        severity: "warning",
        message: "A file with values of the checkpoint is not there, so it is not complete.",
        where,
      });
    } else if (opened.size < end) {
      findings.push({
        code: "tensorflow-checkpoint-data-cut-off",
        severity: "warning",
        message: `A file with values has ${count(opened.size, "byte")}, and its tensors need ${end}.`,
        where,
      });
    }
  }
  return findings;
}
