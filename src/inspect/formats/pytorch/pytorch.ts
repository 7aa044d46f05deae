import type { FileFormat, FileToRead } from "../../contract/format.ts";
import { scanFile } from "../../encodings/pickle/scan-file.ts";
import { isZip } from "../../encodings/zip/recognise-zip.ts";
import { isTar } from "../archive/tar-members.ts";
import { isLegacy, readLegacy } from "./legacy.ts";
import { isTarModel, readTarModel } from "./tar.ts";
import { isPytorchZip, readPytorchZip } from "./zip.ts";

/** Format of `torch.save` over the years: a zip, before 1.6 several pickles, at first a tar. */
export const pytorch: FileFormat = {
  id: "pytorch",
  extensions: [".pt", ".pth", ".ckpt", ".bin"],
  recognise: async (file) =>
    isLegacy(file.head) || (await isTarModel(file)) || (await isPytorchZip(file)),
  read: (file) => scanFile(file.signal, (scan) => readerOf(file)(file, scan)),
};

function readerOf({ head }: FileToRead): typeof readLegacy {
  if (isZip(head)) return readPytorchZip;
  return isTar(head) ? readTarModel : readLegacy;
}
