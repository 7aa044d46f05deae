import { readFile } from "node:fs/promises";
import { parentPort, workerData } from "node:worker_threads";
import { useMetricDirections } from "../../core/metrics/metric-direction.ts";
import { RegistryError } from "../../core/refusals/refusal.ts";
import { useLanguage } from "../../core/text/language.ts";
import { watchLogs } from "../../storage/logs/watch-logs.ts";
import { rememberSuccess } from "../lifecycle/remember-success.ts";
import { reportRecorded } from "../recorded-events.ts";
import { Registry } from "../registry.ts";
import { prepareSearch } from "../search/prepare-search.ts";
import type { Progress, Task } from "../task.ts";
import { useProxy } from "../use-proxy.ts";
import { callFileUseCase, callRegistryUseCase, isFileUseCase } from "./call-use-case.ts";
import type { FromWorker, ToWorker, WorkerOptions } from "./messages.ts";
import type { UseCaseName } from "./use-cases.ts";

/**
 * A registry in a thread of its own, so that nothing it does, be it hashing gigabytes or rebuilding
 * a large index, holds up the extension host.
 */

const { folder, trusted, wasmPath, speech, metricDirections } = workerData as WorkerOptions;
if (metricDirections) useMetricDirections(metricDirections);
if (speech) useLanguage(speech.language, speech.texts);
const proxied = useProxy(process.env);
const port = parentPort;
if (!port) throw new Error("the registry worker runs as a worker thread only");

const send = (message: FromWorker): void => {
  port.postMessage(message);
};
const running = new Map<number, AbortController>();

/** Opened by the first call that is about the registry: questions about files don't wait for it. */
const opened = rememberSuccess(open);

async function open(): Promise<Registry> {
  await proxied;
  const registry = await Registry.open({
    folder,
    trusted,
    wasm: async () => Uint8Array.from(await readFile(wasmPath)),
  });
  registry.watch(() => {
    send({ kind: "changed" });
  });
  watchLogs(registry.paths.runs, () => {
    send({ kind: "runs-changed" });
  });
  return registry;
}

port.on("message", (message: ToWorker) => {
  switch (message.kind) {
    case "call":
      void answer(message);
      return;
    case "cancel":
      running.get(message.call)?.abort();
      return;
    case "directions":
      useMetricDirections(message.directions);
      return;
    case "close":
      void close().finally(() => process.exit(0));
  }
});

/** Time without a call (ms) after which this thread has nothing better to do. */
const idleMs = 500;
let preparation: NodeJS.Timeout | undefined;
let isPrepared = false;

/** Prepares the first search of this thread, once, while nobody waits for an answer. */
function prepareWhenIdle(): void {
  clearTimeout(preparation);
  const registry = opened.current();
  if (isPrepared || !registry || running.size > 0) return;
  preparation = setTimeout(() => {
    // After a call that has come meanwhile there is another time.
    if (running.size > 0) return;
    isPrepared = true;
    // The search itself says what is wrong.
    registry.then(prepareSearch).catch(() => undefined);
  }, idleMs);
}

async function close(): Promise<void> {
  isPrepared = true;
  clearTimeout(preparation);
  await (await opened.current()?.catch(() => undefined))?.close();
}

async function answer({ call, name, request }: ToWorker & { kind: "call" }): Promise<void> {
  const abort = new AbortController();
  running.set(call, abort);
  const progress = throttle((newest: Progress) => {
    send({ kind: "progress", call, progress: newest });
  });
  const task: Task = {
    signal: abort.signal,
    report: progress.report,
    hook: (step) => {
      send({ kind: "hook", call, step });
    },
  };
  try {
    const value = await run(name, request, task).finally(progress.end);
    send({ kind: "answer", call, value });
  } catch (error) {
    if (error instanceof RegistryError) send({ kind: "refusal", call, refusal: error.refusal });
    else
      send({
        kind: "failure",
        call,
        error: error instanceof Error ? error : new Error(String(error)),
      });
  } finally {
    running.delete(call);
    prepareWhenIdle();
  }
}

async function run(name: UseCaseName, request: unknown, task: Task): Promise<unknown> {
  if (isFileUseCase(name)) return callFileUseCase(name, request, task);
  const registry = await opened.get();
  return reportRecorded(() => callRegistryUseCase(registry, name, request, task));
}

/** Limits reports to ten a second, as nobody can read more; the last one is always sent. */
function throttle<T>(report: (value: T) => void): {
  readonly report: (value: T) => void;
  readonly end: () => void;
} {
  let last = -Infinity;
  let waiting: NodeJS.Timeout | undefined;
  let newest: T;
  const tell = (): void => {
    waiting = undefined;
    last = performance.now();
    report(newest);
  };
  return {
    report: (value) => {
      newest = value;
      waiting ??= setTimeout(tell, Math.max(0, last + 100 - performance.now()));
    },
    end: () => {
      if (!waiting) return;
      clearTimeout(waiting);
      tell();
    },
  };
}
