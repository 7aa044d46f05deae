import type { Finding, TensorInfo } from "../../../core/model/inspection.ts";
import { count } from "../../../core/text/format.ts";
import {
  Unreadable,
  type FileFormat,
  type FileToRead,
  type Reading,
} from "../../contract/format.ts";
import type { Source } from "../../contract/source.ts";
import type { StoredValues, ValueReader } from "../../contract/stored-values.ts";
import { elementCount, maxTensors, summariseTensors } from "../../contract/tensors.ts";
import { verdictFrom } from "../../contract/verdict.ts";
import { Bytes } from "../../encodings/bytes.ts";
import { findSuspiciousJinja } from "../../encodings/jinja.ts";
import { rangeReader } from "../../encodings/value-reader.ts";
import { fileTypes, ggmlTypes, type GgmlType } from "./types.ts";
import {
  takeText,
  takeU32,
  takeU64,
  takeValue,
  type Position,
  type ArrayValue,
  type Value,
} from "./values.ts";

const maxKeys = 100_000;
/** GGML_MAX_DIMS is 4; a little more does no harm. */
const maxDimensions = 8;
const defaultAlignment = 32;

/** GGUF, versions 2 and 3. https://github.com/ggml-org/ggml/blob/master/docs/gguf.md */
export const gguf: FileFormat = {
  id: "gguf",
  extensions: [".gguf"],

  recognise: ({ head }) =>
    head.length >= 8 && new TextDecoder().decode(head.subarray(0, 4)) === "GGUF",

  async read({ source, signal }: FileToRead): Promise<Reading> {
    const { version, values, placed } = await readHeader(source, signal);
    const tensors = placed.map(({ tensor }) => tensor);
    const findings = checkTemplates(values);
    return {
      description: {
        ...summariseTensors(tensors),
        ...describe(values),
        ...quantisationOf(values, placed),
        formatVersion: String(version),
        metadata: toMetadata(values),
        verdict: verdictFrom(findings),
      },
      tensors,
      findings,
    };
  },
};

/** Returns the tensors of a file with their values; quantised ones can't be opened. */
export async function ggufValues(
  source: Source,
  signal: AbortSignal,
): Promise<readonly StoredValues[]> {
  const { placed, dataStart } = await readHeader(source, signal);
  return placed.map(({ tensor: { name, dtype, shape, size = 0 }, offset }) => {
    const start = dataStart + offset;
    const open = (): Promise<ValueReader> =>
      Promise.resolve(rangeReader(source, start, start + size));
    return { name, dtype, shape, size, open: size > 0 ? open : undefined };
  });
}

interface GgufHeader {
  readonly version: number;
  readonly values: ReadonlyMap<string, Value>;
  readonly placed: readonly PlacedTensor[];
  /** Offset of the tensors in the file. */
  readonly dataStart: number;
}

async function readHeader(source: Source, signal: AbortSignal): Promise<GgufHeader> {
  const bytes = new Bytes(source, signal);
  const position: Position = { at: 4, text: 0 };
  const version = await readVersion(bytes, position);
  const tensorCount = await takeU64(bytes, position);
  const keyCount = await takeU64(bytes, position);
  if (tensorCount > maxTensors) throw new Unreadable(`${tensorCount} tensors are too many`);
  if (keyCount > maxKeys) throw new Unreadable(`${keyCount} keys are too many`);
  const values = new Map<string, Value>();
  for (let index = 0; index < keyCount; index += 1) {
    const key = await takeText(bytes, position);
    values.set(key, await takeValue(bytes, position));
  }
  const placed: PlacedTensor[] = [];
  for (let index = 0; index < tensorCount; index += 1) {
    placed.push(await takeTensor(bytes, position));
  }
  const alignment = alignmentOf(values);
  checkRanges(placed, position.at, alignment, bytes.size);
  const dataStart = Math.ceil(position.at / alignment) * alignment;
  return { version, values, placed, dataStart };
}

async function readVersion(bytes: Bytes, position: Position): Promise<number> {
  const version = await takeU32(bytes, position);
  if (version === 2 || version === 3) return version;
  const message =
    version % 0x10000 === 0
      ? "The file is of a big-endian machine"
      : `Version ${version} of the format is not known`;
  throw new Unreadable(message, "byte 4");
}

interface PlacedTensor {
  readonly tensor: TensorInfo;
  readonly type: GgmlType | undefined;
  readonly offset: number;
}

async function takeTensor(bytes: Bytes, position: Position): Promise<PlacedTensor> {
  const name = await takeText(bytes, position);
  const where = `tensor ${name}`;
  const dimensions = await takeU32(bytes, position);
  if (dimensions > maxDimensions) throw new Unreadable(`A tensor has ${dimensions} axes`, where);
  const shape: number[] = [];
  // The fastest-changing axis comes first in the file, and last everywhere else.
  for (let axis = 0; axis < dimensions; axis += 1) shape.unshift(await takeU64(bytes, position));
  const typeNumber = await takeU32(bytes, position);
  const offset = await takeU64(bytes, position);
  const type = ggmlTypes.get(typeNumber);
  const count = elementCount(shape, where);
  const row = shape.at(-1) ?? 1;
  if (type && row % type.blockLength !== 0) {
    throw new Unreadable(`Rows of ${row} values are no whole blocks of ${type.name}`, where);
  }
  const size = type === undefined ? undefined : (count / type.blockLength) * type.blockSize;
  const dtype = type?.name ?? `type ${typeNumber}`;
  return {
    tensor: { name, dtype, shape, ...(size !== undefined && { size }) },
    type,
    offset,
  };
}

function alignmentOf(values: ReadonlyMap<string, Value>): number {
  const alignment = values.get("general.alignment") ?? defaultAlignment;
  if (typeof alignment === "number" && alignment > 0 && alignment % 8 === 0) return alignment;
  throw new Unreadable("The alignment is not possible", "general.alignment");
}

/** Every tensor lies within the file, at an aligned offset, and on no other. */
function checkRanges(
  tensors: readonly PlacedTensor[],
  headerEnd: number,
  alignment: number,
  fileSize: number,
): void {
  const dataStart = Math.ceil(headerEnd / alignment) * alignment;
  let end = 0;
  for (const { tensor, offset } of tensors.toSorted((a, b) => a.offset - b.offset)) {
    const where = `tensor ${tensor.name}`;
    if (offset % alignment !== 0) throw new Unreadable("A tensor is not aligned", where);
    if (offset < end) throw new Unreadable("Two tensors overlap", where);
    end = offset + (tensor.size ?? 0);
    if (dataStart + end > fileSize) {
      throw new Unreadable(
        `The file is cut short: ${count(dataStart + end - fileSize, "byte")} of a tensor missing at its end`,
        where,
      );
    }
  }
}

function checkTemplates(values: ReadonlyMap<string, Value>): Finding[] {
  const findings: Finding[] = [];
  for (const [key, value] of values) {
    if (key.startsWith("tokenizer.chat_template") && typeof value === "string") {
      findings.push(...findSuspiciousJinja(value, key));
    }
  }
  return findings;
}

function describe(values: ReadonlyMap<string, Value>): { architecture?: string } {
  const architecture = values.get("general.architecture");
  return typeof architecture === "string" ? { architecture } : {};
}

/** Returns the quantisation in the metadata, else the type of most of the quantised values. */
function quantisationOf(
  values: ReadonlyMap<string, Value>,
  tensors: readonly PlacedTensor[],
): { quantisation?: string } {
  const counts = new Map<string, number>();
  for (const { tensor, type } of tensors) {
    if (!type?.isQuantised) continue;
    counts.set(type.name, (counts.get(type.name) ?? 0) + elementCount(tensor.shape));
  }
  const [most] = [...counts].sort((a, b) => b[1] - a[1]);
  if (!most) return {};
  const fileType = values.get("general.file_type");
  const named = typeof fileType === "number" ? fileTypes.get(fileType) : undefined;
  return { quantisation: named ?? most[0] };
}

/** The keys of the file, the general ones first; of long arrays only how long they are. */
function toMetadata(values: ReadonlyMap<string, Value>): Record<string, string> {
  const general = [...values].filter(([key]) => key.startsWith("general."));
  const others = [...values].filter(([key]) => !key.startsWith("general."));
  return Object.fromEntries(
    [...general, ...others].map(([key, value]) => [
      key,
      typeof value === "object" ? arrayText(value) : String(value),
    ]),
  );
}

function arrayText({ length, texts }: ArrayValue): string {
  return texts?.join(", ") ?? count(length, "value");
}
