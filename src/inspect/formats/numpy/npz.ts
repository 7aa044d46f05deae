import type { TensorInfo } from "../../../core/model/inspection.ts";
import type { FileFormat, FileToRead } from "../../contract/format.ts";
import { summariseTensors } from "../../contract/tensors.ts";
import { ByteCursor } from "../../encodings/byte-cursor.ts";
import { importsOf } from "../../encodings/pickle/describe.ts";
import { scanFile } from "../../encodings/pickle/scan-file.ts";
import { PickleScan } from "../../encodings/pickle/scan.ts";
import { readZipDirectory, type ZipDirectory } from "../../encodings/zip/directory.ts";
import { openEntry } from "../../encodings/zip/entry.ts";
import { directoryOf } from "../../encodings/zip/recognise-zip.ts";
import { scanZip } from "../zip/scan-zip.ts";
import { scanNpy } from "./scan-npy.ts";

/** Several arrays in a zip. */
export const npz: FileFormat = {
  id: "npz",
  extensions: [".npz"],
  async recognise(file) {
    const directory = await directoryOf(file);
    const { entries = [] } = directory ?? {};
    return entries.length > 0 && entries.every(({ name }) => name.endsWith(".npy"));
  },
  read: (file) =>
    scanFile(file.signal, async (scan) => {
      const directory = await readZipDirectory(file.source, file.signal);
      await scanZip(file.source, directory, scan, { persistentIds: false });
      const tensors = await arraysOf(file, directory);
      return {
        description: {
          framework: "numpy",
          ...summariseTensors(tensors),
          ...importsOf(scan),
          verdict: scan.verdict,
        },
        tensors,
        findings: scan.findings,
      };
    }),
};

async function arraysOf(
  { source, signal }: FileToRead,
  { entries }: ZipDirectory,
): Promise<TensorInfo[]> {
  const tensors: TensorInfo[] = [];
  for (const entry of entries) {
    const { supply } = await openEntry(source, entry);
    // What the pickles of objects do has been noted already.
    const header = await scanNpy(new ByteCursor(supply), new PickleScan(signal), undefined);
    supply.close?.();
    if (header === undefined) continue;
    const { dtype, shape } = header;
    tensors.push({
      name: entry.name.replace(/\.npy$/, ""),
      dtype,
      shape,
      size: entry.compressedSize,
    });
  }
  return tensors;
}
