import * as z from "zod";
import type { Finding, TensorInfo, Verdict } from "../../../core/model/inspection.ts";
import type { FileFormat, FileToRead, Reading } from "../../contract/format.ts";
import { summariseTensors } from "../../contract/tensors.ts";
import { worstVerdict } from "../../contract/verdict.ts";
import { beginsWith, Bytes, utf8 } from "../../encodings/bytes.ts";
import { parseJson, readText } from "../../encodings/parse-json.ts";

const maxIndex = 25_000_000;
/** Files that one index names at most. */
const maxShards = 1_000;

const Index = z.object({
  /** The file of each tensor. */
  weight_map: z.record(z.string(), z.string()),
});

/**
 * A model of several PyTorch files, which an index in JSON holds together, as `save_pretrained` of the
 * Transformers library wrote them before safetensors.
 */
export const pytorchIndex: FileFormat = {
  id: "pytorch-sharded",
  extensions: [".bin.index.json"],
  isText: true,

  recognise({ head }) {
    if (!beginsWith(head, "{")) return false;
    const text = utf8(head.subarray(0, 8192));
    return /"weight_map"\s*:\s*\{\s*"[^"]*"\s*:\s*"[^"]*\.bin"/.test(text);
  },

  parts: readShards,

  async read(file: FileToRead): Promise<Reading> {
    const shards = await readShards(file);
    const findings: Finding[] = [];
    const tensors: TensorInfo[] = [];
    const verdicts: Verdict[] = [];
    for (const shard of shards) {
      const opened = await file.beside.open(shard);
      if (typeof opened === "string") {
        findings.push({ ...notThere(opened), where: shard });
        verdicts.push(opened === "outside" ? "dangerous" : "unreadable");
        continue;
      }
      const inspected = await file.inspectMember(opened);
      verdicts.push(inspected?.reading.description.verdict ?? "unreadable");
      tensors.push(...(inspected?.reading.tensors ?? []));
      for (const finding of inspected?.reading.findings ?? []) {
        const { where } = finding;
        findings.push({ ...finding, where: where === undefined ? shard : `${shard}: ${where}` });
      }
    }
    const isComplete = verdicts.every((verdict) => verdict !== "unreadable");
    return {
      description: {
        framework: "pytorch",
        ...(isComplete && summariseTensors(tensors)),
        metadata: { files: String(shards.length) },
        verdict: worstVerdict(verdicts),
      },
      tensors,
      findings,
    };
  },
};

async function readShards({ source, signal }: FileToRead): Promise<readonly string[]> {
  const text = await readText(new Bytes(source, signal), maxIndex, "The index");
  const shards = new Set(Object.values(parseJson(text, Index, "The index").weight_map));
  return [...shards].sort().slice(0, maxShards);
}

function notThere(opened: "absent" | "outside"): Finding {
  return opened === "outside"
    ? {
        code: "pytorch-shard-outside",
        severity: "danger",
        message: "The index names a file outside its folder, so loading would read that one.",
      }
    : {
        code: "pytorch-shard-missing",
        severity: "warning",
        message: "A file that the index names is not there, so the model is not complete.",
      };
}
