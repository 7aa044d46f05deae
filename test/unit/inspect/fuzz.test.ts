import { describe, expect, it } from "vitest";
import { ModelDescription } from "../../../src/core/inspection.ts";
import { Unreadable, type FileFormat, type Reading } from "../../../src/inspect/format.ts";
import { joblib } from "../../../src/inspect/joblib/joblib.ts";
import { npy } from "../../../src/inspect/numpy/npy.ts";
import { npz } from "../../../src/inspect/numpy/npz.ts";
import { pickleFile } from "../../../src/inspect/pickle-file.ts";
import { pytorch } from "../../../src/inspect/pytorch/pytorch.ts";
import { torchscript } from "../../../src/inspect/torchscript.ts";
import { withinLimits } from "../../../src/inspect/within-limits.ts";
import { zipArchive } from "../../../src/inspect/zip/zip-archive.ts";
import { compressedFixture, fileToRead, fixture } from "./support/buffer-source.ts";
import { mutate, randomNumbers } from "./support/mutate.ts";
import { assemble, systemTrue } from "./support/pickle-assembler.ts";

/** `FUZZ_RUNS=100000 FUZZ_SEED=7 npx vitest run --config test/unit/vitest.config.ts fuzz` for more. */
const runs = Number(process.env["FUZZ_RUNS"] ?? 300);
const seed = Number(process.env["FUZZ_SEED"] ?? 1);
/** Milliseconds: far more than any of these small files takes, also on a machine that is busy. */
const patience = 5000;

const arrays = Buffer.from(fixture("digits.npz"));
const samples: readonly (readonly [FileFormat, ...(readonly Uint8Array[])])[] = [
  [
    pickleFile,
    fixture("scaler.pkl"),
    fixture("sklearn-pipeline.pkl"),
    systemTrue(),
    assemble(["BINBYTES", systemTrue()], "STOP"),
  ],
  [joblib, fixture("sklearn-ridge.joblib"), fixture("sklearn-forest-compressed.joblib")],
  [
    joblib,
    ...["bz2", "lzma", "xz", "lz4"].map((method) => compressedFixture(`model-${method}.joblib`)),
    compressedFixture("joblib-0.9.2.joblib"),
  ],
  [pytorch, fixture("torch-state.pt"), fixture("torch-legacy.pt"), fixture("torch-module.pt")],
  [torchscript, fixture("torch-script.pt")],
  [npz, fixture("digits.npz")],
  [npy, arrays.subarray(arrays.indexOf("\x93NUMPY", 0, "latin1"))],
  [zipArchive, fixture("keras-wine.keras")],
];
const all = samples.flatMap(([, ...files]) => files);

async function read(format: FileFormat, bytes: Uint8Array): Promise<Reading | undefined> {
  const file = fileToRead(bytes, "model");
  await format.recognise(file);
  try {
    return await format.read(file);
  } catch (error) {
    if (error instanceof Unreadable) return undefined;
    throw error;
  }
}

describe("damaged files", () => {
  it.each(samples.map(([format, ...files]) => [format.name, format, files] as const))(
    "of %s are answered in good time, whatever they hold",
    async (_, format, files) => {
      const random = randomNumbers(seed);
      for (let run = 0; run < runs; run++) {
        const bytes = mutate(files[run % files.length] ?? Buffer.alloc(0), all, random);
        const start = performance.now();
        const reading = await read(format, bytes).catch((error: unknown) => {
          throw new Error(`seed ${seed}, run ${run}: ${bytes.toString("base64")}`, {
            cause: error,
          });
        });
        expect(performance.now() - start).toBeLessThan(patience);
        if (reading === undefined) continue;
        const { description, findings = [] } = reading;
        const whole = withinLimits({ ...description, format: format.id, findings: [...findings] });
        expect(() => ModelDescription.parse(whole)).not.toThrow();
      }
    },
    Math.max(20_000, runs * 20),
  );

  it("that are cut anywhere are never taken for whole, and keep the danger that was read", async () => {
    const bytes = systemTrue();
    for (let length = 0; length < bytes.length; length++) {
      const reading = await read(pickleFile, bytes.subarray(0, length));
      const seen = length >= bytes.indexOf("os\n") + "os\n".length;
      expect([length, reading?.description.verdict]).toEqual([
        length,
        seen ? "dangerous" : "unreadable",
      ]);
    }
  });
});
