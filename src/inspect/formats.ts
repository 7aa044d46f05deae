import {
  exportedProgram,
  nemo,
  skops,
  tarArchive,
  torchPackage,
  torchServe,
  zipArchive,
} from "./archive/archive-formats.ts";
import { compressed } from "./archive/compressed.ts";
import { catboostJson } from "./catboost-json.ts";
import { catboost } from "./catboost.ts";
import { coreml } from "./coreml/coreml.ts";
import { coremlPackage } from "./coreml/package.ts";
import { executorch } from "./executorch/executorch.ts";
import { flax } from "./flax/flax.ts";
import type { FileFormat, FolderFormat } from "./format.ts";
import { gguf } from "./gguf/gguf.ts";
import { huggingface } from "./huggingface/huggingface.ts";
import { joblib } from "./joblib/joblib.ts";
import { kerasH5 } from "./keras/keras-h5.ts";
import { kerasZip } from "./keras/keras-zip.ts";
import { lightgbmJson } from "./lightgbm-json.ts";
import { lightgbm } from "./lightgbm.ts";
import { matlab } from "./matlab/matlab.ts";
import { mlflow } from "./mlflow/mlflow.ts";
import { npy } from "./numpy/npy.ts";
import { npz } from "./numpy/npz.ts";
import { onnx } from "./onnx/onnx.ts";
import { openvino } from "./openvino/openvino.ts";
import { pickleFile } from "./pickle-file.ts";
import { pmml } from "./pmml/pmml.ts";
import { pointerFormats } from "./pointers.ts";
import { pytorch } from "./pytorch/pytorch.ts";
import { pytorchIndex } from "./pytorch/sharded.ts";
import { r } from "./r/r.ts";
import { safetensorsIndex } from "./safetensors-index.ts";
import { safetensors } from "./safetensors.ts";
import { spacy } from "./spacy.ts";
import { checkpointState } from "./tensorflow/checkpoint-state.ts";
import { tensorflowCheckpoint } from "./tensorflow/checkpoint.ts";
import { frozenGraph } from "./tensorflow/frozen-graph.ts";
import { savedModelFolder } from "./tensorflow/saved-model-folder.ts";
import { savedModelFile } from "./tensorflow/saved-model.ts";
import { tfjs } from "./tfjs/tfjs.ts";
import { tflite } from "./tflite/tflite.ts";
import { torchscript } from "./torchscript.ts";
import { fasttext } from "./word-vectors/fasttext.ts";
import { word2vec } from "./word-vectors/word2vec.ts";
import { wrappedArchive } from "./wrapped-archive.ts";
import { xgboostBinary } from "./xgboost-binary.ts";
import { xgboostJson, xgboostUbj } from "./xgboost.ts";

/** Every format of one file, those that are surest to recognise first. */
export const fileFormats: readonly FileFormat[] = [
  ...pointerFormats,
  gguf,
  catboost,
  tflite,
  tensorflowCheckpoint,
  checkpointState,
  executorch,
  flax,
  fasttext,
  word2vec,
  matlab,
  kerasH5,
  kerasZip,
  safetensors,
  safetensorsIndex,
  pytorchIndex,
  tfjs,
  xgboostJson,
  xgboostUbj,
  xgboostBinary,
  lightgbm,
  lightgbmJson,
  catboostJson,
  pmml,
  openvino,
  torchServe,
  exportedProgram,
  skops,
  pytorch,
  torchscript,
  torchPackage,
  r,
  npy,
  npz,
  joblib,
  pickleFile,
  onnx,
  savedModelFile,
  coreml,
  frozenGraph,
  nemo,
  tarArchive,
  zipArchive,
  compressed,
  wrappedArchive,
];

/** Every format of a folder, the most specific first. */
export const folderFormats: readonly FolderFormat[] = [
  mlflow,
  spacy,
  huggingface,
  savedModelFolder,
  coremlPackage,
];
