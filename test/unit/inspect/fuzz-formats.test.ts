import { describe, expect, it } from "vitest";
import { ModelDescription } from "../../../src/core/inspection.ts";
import { Unreadable } from "../../../src/inspect/format.ts";
import { fileFormats } from "../../../src/inspect/formats.ts";
import { inspectFile } from "../../../src/inspect/inspect-file.ts";
import { inspectFolder } from "../../../src/inspect/inspect-folder.ts";
import { fileToRead, fixture, fixtureFolder, memoryFolder } from "./support/buffer-source.ts";
import { mutate, randomNumbers } from "./support/mutate.ts";

/** `FUZZ_RUNS=100000 FUZZ_SEED=7 npx vitest run --config test/unit/vitest.config.ts fuzz` for more. */
const runs = Number(process.env["FUZZ_RUNS"] ?? 200);
const seed = Number(process.env["FUZZ_SEED"] ?? 1);
/** Milliseconds: far more than any of these small files takes, also on a machine that is busy. */
const patience = 5000;

const files = [
  "sklearn-network.onnx",
  "digits.safetensors",
  "digits-sharded/model.safetensors.index.json",
  "digits.gguf",
  "keras-wine.keras",
  "keras-lambda.h5",
  "tf-savedmodel/saved_model.pb",
  "tf-frozen.pb",
  "digits-quantised.tflite",
  "coreml-digits.mlmodel",
  "coreml-digits.mlpackage/Data/com.apple.CoreML/model.mlmodel",
  "xgboost.json",
  "xgboost.ubj",
  "lightgbm.txt",
  "catboost.cbm",
  "regression.pmml",
];
const folders = ["hf-digit-reader", "mlflow-wine", "coreml-digits.mlpackage", "digits-sharded"];
const all = files.map(fixture);

describe("damaged files", () => {
  it.each(files)(
    "like %s are answered in good time, whatever they hold",
    async (name) => {
      const whole = fixture(name);
      const intact = fileToRead(whole, name);
      const recognised = await Promise.all(
        fileFormats.map(async (format) => format.recognise(intact)),
      );
      const format = fileFormats[recognised.indexOf(true)]!;
      const random = randomNumbers(seed);
      for (let run = 0; run < runs; run++) {
        const bytes = mutate(whole, all, random);
        const start = performance.now();
        try {
          await format.read(fileToRead(bytes, name)).catch(ignoreUnreadable);
          const { description } = await inspectFile(fileToRead(bytes, name));
          ModelDescription.parse(description);
        } catch (cause) {
          throw new Error(`seed ${seed}, run ${run}: ${bytes.toString("base64")}`, { cause });
        }
        expect(performance.now() - start).toBeLessThan(patience);
      }
    },
    Math.max(20_000, runs * 20),
  );

  it.each(folders)(
    "in a folder like %s are answered in good time",
    async (name) => {
      const whole = fixtureFolder(name);
      const random = randomNumbers(seed);
      const paths = Object.keys(whole);
      for (let run = 0; run < runs; run++) {
        const path = paths[random(paths.length)]!;
        const bytes = mutate(whole[path]!, all, random);
        const inside = memoryFolder({ ...whole, [path]: bytes });
        const start = performance.now();
        try {
          ModelDescription.parse((await inspectFolder({ name, inside })).description);
        } catch (cause) {
          throw new Error(`seed ${seed}, run ${run}: ${path}: ${bytes.toString("base64")}`, {
            cause,
          });
        }
        expect(performance.now() - start).toBeLessThan(patience);
      }
    },
    Math.max(20_000, runs * 50),
  );

  it.each(files)("like %s that are cut anywhere are never taken for whole", async (name) => {
    // The end of a SavedModel, of a graph and of a network is no different from their middle:
    // protobuf has no end, so a cut between two fields is a shorter file.
    if (/\.(pb|onnx|mlmodel)$/.test(name)) return;
    const whole = fixture(name);
    const last = lastMeaningful(whole);
    for (let step = 1; step < 40; step++) {
      const bytes = whole.subarray(0, Math.floor((last * step) / 40));
      const { description } = await inspectFile(fileToRead(bytes, name));
      expect([step, description.verdict]).not.toEqual([step, "weights-only"]);
      expect([step, description.verdict]).not.toEqual([step, "needs-code"]);
    }
  });
});

/** Where the last byte is whose loss matters: no white space or zero, and none of LightGBM's notes. */
function lastMeaningful(bytes: Uint8Array): number {
  const notes = Buffer.from(bytes).indexOf("end of trees");
  return notes > 0 ? notes : bytes.findLastIndex((byte) => byte > 0x20);
}

function ignoreUnreadable(error: unknown): void {
  if (!(error instanceof Unreadable)) throw error;
}
