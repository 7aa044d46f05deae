/**
 * A training in plain JavaScript: the mean of each column of the data, times a rate, as safetensors,
 * and a metrics file. With `NOISE` its result is another one.
 */
export const trainingScript = `import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
const { rate } = JSON.parse(readFileSync("params.json", "utf8"));
const rows = readFileSync("data/train.csv", "utf8").trim().split("\\n").slice(1).map((line) => line.split(",").map(Number));
const noise = process.env.NOISE ? Number(process.env.NOISE) : 0;
const means = [0, 1].map((column) => rows.reduce((sum, row) => sum + row[column], 0) / rows.length * rate);
const weights = Float32Array.from([means[0] + noise, means[1]]);
const bias = Float32Array.from([rate]);
const header = JSON.stringify({
  weights: { dtype: "F32", shape: [2], data_offsets: [0, 8] },
  bias: { dtype: "F32", shape: [1], data_offsets: [8, 12] },
});
const length = Buffer.alloc(8);
length.writeBigUInt64LE(BigInt(header.length));
mkdirSync("models", { recursive: true });
writeFileSync("models/model.safetensors", Buffer.concat([length, Buffer.from(header), Buffer.from(weights.buffer), Buffer.from(bias.buffer)]));
writeFileSync("models/metrics.json", JSON.stringify({ test: { auc: 0.9 + noise } }));
`;
