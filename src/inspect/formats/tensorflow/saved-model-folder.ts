import * as z from "zod";
import type { Finding } from "../../../core/model/inspection.ts";
import {
  Unreadable,
  type FolderFormat,
  type FolderToRead,
  type Reading,
} from "../../contract/format.ts";
import { verdictFrom } from "../../contract/verdict.ts";
import { Bytes, utf8 } from "../../encodings/bytes.ts";
import { parseJson } from "../../encodings/parse-json.ts";
import { walkMessage, wireTypes, type Range } from "../../encodings/protobuf.ts";
import { findCode } from "../keras/find-code.ts";
import { savedModelFile } from "./saved-model.ts";

const graphName = "saved_model.pb";
const kerasName = "keras_metadata.pb";
const maxMetadata = 16 * 1024 * 1024;

/** A folder with the graph, the variables and the assets. https://www.tensorflow.org/guide/saved_model */
export const savedModelFolder: FolderFormat = {
  id: "tensorflow-savedmodel",

  recognise: ({ paths }) => paths.includes(graphName),

  async read(folder: FolderToRead): Promise<Reading> {
    const { inside, signal, paths, inspectMember } = folder;
    const source = await inside.open(graphName);
    if (typeof source === "string") throw new Unreadable(`${graphName} cannot be opened`);
    const graph = await savedModelFile.read({
      source,
      head: new Uint8Array(),
      beside: inside,
      signal,
      inspectMember,
    });
    const hasVariables = (graph.description.tensorCount ?? 0) > 0;
    const isComplete = !hasVariables || paths.includes("variables/variables.index");
    const code = await readKerasMetadata(folder);
    const findings: Finding[] = [
      ...(graph.findings ?? []),
      ...code,
      ...(isComplete ? [] : [noVariables]),
    ];
    const verdict = verdictFrom(
      findings,
      graph.description.verdict === "needs-code" || code.length > 0,
    );
    return {
      ...graph,
      description: {
        ...graph.description,
        verdict: isComplete || verdict === "dangerous" ? verdict : "unreadable",
      },
      findings,
    };
  },
};

const noVariables: Finding = {
  code: "tensorflow-variables-missing",
  severity: "warning",
  message: "The values of the variables are not there, so the model is not complete.",
  where: "variables",
};

/** Reads the layers that Keras 2 stored as JSON in a separate message (saved_metadata.proto). */
async function readKerasMetadata({ inside, signal }: FolderToRead): Promise<readonly Finding[]> {
  const source = await inside.open(kerasName);
  if (typeof source === "string") return [];
  const bytes = new Bytes(source, signal);
  const findings: Finding[] = [];
  await walkMessage(bytes, { start: 0, end: source.size }, (node) => {
    if (node.number !== 1 || node.wireType !== wireTypes.bytes) return undefined;
    return walkMessage(bytes, node.range, async (field) => {
      if (field.number !== 5 || field.wireType !== wireTypes.bytes) return;
      const config = parseJson(await textAt(bytes, field.range), z.unknown(), kerasName);
      findings.push(...findCode(config).findings);
    });
  });
  return findings;
}

async function textAt(bytes: Bytes, { start, end }: Range): Promise<string> {
  if (end - start > maxMetadata) throw new Unreadable("A layer is too large", `byte ${start}`);
  return utf8(await bytes.at(start, end - start));
}
