import type { FileFormat } from "../format.ts";
import { importsOf } from "../pickle/describe.ts";
import { scanFile } from "../pickle/scan-file.ts";
import { readZipDirectory } from "./directory.ts";
import { isZip } from "./recognise-zip.ts";
import { scanZip } from "./scan-zip.ts";

/** A zip of no known model format: what is in it is scanned for pickles all the same. */
export const zipArchive: FileFormat = {
  id: "zip",
  name: "zip archive",
  extensions: [".zip"],
  recognise: ({ head }) => isZip(head),
  read: ({ source, signal }) =>
    scanFile(signal, async (scan) => {
      const directory = await readZipDirectory(source, signal);
      const pickles = await scanZip(source, directory, scan, { persistentIds: true });
      const names = directory.entries.slice(0, 20).map(({ name }) => name);
      return {
        description: {
          ...importsOf(scan),
          metadata: { entries: names.join(", "), pickles: String(pickles.size) },
          verdict: scan.verdict,
        },
        findings: scan.findings,
      };
    }),
};
