import { Unreadable } from "../../contract/format.ts";
import type { Bytes } from "../../encodings/bytes.ts";
import { walkMessage, wireTypes, type Range } from "../../encodings/protobuf.ts";

/** Networks within branches and loops of networks. */
const maxDepth = 32;

const layersField = 1;
const customLayer = 500;

/** The fields with `WeightParams` of each kind of layer (NeuralNetwork.proto), by the layer's field. */
const weightFields: ReadonlyMap<number, readonly number[]> = new Map([
  [100, [90, 91]], // convolution
  [140, [20, 21]], // innerProduct
  [150, [20, 21]], // embedding
  [160, [15, 16, 17, 18]], // batchnorm
  [245, [2, 5]], // scale
  [250, [2]], // bias
  [290, [2]], // loadConstant
  [400, [30, 31, 32]], // simpleRecurrent
  [410, [30, 31, 32, 50, 51, 52, 70, 71, 72]], // gru
  [customLayer, [20]],
  [1040, [20, 21]], // embeddingND
  [1045, [8, 9]], // batchedMatmul
  [1070, [2]], // loadConstantND
  [1350, [3, 4]], // layerNormalization
  [1471, [60, 61]], // convolution3d
]);
/** LSTM layers have messages of weights only, in this field. */
const lstmLayers = new Set([420, 430]);
const lstmWeights = 20;
/** Fields with networks: the two of a branch and of a loop. */
const networkFields: ReadonlyMap<number, readonly number[]> = new Map([
  [605, [1, 2]],
  [615, [3, 4]],
]);

export interface NetworkContents {
  /** Number of values in all weights. */
  readonly weights: number;
  readonly hasCustomLayers: boolean;
}

/** A `NeuralNetwork`, or a classifier or regressor that begins with the same fields. */
export async function countWeights(bytes: Bytes, range: Range): Promise<NetworkContents> {
  const contents = { weights: 0, hasCustomLayers: false };
  await readNetwork(bytes, range, contents, 0);
  return contents;
}

interface Counted {
  weights: number;
  hasCustomLayers: boolean;
}

async function readNetwork(
  bytes: Bytes,
  range: Range,
  contents: Counted,
  depth: number,
): Promise<void> {
  if (depth > maxDepth)
    throw new Unreadable("Networks are nested too deeply", `byte ${range.start}`);
  await walkMessage(bytes, range, (layer) =>
    layer.number === layersField && layer.wireType === wireTypes.bytes
      ? readLayer(bytes, layer.range, contents, depth)
      : undefined,
  );
}

/** A `NeuralNetworkLayer`: its kind is the field that it has. */
async function readLayer(
  bytes: Bytes,
  range: Range,
  contents: Counted,
  depth: number,
): Promise<void> {
  await walkMessage(bytes, range, async ({ number: kind, wireType, range: layer }) => {
    if (wireType !== wireTypes.bytes) return;
    if (kind === customLayer) contents.hasCustomLayers = true;
    const weights = weightFields.get(kind);
    const networks = networkFields.get(kind);
    const isLstm = lstmLayers.has(kind);
    if (!weights && !networks && !isLstm) return;
    await walkMessage(bytes, layer, async (field) => {
      if (field.wireType !== wireTypes.bytes) return;
      if (networks?.includes(field.number)) {
        await readNetwork(bytes, field.range, contents, depth + 1);
      } else if (weights?.includes(field.number)) {
        contents.weights += await readWeights(bytes, field.range);
      } else if (isLstm && field.number === lstmWeights) {
        await walkMessage(bytes, field.range, async (part) => {
          if (part.wireType !== wireTypes.bytes) return;
          contents.weights += await readWeights(bytes, part.range);
        });
      }
    });
  });
}

/** The number of values of a `WeightParams`: floats of 4 or 2 bytes, or integers of so many bits. */
async function readWeights(bytes: Bytes, range: Range): Promise<number> {
  let values = 0;
  let rawBytes = 0;
  let bits = 8;
  await walkMessage(bytes, range, async (field) => {
    if (field.wireType !== wireTypes.bytes) return;
    const size = field.range.end - field.range.start;
    if (field.number === 1) values += Math.floor(size / 4);
    if (field.number === 2) values += Math.floor(size / 2);
    if (field.number === 30 || field.number === 31) rawBytes += size;
    if (field.number === 40) bits = await readBits(bytes, field.range);
  });
  return values + Math.floor((rawBytes * 8) / bits);
}

/** `QuantizationParams.numberOfBits`. */
async function readBits(bytes: Bytes, range: Range): Promise<number> {
  let bits = 8;
  await walkMessage(bytes, range, (field) => {
    if (field.number === 1 && field.wireType === wireTypes.varint) bits = field.value;
    return undefined;
  });
  if (bits >= 1 && bits <= 8) return bits;
  throw new Unreadable(`Weights have ${bits} bits`, `byte ${range.start}`);
}
