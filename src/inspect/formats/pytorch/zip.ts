import { Unreadable, type FileToRead, type Reading } from "../../contract/format.ts";
import type { Source } from "../../contract/source.ts";
import type { PickleScan } from "../../encodings/pickle/scan.ts";
import { printable } from "../../encodings/printable.ts";
import { readZipDirectory, type ZipDirectory } from "../../encodings/zip/directory.ts";
import { readEntry } from "../../encodings/zip/entry.ts";
import { directoryOf } from "../../encodings/zip/recognise-zip.ts";
import { scanZip } from "../zip/scan-zip.ts";
import { describeTensors } from "./describe-tensors.ts";

/** A zip with `data.pkl` and no TorchScript; PyTorch, torch/serialization.py (`_save`). */
export async function isPytorchZip(file: FileToRead): Promise<boolean> {
  const directory = await directoryOf(file);
  return directory?.find("data.pkl") !== undefined && directory.find("constants.pkl") === undefined;
}

export async function readPytorchZip(
  { source, signal }: FileToRead,
  scan: PickleScan,
): Promise<Reading> {
  const directory = await readZipDirectory(source, signal);
  const pickles = await scanZip(source, directory, scan, { persistentIds: true });
  const main = directory.find("data.pkl");
  const sequence = main && pickles.get(main);
  if (sequence === undefined) throw new Unreadable("The zip has no data.pkl that can be read");
  return describeTensors(scan, sequence, await formatVersionOf(source, directory));
}

/** The version of the container, which the zip has in an entry of its own. */
export async function formatVersionOf(
  source: Source,
  directory: ZipDirectory,
): Promise<{ formatVersion?: string }> {
  const entry = directory.find("version") ?? directory.find(".data/version");
  if (entry === undefined || entry.size > 64) return {};
  const { bytes } = await readEntry(source, entry, 64);
  return { formatVersion: printable(Buffer.from(bytes).toString("latin1").trim(), 64) };
}
