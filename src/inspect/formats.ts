import type { FileFormat, FolderFormat } from "./format.ts";
import { onnx } from "./onnx/onnx.ts";
import { safetensorsIndex } from "./safetensors-index.ts";
import { safetensors } from "./safetensors.ts";

/** Every format of one file, those that are surest to recognise first. */
export const fileFormats: readonly FileFormat[] = [safetensors, safetensorsIndex, onnx];

/** Every format of a folder, the most specific first. */
export const folderFormats: readonly FolderFormat[] = [];
