import { rangeSupply } from "../byte-cursor.ts";
import type { FileFormat, FileToRead, Reading } from "../format.ts";
import { describePickles } from "../pickle/describe.ts";
import { scanFile } from "../pickle/scan-file.ts";
import { compressionOf, contentOf } from "./compression.ts";
import { readPickleFile } from "./read-pickle-file.ts";

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
      const sequence = await readPickleFile(scan, () =>
        compression === undefined ? rangeSupply(file.source) : contentOf(file, compression),
      );
      const reading = describePickles(scan, sequence);
      if (compression === undefined) return reading;
      const metadata = { ...reading.description.metadata, compression };
      return { ...reading, description: { ...reading.description, metadata } };
    }),
};

async function isJoblib(file: FileToRead): Promise<boolean> {
  const { head, source } = file;
  const compression = compressionOf(head);
  if (compression === undefined) {
    return (
      head[0] === 0x80 &&
      (Buffer.from(head).includes(marker) || /\.(joblib|jbl)$/i.test(source.name))
    );
  }
  // Whatever the content is: a pickle of protocol 0 begins like nothing in particular.
  if (/\.(joblib|jbl|pkl|pickle)(\.\w+)?$/i.test(source.name)) return true;
  const supply = contentOf(file, compression);
  try {
    const start = await supply.next();
    return start[0] === 0x80 && (start[1] ?? 255) <= 5;
  } catch {
    return false;
  } finally {
    supply.close?.();
  }
}
