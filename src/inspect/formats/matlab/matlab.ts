import type { Finding } from "../../../core/model/inspection.ts";
import {
  Unreadable,
  type FileFormat,
  type FileToRead,
  type Reading,
} from "../../contract/format.ts";
import { summariseTensors } from "../../contract/tensors.ts";
import { verdictFrom } from "../../contract/verdict.ts";
import { ByteCursor, rangeSupply } from "../../encodings/byte-cursor.ts";
import { Bytes, utf8 } from "../../encodings/bytes.ts";
import { startOfHdf5 } from "../../encodings/hdf5/read-hdf5.ts";
import { inflateSupply } from "../../encodings/inflate.ts";
import { largeContent } from "../../encodings/large-content.ts";
import { kerasH5 } from "../keras/keras-h5.ts";
import { elementTypes, readElement } from "./elements.ts";
import { readLevel4, startsAsLevel4 } from "./level-4.ts";
import { Variables } from "./variables.ts";

const headerSize = 128;
const textSize = 116;
/** Bytes that one compressed variable may hold. */
const limit = 4 * 1024 * 1024 * 1024;

/**
 * A MAT-file of MATLAB 5 to 7, of 7.3, which is HDF5 behind a header of the same form, or of level 4,
 * which has none.
 * https://www.mathworks.com/help/pdf_doc/matlab/matfile_format.pdf
 */
export const matlab: FileFormat = {
  id: "matlab",
  extensions: [".mat"],

  recognise: (file) => versionOf(file.head) !== undefined || startsAsLevel4(file),

  async read(file: FileToRead): Promise<Reading> {
    const version = versionOf(file.head);
    if (version === "7.3") return readHdf5File(file);
    if (version === undefined && (await startsAsLevel4(file))) return readLevel4(file);
    const large: Finding[] = [];
    const variables = await readVariables(file, large);
    const code = findingsOf([...variables.classes], variables.hasFunctions);
    const findings = [...code, ...large];
    const [architecture] = variables.classes;
    return {
      description: {
        framework: "matlab",
        formatVersion: "5",
        ...(architecture !== undefined && variables.classes.size === 1 && { architecture }),
        ...summariseTensors(variables.tensors),
        metadata: { header: headerText(file.head), variables: variables.names.join(", ") },
        verdict: verdictFrom(findings, code.length > 0),
      },
      tensors: variables.tensors,
      findings,
    };
  },
};

function headerText(head: Uint8Array): string {
  return utf8(head.subarray(0, textSize)).replace(/[\0 ]+$/, "");
}

/** Returns the version, from its two bytes and the byte order mark. */
function versionOf(head: Uint8Array): "5" | "7.3" | undefined {
  if (head.length < headerSize) return undefined;
  const [major, order] = isLittleEndian(head)
    ? [head[125], utf8(head.subarray(126, 128))]
    : [head[124], utf8(head.subarray(126, 128))];
  if (order !== "IM" && order !== "MI") return undefined;
  if (major === 1) return "5";
  return major === 2 && startOfHdf5(head) === 512 ? "7.3" : undefined;
}

function isLittleEndian(head: Uint8Array): boolean {
  return utf8(head.subarray(126, 128)) === "IM";
}

async function readVariables(
  { source, head, signal }: FileToRead,
  findings: Finding[],
): Promise<Variables> {
  const isLittle = isLittleEndian(head);
  const variables = new Variables(isLittle);
  const bytes = new Bytes(source, signal);
  for (let at = headerSize; at < source.size;) {
    const { type, size } = await readElement(
      new ByteCursor(rangeSupply(source, at, at + 8), at),
      isLittle,
    );
    const start = at + 8;
    at = start + size;
    if (at > bytes.size) throw new Unreadable("The file is cut short", `byte ${start}`);
    const raw = rangeSupply(source, start, at);
    if (type === elementTypes.matrix) {
      await variables.readArray(new ByteCursor(raw, start), size);
      continue;
    }
    if (type !== elementTypes.compressed) {
      throw new Unreadable(`There is no variable here but data of type ${type}`, `byte ${start}`);
    }
    const supply = inflateSupply(raw, "zlib", limit, signal);
    try {
      const cursor = new ByteCursor(supply);
      const element = await readElement(cursor, isLittle);
      findings.push(...largeContent("the file", { stored: size, size: element.size }));
      if (element.type !== elementTypes.matrix) throw new Unreadable("A variable is no array");
      await variables.readArray(cursor, element.size);
    } finally {
      supply.close?.();
    }
    signal.throwIfAborted();
  }
  return variables;
}

/** Objects of 7.3 are in a group of their own, functions in one of this name. */
async function readHdf5File(file: FileToRead): Promise<Reading> {
  const { description, tensors = [], findings = [] } = await kerasH5.read(file);
  const hasObjects = tensors.some(({ name }) => name.startsWith("#subsystem#/"));
  const hasFunctions = tensors.some(({ name }) => /(^|\/)function_handle(\/|$)/.test(name));
  const own = findingsOf(hasObjects ? ["unnamed"] : [], hasFunctions);
  const all = [...findings, ...own];
  const variables = tensors.filter(({ name }) => !name.startsWith("#"));
  return {
    description: {
      ...description,
      framework: "matlab",
      formatVersion: "7.3",
      ...(description.parameterCount !== undefined && summariseTensors(variables)),
      metadata: { header: headerText(file.head), ...description.metadata },
      verdict:
        description.verdict === "weights-only"
          ? verdictFrom(all, own.length > 0)
          : description.verdict,
    },
    tensors: variables,
    findings: all,
  };
}

function findingsOf(classes: readonly string[], hasFunctions: boolean): Finding[] {
  const findings: Finding[] = [];
  if (classes.length > 0) {
    const named = classes.filter((name) => name !== "unnamed").slice(0, 10);
    findings.push({
      code: "matlab-objects",
      severity: "warning",
      message: `Loading in MATLAB makes objects${named.length > 0 ? ` of ${named.join(", ")}` : ""}, for which it runs the code of their classes where it has them.`,
    });
  }
  if (hasFunctions) {
    findings.push({
      code: "matlab-functions",
      severity: "warning",
      message: "The file holds functions, which MATLAB makes of their text when it loads them.",
    });
  }
  return findings;
}
