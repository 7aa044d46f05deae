import type { Finding } from "../../../core/model/inspection.ts";
import {
  Unreadable,
  type FileFormat,
  type FileToRead,
  type Reading,
} from "../../contract/format.ts";
import { verdictFrom } from "../../contract/verdict.ts";
import { ByteCursor, rangeSupply, type ByteSupply } from "../../encodings/byte-cursor.ts";
import { utf8 } from "../../encodings/bytes.ts";
import { countBytes, largeContent } from "../../encodings/large-content.ts";
import { compressionOf, contentOf } from "../joblib/compression.ts";
import { findingsOf, needsCode } from "./contents.ts";
import { classOf, signatureOf, tensorsOf } from "./describe.ts";
import { ObjectReader } from "./read-object.ts";
import { RStream } from "./stream.ts";
import type { RObject } from "./types.ts";

/** Bytes by which a file is known: a magic of variables, the form, and the versions. */
const headSize = 32;

/**
 * One object of R (`saveRDS`) or variables (`save`), compressed or not.
 * https://cran.r-project.org/doc/manuals/r-release/R-ints.html#Serialization-Formats
 */
export const r: FileFormat = {
  id: "r",
  extensions: [".rds", ".rdata", ".rda"],

  async recognise(file) {
    const supply = contentSupply(file);
    try {
      return isR(await new ByteCursor(supply).peek(headSize));
    } catch {
      return false; // What can't be unpacked is not known to be R.
    } finally {
      supply.close?.();
    }
  },

  async read(file: FileToRead): Promise<Reading> {
    const supply = countBytes(contentSupply(file));
    try {
      const reading = await readContent(new ByteCursor(supply));
      const large = largeContent("the file", { stored: file.source.size, size: supply.passed() });
      return { ...reading, findings: [...(reading.findings ?? []), ...large] };
    } finally {
      supply.close?.();
    }
  },
};

function contentSupply(file: FileToRead): ByteSupply {
  const compression = compressionOf(file.head);
  return compression === undefined ? rangeSupply(file.source) : contentOf(file, compression);
}

/** A form (XDR, that of the machine, or text) and version 2 or 3, behind `RDX3` of variables. */
function isR(head: Uint8Array): boolean {
  const start = Buffer.from(head)
    .toString("latin1")
    .replace(/^RD[XAB][23]\n/, "");
  if (/^A\n[23]\n\d+\n/.test(start)) return true;
  const [form, , ...version] = Buffer.from(start.slice(0, 6), "latin1");
  if (start[1] !== "\n" || version.length < 4) return false;
  const number = form === 0x58 ? version : form === 0x42 ? version.toReversed() : [];
  return /^0,0,0,[23]$/.test(number.join(","));
}

async function readContent(cursor: ByteCursor): Promise<Reading> {
  const start = utf8(await cursor.peek(5));
  const hasVariables = /^RD[XAB]/.test(start);
  if (hasVariables) await cursor.read(5);
  const form = utf8(await cursor.read(2));
  if (form === "A\n") throw new Unreadable("R's form as text is not read");
  const stream = new RStream(cursor, form === "B\n");
  const version = await stream.integer();
  const writer = await stream.integer();
  await stream.integer();
  if (version === 3) await stream.text(await stream.integer());
  const objects = new ObjectReader(stream);
  const variables = hasVariables ? await objects.variables() : undefined;
  const roots = variables ?? [{ tag: "", value: await objects.root() }];
  if (await cursor.fill(1)) throw new Unreadable("Bytes follow the last object", stream.where());
  const { contents } = objects;
  const findings: Finding[] = findingsOf(contents);
  const main = roots.find(({ value }) => isModel(value)) ?? roots[0];
  const architecture = main && classOf(main.value);
  const signature = signatureOf(contents.terms);
  const packages = [...contents.packages].filter((name) => name !== "base").sort();
  return {
    description: {
      framework: "r",
      frameworkVersion: [writer >>> 16, (writer >>> 8) & 0xff, writer & 0xff].join("."),
      formatVersion: String(version),
      ...(architecture !== undefined && { architecture }),
      ...(signature && { signature }),
      ...(packages.length > 0 && { imports: packages }),
      metadata: {
        ...(variables && { variables: variables.map(({ tag }) => tag).join(", ") }),
        ...(contents.calls.size > 0 && {
          "functions called": [...contents.calls].sort().join(", "),
        }),
      },
      verdict: verdictFrom(findings, needsCode(contents)),
    },
    tensors: tensorsOf(roots.map(({ tag, value }) => ({ name: tag, value }))),
    findings,
  };
}

function isModel({ attributes }: RObject): boolean {
  return attributes?.has("class") ?? false;
}
