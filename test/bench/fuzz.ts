import { fuzzTargets } from "../unit/inspect/support/fuzz-targets.ts";
import { duration, megabytes, printTable, runFresh } from "./measure.ts";

/** Inputs of each target: 100,000 and more in all. `FUZZ_SEED` is the seed of the first. */
const inputs = Number(process.env["FUZZ_INPUTS"] ?? 3000);
const seed = Number(process.env["FUZZ_SEED"] ?? 1);
/** Milliseconds that one input may take. */
const timeLimit = 2000;
/** Bytes that a process which inspects may need more than before. */
const memoryLimit = 256_000_000;

/**
 * Damaged files and folders of every format, each target in a fresh process: none may crash, take too
 * long or need too much memory. The process ends with 1 if one does.
 */
export function benchFuzz(): Promise<void> {
  const rows: string[][] = [];
  const failures: string[] = [];
  let most = { time: 0, memory: 0 };
  for (const { name } of fuzzTargets) {
    try {
      const measured = runFresh("fuzz-once.ts", name, `${inputs}`, `${seed}`, `${timeLimit}`);
      const { slowest = NaN, slowestSeed = NaN, allocated = NaN, memory = NaN } = measured;
      rows.push([
        name,
        `${((100 * (measured["read"] ?? NaN)) / inputs).toFixed(0)} %`,
        duration(slowest),
        megabytes(allocated),
        megabytes(memory),
      ]);
      most = { time: Math.max(most.time, slowest), memory: Math.max(most.memory, memory) };
      if (slowest > timeLimit) failures.push(`${name}, seed ${slowestSeed}: ${duration(slowest)}`);
      if (memory > memoryLimit) failures.push(`${name}: ${megabytes(memory)} more than before`);
    } catch (error) {
      failures.push(error instanceof Error ? error.message : String(error));
    }
  }
  rows.push([
    `**${(inputs * rows.length).toLocaleString("en")} inputs in all**`,
    "",
    duration(most.time),
    "",
    megabytes(most.memory),
  ]);
  printTable(
    ["damaged files", "read to the end", "slowest", "heap and buffers, one input", "process, peak"],
    rows,
  );
  for (const failure of failures) console.error(failure);
  if (failures.length > 0) process.exitCode = 1;
  return Promise.resolve();
}
