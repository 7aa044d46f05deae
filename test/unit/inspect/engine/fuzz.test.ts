import { describe, expect, it } from "vitest";
import { Unreadable } from "../../../../src/inspect/contract/format.ts";
import { fileFormats, folderFormats } from "../../../../src/inspect/engine/formats.ts";
import { inspectFile } from "../../../../src/inspect/engine/inspect-file.ts";
import { pickleFile } from "../../../../src/inspect/formats/pickle-file.ts";
import { fileToRead, fixture } from "../support/buffer-source.ts";
import { fuzzInput, fuzzTargets, inspectInput, readerOf } from "../support/fuzz-targets.ts";
import { randomNumbers } from "../support/mutate.ts";
import { systemTrue } from "../support/pickle-assembler.ts";

/** Inputs of each target. Many more, with time and memory measured: `npm run bench -- fuzz`. */
const runs = 50;
/** CPU time in milliseconds: far more than any of these small files takes. */
const patience = 5000;

it("every format is among what is damaged", async () => {
  const ids = new Set<string>();
  for (const { samples } of fuzzTargets) {
    for (const { parts, assemble } of samples) {
      ids.add((await inspectInput(assemble(parts), undefined)).format);
    }
  }
  const formats = [...fileFormats, ...folderFormats].map(({ id }) => id);
  expect(formats.filter((id) => !ids.has(id))).toEqual([]);
});

describe("damaged files", () => {
  it.each(fuzzTargets.map((target) => [target.name, target] as const))(
    "like %s are answered in good time, whatever they hold",
    async (_, target) => {
      const reader = await readerOf(target);
      for (let seed = 0; seed < runs; seed++) {
        const input = fuzzInput(target, randomNumbers(seed));
        const start = process.threadCpuUsage();
        await inspectInput(input, reader).catch((cause: unknown) => {
          throw new Error(`seed ${seed}`, { cause });
        });
        const { user, system } = process.threadCpuUsage(start);
        expect([seed, (user + system) / 1000 < patience]).toEqual([seed, true]);
      }
    },
  );

  it.each([
    "digits.safetensors",
    "digits-sharded/model.safetensors.index.json",
    "digits.gguf",
    "keras-wine.keras",
    "keras-lambda.h5",
    "digits-quantised.tflite",
    "xgboost.json",
    "xgboost.ubj",
    "lightgbm.txt",
    "catboost.cbm",
    "regression.pmml",
    "executorch.pte",
    "executorch-xnnpack.pte",
    "fasttext-classifier.bin",
    "fasttext-classifier.ftz",
    "word2vec.vec",
    "word2vec.bin",
    "flax-digits.msgpack",
    "flax-state.msgpack",
    "openvino-digits/digits.xml",
    "tf-checkpoint/ckpt-1.index",
    // Not of protobuf: it has no end, so a cut between two fields is a shorter file.
  ])("like %s that are cut anywhere are never taken for whole", async (name) => {
    const whole = fixture(name);
    const last = lastMeaningful(whole);
    for (let step = 1; step < 40; step++) {
      const bytes = whole.subarray(0, Math.floor((last * step) / 40));
      const { description } = await inspectFile(fileToRead(bytes, name));
      expect([step, description.verdict]).not.toEqual([step, "weights-only"]);
      expect([step, description.verdict]).not.toEqual([step, "needs-code"]);
    }
  });

  it("that are pickles cut anywhere keep the danger that was read", async () => {
    const bytes = systemTrue();
    for (let length = 0; length < bytes.length; length++) {
      const verdict = await pickleFile.read(fileToRead(bytes.subarray(0, length))).then(
        ({ description }) => description.verdict,
        (error: unknown) => {
          expect(error).toBeInstanceOf(Unreadable);
          return "unreadable";
        },
      );
      const seen = length >= bytes.indexOf("os\n") + "os\n".length;
      expect([length, verdict]).toEqual([length, seen ? "dangerous" : "unreadable"]);
    }
  });
});

/**
 * Returns the position of the last byte whose loss matters: no white space or zero, and none of
 * LightGBM's notes.
 */
function lastMeaningful(bytes: Uint8Array): number {
  const notes = Buffer.from(bytes).indexOf("end of trees");
  return notes > 0 ? notes : bytes.findLastIndex((byte) => byte > 0x20);
}
