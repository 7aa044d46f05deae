import * as z from "zod";
import type { Finding, TensorInfo } from "../../core/model/inspection.ts";
import { Unreadable, type FileFormat, type FileToRead, type Reading } from "../contract/format.ts";
import type { Surroundings } from "../contract/source.ts";
import { summariseTensors } from "../contract/tensors.ts";
import { verdictFrom } from "../contract/verdict.ts";
import { beginsWith, Bytes, utf8 } from "../encodings/bytes.ts";
import { parseJson, readText } from "../encodings/parse-json.ts";
import { frameworkOf, readSafetensorsHeader } from "./safetensors.ts";

const maxIndex = 25_000_000;
const maxShards = 10_000;

const Index = z.object({
  metadata: z.record(z.string(), z.unknown()).optional(),
  /** The file of each tensor. */
  weight_map: z.record(z.string(), z.string()),
});

/**
 * A model of several safetensors files, which an index in JSON holds together. There is no
 * specification; this is what `save_pretrained` of the Transformers library writes.
 */
export const safetensorsIndex: FileFormat = {
  id: "safetensors-sharded",
  extensions: [".safetensors.index.json"],
  isText: true,

  recognise({ head }) {
    if (!beginsWith(head, "{")) return false;
    const text = utf8(head.subarray(0, 8192));
    return /"weight_map"\s*:\s*\{\s*"[^"]*"\s*:\s*"[^"]*\.safetensors"/.test(text);
  },

  async read(file: FileToRead): Promise<Reading> {
    return readShards(await readWeightMap(file), file.beside, file.signal);
  },

  async parts(file) {
    return shardsOf(await readWeightMap(file));
  },
};

type WeightMap = z.infer<typeof Index>["weight_map"];

async function readWeightMap({ source, signal }: FileToRead): Promise<WeightMap> {
  const text = await readText(new Bytes(source, signal), maxIndex, "The index");
  return parseJson(text, Index, "The index").weight_map;
}

function shardsOf(weightMap: WeightMap): readonly string[] {
  const shards = [...new Set(Object.values(weightMap))].sort();
  if (shards.length > maxShards) throw new Unreadable(`${shards.length} files are too many`);
  return shards;
}

async function readShards(
  weightMap: WeightMap,
  beside: Surroundings,
  signal: AbortSignal,
): Promise<Reading> {
  const shards = shardsOf(weightMap);
  const findings: Finding[] = [];
  const tensors: TensorInfo[] = [];
  const metadata: Record<string, string> = {};
  const unopened = new Set<string>();
  for (const shard of shards) {
    const source = await beside.open(shard);
    if (typeof source === "string") unopened.add(shard);
    if (source === "outside") {
      findings.push({
        code: "safetensors-shard-outside",
        severity: "danger",
        message: "The index names a file outside its folder, so loading would read that one.",
        where: shard,
      });
    } else if (source === "absent") {
      findings.push({
        code: "safetensors-shard-missing",
        severity: "warning",
        message: "A file that the index names is not there, so the model is not complete.",
        where: shard,
      });
    } else {
      const header = await readSafetensorsHeader(source, signal);
      tensors.push(...header.tensors.filter(({ name }) => weightMap[name] === shard));
      Object.assign(metadata, header.metadata);
    }
  }
  const found = new Set(tensors.map(({ name }) => name));
  for (const [name, shard] of Object.entries(weightMap)) {
    if (found.has(name) || unopened.has(shard)) continue;
    throw new Unreadable("A tensor is not in the file that the index names", `tensor ${name}`);
  }
  const verdict = verdictFrom(findings);
  return {
    description: {
      // Half a count would be taken for the whole.
      ...(unopened.size === 0 && summariseTensors(tensors)),
      ...frameworkOf(metadata),
      metadata: { ...metadata, files: String(shards.length) },
      verdict: unopened.size > 0 && verdict === "weights-only" ? "unreadable" : verdict,
    },
    tensors,
    findings,
  };
}
