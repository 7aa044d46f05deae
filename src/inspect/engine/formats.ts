import type { FileFormat, FolderFormat } from "../contract/format.ts";
import {
  exportedProgram,
  nemo,
  skops,
  tarArchive,
  torchPackage,
  torchServe,
  zipArchive,
} from "../formats/archive/archive-formats.ts";
import { compressed } from "../formats/archive/compressed.ts";
import { catboostJson } from "../formats/catboost-json.ts";
import { catboost } from "../formats/catboost.ts";
import { coreml } from "../formats/coreml/coreml.ts";
import { coremlPackage } from "../formats/coreml/package.ts";
import { executorch } from "../formats/executorch/executorch.ts";
import { flax } from "../formats/flax/flax.ts";
import { gguf } from "../formats/gguf/gguf.ts";
import { huggingface } from "../formats/huggingface/huggingface.ts";
import { joblib } from "../formats/joblib/joblib.ts";
import { kerasH5 } from "../formats/keras/keras-h5.ts";
import { kerasZip } from "../formats/keras/keras-zip.ts";
import { lightgbmJson } from "../formats/lightgbm-json.ts";
import { lightgbm } from "../formats/lightgbm.ts";
import { matlab } from "../formats/matlab/matlab.ts";
import { mlflow } from "../formats/mlflow/mlflow.ts";
import { npy } from "../formats/numpy/npy.ts";
import { npz } from "../formats/numpy/npz.ts";
import { onnx } from "../formats/onnx/onnx.ts";
import { openvino } from "../formats/openvino/openvino.ts";
import { pickleFile } from "../formats/pickle-file.ts";
import { pmml } from "../formats/pmml/pmml.ts";
import { pytorch } from "../formats/pytorch/pytorch.ts";
import { pytorchIndex } from "../formats/pytorch/sharded.ts";
import { r } from "../formats/r/r.ts";
import { safetensorsIndex } from "../formats/safetensors-index.ts";
import { safetensors } from "../formats/safetensors.ts";
import { spacy } from "../formats/spacy/spacy.ts";
import { thinc } from "../formats/spacy/thinc.ts";
import { checkpointState } from "../formats/tensorflow/checkpoint-state.ts";
import { tensorflowCheckpoint } from "../formats/tensorflow/checkpoint.ts";
import { frozenGraph } from "../formats/tensorflow/frozen-graph.ts";
import { savedModelFolder } from "../formats/tensorflow/saved-model-folder.ts";
import { savedModelFile } from "../formats/tensorflow/saved-model.ts";
import { tfjs } from "../formats/tfjs/tfjs.ts";
import { tflite } from "../formats/tflite/tflite.ts";
import { torchscript } from "../formats/torchscript.ts";
import { fasttext } from "../formats/word-vectors/fasttext.ts";
import { word2vec } from "../formats/word-vectors/word2vec.ts";
import { wrappedArchive } from "../formats/wrapped-archive.ts";
import { xgboostBinary } from "../formats/xgboost-binary.ts";
import { xgboostJson, xgboostUbj } from "../formats/xgboost.ts";
import { pointerFormats } from "./pointers.ts";

/** Every format of one file, those that are surest to recognise first. */
export const fileFormats: readonly FileFormat[] = [
  ...pointerFormats,
  gguf,
  catboost,
  tflite,
  tensorflowCheckpoint,
  checkpointState,
  executorch,
  thinc,
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
