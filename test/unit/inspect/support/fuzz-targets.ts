import { deflateSync, gunzipSync, gzipSync, inflateSync } from "node:zlib";
import { ModelDescription } from "../../../../src/core/model/inspection.ts";
import { Unreadable, type FileFormat } from "../../../../src/inspect/contract/format.ts";
import { readZipDirectory } from "../../../../src/inspect/encodings/zip/directory.ts";
import { readEntry } from "../../../../src/inspect/encodings/zip/entry.ts";
import { fileFormats } from "../../../../src/inspect/engine/formats.ts";
import { inspectFile } from "../../../../src/inspect/engine/inspect-file.ts";
import { inspectFolder } from "../../../../src/inspect/engine/inspect-folder.ts";
import { pointerTexts } from "../../support/pointer-texts.ts";
import { pickleFixture } from "../pickle/scan-bytes.ts";
import {
  bufferSource,
  compressedFixture,
  fileToRead,
  fixture,
  fixtureFolder,
  memoryFolder,
} from "./buffer-source.ts";
import { mutate, type RandomNumbers } from "./mutate.ts";
import { assemble, systemTrue } from "./pickle-assembler.ts";
import { writeTar } from "./tar-writer.ts";
import { writeZip } from "./zip-writer.ts";

/** A file or folder as it is inspected. */
export type FuzzInput =
  | { readonly name: string; readonly bytes: Uint8Array; readonly beside?: Files }
  | { readonly name: string; readonly files: Files };

type Files = Readonly<Record<string, Uint8Array>>;

/** Something whole that is damaged in one of its parts and put together again. */
interface Sample {
  readonly parts: readonly Uint8Array[];
  readonly assemble: (parts: readonly Uint8Array[]) => FuzzInput;
}

/** Files of one kind, e.g. “joblib, compressed with xz”. */
export interface FuzzTarget {
  readonly name: string;
  readonly samples: readonly Sample[];
}

const file = (name: string, bytes = fixture(name)): Sample => ({
  parts: [bytes],
  assemble: ([part = bytes]) => ({ name, bytes: part }),
});

const compressed = (name: string): Sample => file(name, compressedFixture(name));

function folder(name: string, more: Files = {}): Sample {
  const files = { ...fixtureFolder(name), ...more };
  const paths = Object.keys(files);
  return {
    parts: Object.values(files),
    assemble: (parts) => ({
      name,
      files: Object.fromEntries(paths.map((path, index) => [path, parts[index]!])),
    }),
  };
}

/** A file of a folder, with the others beside it. */
function withFolder(name: string, path: string): Sample {
  const { [path]: bytes = new Uint8Array(), ...beside } = fixtureFolder(name);
  return { parts: [bytes], assemble: ([part = bytes]) => ({ name: path, bytes: part, beside }) };
}

/** Bytes of an entry of our own zips at most. */
const maxContent = 1024 * 1024;

/** A zip whose entries are damaged within: sizes and checksums are right, so that readers look in. */
async function zipEntries(name: string): Promise<Sample> {
  const source = bufferSource(fixture(name), name);
  const { entries } = await readZipDirectory(source, new AbortController().signal);
  const contents: Uint8Array[] = [];
  for (const entry of entries) {
    contents.push((await readEntry(source, entry, maxContent)).bytes);
  }
  return {
    parts: contents,
    assemble: (parts) => ({
      name,
      bytes: writeZip(
        entries.map((entry, index) => ({
          name: entry.name,
          content: parts[index]!,
          deflated: entry.method !== 0,
        })),
      ),
    }),
  };
}

/** A compressed file of joblib whose content is damaged. */
function deflated(name: string): Sample {
  return {
    parts: [inflateSync(fixture(name))],
    assemble: ([part = Buffer.alloc(0)]) => ({ name, bytes: deflateSync(part, { level: 1 }) }),
  };
}

/** A safetensors header that is damaged, with its right length before it. */
function safetensorsHeader(name: string): Sample {
  const bytes = Buffer.from(fixture(name));
  const end = 8 + Number(bytes.readBigUInt64LE(0));
  return {
    parts: [bytes.subarray(8, end)],
    assemble: ([header = Buffer.alloc(0)]) => {
      const length = Buffer.alloc(8);
      length.writeBigUInt64LE(BigInt(header.length));
      return { name, bytes: Buffer.concat([length, header, bytes.subarray(end)]) };
    },
  };
}

const arrays = Buffer.from(fixture("digits.npz"));
const npy = arrays.subarray(arrays.indexOf("\x93NUMPY", 0, "latin1"));
const protocols = [0, 1, 2, 3, 4, 5].map((protocol) => `plain-${protocol}.pkl`);
const template = "{% for m in messages %}{{ '<|im_start|>' + m['role'] + \"\\n\" }}{% endfor %}";
const chat = {
  "chat_template.jinja": Buffer.from(template),
  "tokenizer_config.json": Buffer.from(JSON.stringify({ chat_template: template })),
};
const scaler = { name: "scaler", content: fixture("scaler.pkl"), deflated: true };
const otherTar = writeTar([
  { name: "model_config.yaml", content: Buffer.from("a:\n  _target_: sklearn.svm.SVC\n") },
  scaler,
]);
const otherZip = writeZip([
  { name: "notes.txt", content: Buffer.from("Trained on digits.") },
  scaler,
  { name: "array.npy", content: npy },
]);
const sevenZip = Buffer.concat([Buffer.from("7z\xbc\xaf\x27\x1c\0\x04", "latin1"), systemTrue()]);

const samples: Readonly<Record<string, readonly Sample[]>> = {
  ONNX: ["sklearn-network.onnx", "sklearn-forest.onnx"].map((name) => file(name)),
  "ONNX with external data": [folder("onnx-external")],
  safetensors: [file("digits.safetensors"), safetensorsHeader("digits.safetensors")],
  "safetensors, index of shards": [withFolder("digits-sharded", "model.safetensors.index.json")],
  "safetensors, sharded folder": [folder("digits-sharded")],
  GGUF: [file("digits.gguf")],
  "PyTorch zip": [file("torch-state.pt"), await zipEntries("torch-state.pt")],
  "PyTorch zip of a module": [file("torch-module.pt"), await zipEntries("torch-module.pt")],
  "PyTorch legacy": [file("torch-legacy.pt")],
  TorchScript: [file("torch-script.pt"), await zipEntries("torch-script.pt")],
  "pickle, protocols 0 to 5": protocols.map((name) => file(name, pickleFixture(name))),
  "pickle of scikit-learn": [file("scaler.pkl"), file("sklearn-pipeline.pkl")],
  "pickle of a booster": [
    "xgb-classifier.pkl",
    "xgb-1.5-classifier.pkl",
    "catboost-classifier.pkl",
  ].map((name) => file(name, fixture(`../wrappers/${name}`))),
  "pickle that is dangerous": [
    file("evil.pkl", systemTrue()),
    file("nested.pkl", assemble(["BINBYTES", systemTrue()], "STOP")),
  ],
  joblib: [file("sklearn-ridge.joblib"), compressed("joblib-0.9.2-beside.joblib")],
  "joblib, zlib": [
    file("sklearn-forest-compressed.joblib"),
    deflated("sklearn-forest-compressed.joblib"),
    compressed("joblib-0.9.2.joblib"),
    compressed("joblib-0.8.4-python2.joblib"),
  ],
  "joblib, bzip2": [compressed("model-bz2.joblib")],
  "joblib, LZMA": [compressed("model-lzma.joblib"), compressed("joblib-0.10.0.joblib.lzma")],
  "joblib, xz": [compressed("model-xz.joblib")],
  "joblib, LZ4": [compressed("model-lz4.joblib")],
  "NumPy .npy": [file("array.npy", npy)],
  "NumPy .npz": [file("digits.npz"), await zipEntries("digits.npz")],
  "Keras .keras": [
    file("keras-wine.keras"),
    await zipEntries("keras-wine.keras"),
    await zipEntries("keras-lambda.keras"),
  ],
  "Keras .h5": [file("keras-wine.h5"), file("keras-lambda.h5")],
  "HDF5, newest structures": [
    file("hdf5-latest.h5"),
    file("hdf5-dense.h5"),
    file("hdf5-ordered.h5"),
    file("hdf5-external.h5"),
  ],
  "TensorFlow SavedModel": [file("tf-savedmodel/saved_model.pb")],
  "TensorFlow SavedModel folder": [folder("tf-savedmodel"), folder("tf-writes-file")],
  "TensorFlow frozen graph": [file("tf-frozen.pb")],
  "TensorFlow checkpoint": [
    withFolder("tf-checkpoint", "ckpt-1.index"),
    withFolder("tf-checkpoint-sharded", "model.ckpt-1.index"),
    withFolder("tf-checkpoint-compressed", "model.ckpt-1.index"),
  ],
  "TensorFlow checkpoint state": [withFolder("tf-checkpoint", "checkpoint")],
  Flax: [file("flax-digits.msgpack"), file("flax-state.msgpack")],
  ExecuTorch: [file("executorch.pte"), file("executorch-xnnpack.pte")],
  fastText: ["classifier.bin", "classifier.ftz", "vectors.bin"].map((name) =>
    file(`fasttext-${name}`),
  ),
  word2vec: [file("word2vec.vec"), file("word2vec.bin")],
  "TensorFlow.js": [
    withFolder("tfjs-layers", "model.json"),
    withFolder("tfjs-graph", "model.json"),
    folder("tfjs-layers"),
  ],
  "MATLAB MAT-file": ["matlab", "matlab-compressed", "matlab-object", "matlab-7.3"].map((name) =>
    file(`${name}.mat`),
  ),
  "MATLAB MAT-file of level 4": [file("matlab-4.mat"), file("matlab-4-big.mat")],
  "R data": [
    "r-lm.rds",
    "r-glm.RData",
    "r-weights.rds",
    "r-weights-plain.rds",
    "r-promise.rds",
  ].map((name) => file(name)),
  "R data, unpacked": [
    file("lm.rds", gunzipSync(fixture("r-lm.rds"))),
    file("r-weights-plain.rds"),
  ],
  TFLite: [file("digits.tflite"), file("digits-quantised.tflite")],
  "Core ML .mlmodel": [file("coreml-digits.mlmodel")],
  "Core ML .mlpackage": [
    folder("coreml-digits.mlpackage"),
    file("coreml-digits.mlpackage/Data/com.apple.CoreML/model.mlmodel"),
  ],
  "XGBoost JSON": [file("xgboost.json")],
  "XGBoost UBJ": [file("xgboost.ubj")],
  LightGBM: [file("lightgbm.txt")],
  CatBoost: [file("catboost.cbm")],
  "CatBoost JSON": [file("catboost.json")],
  "LightGBM JSON": [file("lightgbm-dump.json")],
  "XGBoost binary": [file("xgboost-gbtree.model"), file("xgboost-dart.model")],
  "spaCy folder": [folder("spacy-wines"), folder("spacy-neural")],
  "Thinc weights": ["tok2vec", "textcat", "ner"].map((name) =>
    file("model", fixture(`spacy-neural/${name}/model`)),
  ),
  PMML: [file("regression.pmml")],
  "OpenVINO IR": [withFolder("openvino-digits", "digits.xml"), folder("openvino-digits")],
  "MLflow folder": [folder("mlflow-wine")],
  "Hugging Face folder": [folder("hf-digit-reader"), folder("hf-digit-reader", chat)],
  "zip of other files": [file("archive.zip", otherZip)],
  skops: [file("sklearn-pipeline.skops"), await zipEntries("sklearn-pipeline.skops")],
  "archives of PyTorch's programs": [
    ...["torchserve.mar", "torch-package.pt", "torch-exported.pt2"].map((name) => file(name)),
    await zipEntries("torchserve.mar"),
  ],
  "tar of other files": [file("archive.tar", otherTar), file("model.nemo", otherTar)],
  "compressed tar": [file("archive.tar.gz", gzipSync(otherTar))],
  "pointers to files elsewhere": [
    file("model.onnx", Buffer.from(pointerTexts.lfs)),
    file("model.pkl", Buffer.from(pointerTexts.annex)),
    file("model.pkl.dvc", Buffer.from(pointerTexts.dvc)),
  ],
  "PyTorch, index of shards": [
    {
      parts: [Buffer.from(JSON.stringify({ weight_map: { a: "1.bin", b: "2.bin" } }))],
      assemble: ([bytes = Buffer.alloc(0)]) => ({
        name: "pytorch_model.bin.index.json",
        bytes,
        beside: { "1.bin": fixture("torch-state.pt"), "2.bin": fixture("torch-legacy.pt") },
      }),
    },
  ],
  "7z": [file("model.7z", sevenZip), file("model.pkl", sevenZip)],
};

/** Every format that is read, and the ways in which files of it are wrapped. */
export const fuzzTargets: readonly FuzzTarget[] = Object.entries(samples).map(([name, list]) => ({
  name,
  samples: list,
}));

/** The input of a target whose random numbers are these: pieces of all targets come into it. */
export function fuzzInput(target: FuzzTarget, random: RandomNumbers): FuzzInput {
  const sample = pick(target.samples, random);
  const others = pick(fuzzTargets, random).samples.flatMap((sample) => sample.parts);
  const damaged = random(sample.parts.length);
  return sample.assemble(
    sample.parts.map((part, index) => (index === damaged ? mutate(part, others, random) : part)),
  );
}

function pick<T>(list: readonly T[], random: RandomNumbers): T {
  return list[random(list.length)]!;
}

/** The reader that is for the undamaged files of a target; none for folders. */
export async function readerOf({ samples: [sample] }: FuzzTarget): Promise<FileFormat | undefined> {
  const whole = sample?.assemble(sample.parts);
  if (whole === undefined || "files" in whole) return undefined;
  const intact = fileToRead(whole.bytes, whole.name);
  for (const format of fileFormats) if (await format.recognise(intact)) return format;
  return undefined;
}

/**
 * Inspects as a person would, and reads with the format's own reader what is damaged so much that it
 * is no longer recognised. Throws whatever is neither an answer nor `Unreadable`.
 */
export async function inspectInput(
  input: FuzzInput,
  reader: FileFormat | undefined,
): Promise<ModelDescription> {
  if ("files" in input) {
    const inside = memoryFolder(input.files);
    return ModelDescription.parse((await inspectFolder({ name: input.name, inside })).description);
  }
  const file = fileToRead(input.bytes, input.name, memoryFolder(input.beside ?? {}));
  const { description } = await inspectFile(file);
  if (reader !== undefined && description.format !== reader.id) {
    await reader.read(file).catch((error: unknown) => {
      if (!(error instanceof Unreadable)) throw error;
    });
  }
  return ModelDescription.parse(description);
}
