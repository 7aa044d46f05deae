import { basename } from "node:path";
import { formatName } from "../../core/text/display-names.ts";
import { Unreadable } from "../contract/format.ts";
import type { Source } from "../contract/source.ts";
import type { StoredValues } from "../contract/stored-values.ts";
import { ggufValues } from "../formats/gguf/gguf.ts";
import { npyValues, npzValues } from "../formats/numpy/numpy-values.ts";
import { onnxValues } from "../formats/onnx/onnx.ts";
import { safetensorsValues } from "../formats/safetensors.ts";
import { fileSource } from "../sources/file-source.ts";
import { inspectPath } from "./inspect-path.ts";

type ReadValues = (source: Source, signal: AbortSignal) => Promise<readonly StoredValues[]>;

/** Formats whose tensors lie in the file as they are, by the format's id. */
const readers: Readonly<Record<string, ReadValues>> = {
  gguf: ggufValues,
  npy: npyValues,
  npz: npzValues,
  onnx: onnxValues,
  safetensors: safetensorsValues,
};

/** Tensors of a file, or the reason why they can't be read. */
export type OpenedValues =
  | { readonly format: string; readonly tensors: readonly StoredValues[] }
  | { readonly problem: string };

/**
 * Finds the tensors of a model file whose values can be read without running anything. Throws the
 * errors of the disk, and the signal's reason when that is raised.
 *
 * @param name of the file, which its path need not have
 */
export async function openValues(
  path: string,
  name: string,
  signal: AbortSignal,
): Promise<OpenedValues> {
  const { description } = await inspectPath(path, { signal });
  const { format } = description;
  const read = Object.hasOwn(readers, format) ? readers[format] : undefined;
  if (!read) {
    const what = format === "unknown" ? "a file of an unknown format" : formatName(format);
    return { problem: `${what} can't be compared by tensors` };
  }
  try {
    const tensors = await read(await fileSource(path, basename(name)), signal);
    return { format, tensors };
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    return { problem: `the tensors can't be read: ${error.message}` };
  }
}
