import { isMainThread, parentPort, Worker, workerData } from "node:worker_threads";
import * as z from "zod";
import {
  fuzzInput,
  fuzzTargets,
  inspectInput,
  readerOf,
} from "../unit/inspect/support/fuzz-targets.ts";
import { randomNumbers } from "../unit/inspect/support/mutate.ts";

/**
 * Inspects many damaged inputs of one target: `node fuzz-once.ts TARGET INPUTS SEED LIMIT`, the limit
 * in milliseconds. A thread inspects, while this one looks whether it still gets on. What is over the
 * limit is tried again: the machine may have been busy with something else.
 */
const Work = z.object({
  target: z.string(),
  inputs: z.coerce.number(),
  /** Of the first input; the next one has the next. */
  seed: z.coerce.number(),
  limit: z.coerce.number(),
});
type Work = z.infer<typeof Work>;

/** Memory that two threads share: the seed that is being inspected, and since when (`Date.now`). */
const Progress = z.instanceof(Float64Array);

if (isMainThread) {
  const [target, inputs, seed, limit] = process.argv.slice(2);
  watch(Work.parse({ target, inputs, seed, limit }));
} else {
  const { progress, ...work } = Work.extend({ progress: Progress }).parse(workerData);
  parentPort?.postMessage(await inspectAll(work, progress));
}

function watch(work: Work): void {
  const progress = new Float64Array(new SharedArrayBuffer(16));
  const fail = (reason: string): never => {
    console.error(`${work.target}, seed ${progress[0] ?? NaN}: ${reason}`);
    process.exit(1);
  };
  const patience = work.limit * 5;
  const worker = new Worker(new URL(import.meta.url), { workerData: { ...work, progress } });
  worker.once("error", (error) => fail(error instanceof Error ? (error.stack ?? "") : "died"));
  worker.once("message", (measured) => {
    console.log(JSON.stringify(measured));
    process.exit(0);
  });
  setInterval(() => {
    const [, since = 0] = progress;
    if (since > 0 && Date.now() - since > patience) fail(`no answer after ${patience} ms`);
  }, 50);
}

async function inspectAll(
  { target: name, inputs, seed: first, limit }: Work,
  progress: Float64Array,
): Promise<Record<string, number>> {
  const target = fuzzTargets.find((each) => each.name === name);
  if (!target) throw new Error(`There is no target “${name}”`);
  const reader = await readerOf(target);
  const before = process.memoryUsage().rss;
  let [slowest, slowestSeed, allocated, read] = [0, first, 0, 0];
  for (let seed = first; seed < first + inputs; seed++) {
    const input = fuzzInput(target, randomNumbers(seed));
    const used = heapAndBuffers();
    progress[0] = seed;
    progress[1] = Date.now();
    let [time, verdict] = [Infinity, ""];
    for (let tries = 0; tries < 3 && time > limit; tries++) {
      const start = performance.now();
      ({ verdict } = await inspectInput(input, reader));
      time = Math.min(time, performance.now() - start);
    }
    progress[1] = 0;
    // Nothing is seen of what was collected meanwhile: the peak of the process has that too.
    allocated = Math.max(allocated, heapAndBuffers() - used);
    if (verdict !== "unreadable") read += 1;
    if (time > slowest) [slowest, slowestSeed] = [time, seed];
  }
  const memory = process.resourceUsage().maxRSS * 1024 - before;
  return { slowest, slowestSeed, allocated, memory, read };
}

/** Bytes. */
function heapAndBuffers(): number {
  const { heapUsed, external } = process.memoryUsage();
  return heapUsed + external;
}
