import { Unreadable, type FileFormat } from "../../contract/format.ts";
import { elementCount, summariseTensors } from "../../contract/tensors.ts";
import { ByteCursor, rangeSupply } from "../../encodings/byte-cursor.ts";
import { importsOf } from "../../encodings/pickle/describe.ts";
import { scanFile } from "../../encodings/pickle/scan-file.ts";
import { npyMagic } from "./npy-header.ts";
import { scanNpy } from "./scan-npy.ts";

/** One array in NumPy's own format. */
export const npy: FileFormat = {
  id: "npy",
  extensions: [".npy"],
  recognise: ({ head }) => npyMagic.equals(head.subarray(0, npyMagic.length)),
  read: ({ source, signal }) =>
    scanFile(signal, async (scan) => {
      const header = await scanNpy(new ByteCursor(rangeSupply(source)), scan, undefined);
      if (header === undefined) throw new Unreadable("The array does not begin like one");
      const tensor = { name: "array", dtype: header.dtype, shape: header.shape };
      const summary = summariseTensors([tensor]);
      if (
        header.itemsize !== undefined &&
        !header.pickled &&
        header.size + elementCount(header.shape) * header.itemsize > source.size
      ) {
        throw new Unreadable("The file ends before its array does");
      }
      return {
        description: {
          framework: "numpy",
          formatVersion: header.version,
          ...summary,
          ...importsOf(scan),
          verdict: scan.verdict,
        },
        tensors: [tensor],
        findings: scan.findings,
      };
    }),
};
