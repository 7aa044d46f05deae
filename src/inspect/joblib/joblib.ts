import { memorySupply, rangeSupply, type ByteSupply } from "../byte-cursor.ts";
import { Unreadable, type FileFormat, type FileToRead, type Reading } from "../format.ts";
import { inflateSupply } from "../inflate.ts";
import { describePickles } from "../pickle/describe.ts";
import { scanFile } from "../pickle/scan-file.ts";
import { compressionOf, type JoblibCompression } from "./compression.ts";
import { readPickleFile } from "./read-pickle-file.ts";

/** Bytes that a compressed file may hold. */
const inflatedLimit = 4 * 1024 * 1024 * 1024;
/** The module whose wrapper announces an array in the stream. */
const marker = Buffer.from("joblib.numpy_pickle");

/**
 * A pickle with the numbers of its arrays between its instructions, plain or compressed as a whole.
 * Source: joblib, numpy_pickle.py and compressor.py.
 */
export const joblib: FileFormat = {
  id: "joblib",
  name: "joblib",
  extensions: [".joblib", ".jbl"],
  recognise: isJoblib,
  read: (file) =>
    scanFile(file.signal, async (scan): Promise<Reading> => {
      const compression = compressionOf(file.head);
      const sequence = await readPickleFile(scan, () => contentOf(file, compression));
      const reading = describePickles(scan, sequence);
      if (compression === undefined) return reading;
      const metadata = { ...reading.description.metadata, compression };
      return { ...reading, description: { ...reading.description, metadata } };
    }),
};

async function isJoblib({ source, head }: FileToRead): Promise<boolean> {
  const compression = compressionOf(head);
  if (compression === undefined) {
    return (
      head[0] === 0x80 &&
      (Buffer.from(head).includes(marker) || /\.(joblib|jbl)$/i.test(source.name))
    );
  }
  if (compression !== "zlib" && compression !== "gzip")
    return /\.(joblib|jbl|pkl|pickle)(\.\w+)?$/i.test(source.name);
  const supply = inflateSupply(memorySupply(head), compression, inflatedLimit);
  try {
    const start = await supply.next();
    return start[0] === 0x80 && (start[1] ?? 255) <= 5;
  } catch {
    return false;
  } finally {
    supply.close?.();
  }
}

function contentOf(file: FileToRead, compression: JoblibCompression | undefined): ByteSupply {
  const bytes = rangeSupply(file.source);
  if (compression === undefined) return bytes;
  if (compression === "zlib" || compression === "gzip")
    return inflateSupply(bytes, compression, inflatedLimit);
  throw new Unreadable(
    `The file is compressed with ${compression}, which can't be decompressed here: save it with zlib or gzip to have it inspected`,
  );
}
