import { catboost } from "./catboost.ts";
import type { FileFormat, FolderFormat } from "./format.ts";
import { gguf } from "./gguf/gguf.ts";
import { lightgbm } from "./lightgbm.ts";
import { onnx } from "./onnx/onnx.ts";
import { safetensorsIndex } from "./safetensors-index.ts";
import { safetensors } from "./safetensors.ts";
import { xgboostJson, xgboostUbj } from "./xgboost.ts";

/** Every format of one file, those that are surest to recognise first. */
export const fileFormats: readonly FileFormat[] = [
  gguf,
  catboost,
  safetensors,
  safetensorsIndex,
  xgboostJson,
  xgboostUbj,
  lightgbm,
  onnx,
];

/** Every format of a folder, the most specific first. */
export const folderFormats: readonly FolderFormat[] = [];
