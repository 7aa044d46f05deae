import type { FileFormat, FileToRead, Reading } from "../../contract/format.ts";
import { rangeSupply } from "../../encodings/byte-cursor.ts";
import { commonContent } from "../../encodings/common-content.ts";
import { countBytes, largeContent, type CountedSupply } from "../../encodings/large-content.ts";
import { describePickles } from "../../encodings/pickle/describe.ts";
import { scanFile } from "../../encodings/pickle/scan-file.ts";
import { partsOf, unpackedParts, withBooster } from "../wrapped-booster.ts";
import { compressionOf, contentOf } from "./compression.ts";
import { arraysBeside, readPickleFile } from "./read-pickle-file.ts";

/** The module whose wrapper announces an array in the stream. */
const marker = Buffer.from("joblib.numpy_pickle");

/**
 * A pickle with the numbers of its arrays between its instructions, plain or compressed as a whole.
 * Source: joblib, numpy_pickle.py and compressor.py.
 */
export const joblib: FileFormat = {
  id: "joblib",
  extensions: [".joblib", ".jbl"],
  recognise: isJoblib,
  read: readFile,
  parts: (file) => arraysBeside(file, readFile),
};

function readFile(file: FileToRead): Promise<Reading> {
  return scanFile(file.signal, async (scan) => {
    const compression = compressionOf(file.head);
    const contents: CountedSupply[] = [];
    const sequence = await readPickleFile(scan, file.beside, () => {
      const bytes =
        compression === undefined ? rangeSupply(file.source) : contentOf(file, compression);
      const content = countBytes(bytes);
      contents.push(content);
      return content;
    });
    const size = Math.max(...contents.map(({ passed }) => passed()));
    for (const finding of largeContent("the file", { stored: file.source.size, size }))
      scan.report(finding, "weights-only");
    const described = describePickles(scan, sequence);
    const parts =
      compression === undefined
        ? partsOf(file.source)
        : unpackedParts(() => contentOf(file, compression));
    const reading = await withBooster(described, sequence.values[0], file, parts);
    if (compression === undefined) return reading;
    const metadata = { ...reading.description.metadata, compression };
    return { ...reading, description: { ...reading.description, metadata } };
  });
}

async function isJoblib(file: FileToRead): Promise<boolean> {
  const { head, source } = file;
  const compression = compressionOf(head);
  if (compression === undefined) {
    return (
      head[0] === 0x80 &&
      (Buffer.from(head).includes(marker) || /\.(joblib|jbl)$/i.test(source.name))
    );
  }
  const supply = contentOf(file, compression);
  let start = new Uint8Array();
  try {
    start = Uint8Array.from(await supply.next());
  } catch {
    // The name decides.
  } finally {
    supply.close?.();
  }
  if (start[0] === 0x80 && (start[1] ?? 255) <= 5) return true;
  // A pickle of protocol 0 begins like nothing in particular.
  const isNamed = /\.(joblib|jbl|pkl|pickle)(\.\w+)?$/i.test(source.name);
  return isNamed && (commonContent(start)?.isPlainText ?? true);
}
