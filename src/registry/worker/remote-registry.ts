import { Worker } from "node:worker_threads";
import type { StatedDirections } from "../../core/metrics/metric-direction.ts";
import { RegistryError } from "../../core/refusals/refusal.ts";
import type { CredentialsRequest } from "../exchange/given-credentials.ts";
import type { Task } from "../task.ts";
import type { FromWorker, ToWorker, WorkerOptions } from "./messages.ts";
import type { AnswerOf, RequestOf, UseCaseName } from "./use-cases.ts";

interface PendingCall {
  readonly worker: Worker;
  readonly task: Task;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: Error) => void;
}

/** Time (ms) that the worker has for saving its index when it is closed. */
const closeTimeout = 4_000;

/**
 * A registry that lives in a worker thread. The thread is started by the first call, and anew by
 * the next one if it dies.
 */
export class RemoteRegistry {
  readonly folder: string;
  readonly #workerPath: string;
  #options: WorkerOptions;
  readonly #onChange: () => void;
  readonly #onRunsChange: () => void;
  readonly #pending = new Map<number, PendingCall>();
  /** Credentials by their place: a thread that died takes them with it. */
  readonly #credentials = new Map<string, CredentialsRequest>();
  #worker: Worker | undefined;
  #calls = 0;
  #isReplaced = false;

  /**
   * @param onChange called when the registry has changed
   * @param onRunsChange called when live runs have logged something
   */
  constructor(
    workerPath: string,
    options: WorkerOptions,
    onChange: () => void,
    onRunsChange: () => void = () => undefined,
  ) {
    this.folder = options.folder;
    this.#workerPath = workerPath;
    this.#options = options;
    this.#onChange = onChange;
    this.#onRunsChange = onRunsChange;
  }

  /**
   * Runs a use case in the worker.
   *
   * @throws RegistryError what the use case refuses
   */
  call<N extends UseCaseName>(
    name: N,
    request: RequestOf<N>,
    task: Task = {},
  ): Promise<AnswerOf<N>> {
    const worker = this.#worker ?? this.#start();
    const call = (this.#calls += 1);
    const answered = new Promise<unknown>((resolve, reject) => {
      this.#pending.set(call, { worker, task, resolve, reject });
    });
    const cancel = (): void => {
      post(worker, { kind: "cancel", call });
    };
    post(worker, { kind: "call", call, name, request });
    if (task.signal?.aborted) cancel();
    task.signal?.addEventListener("abort", cancel, { once: true });
    const done = answered.finally(() => {
      task.signal?.removeEventListener("abort", cancel);
    });
    // The worker runs exactly the use case whose answer this is.
    return done as Promise<AnswerOf<N>>;
  }

  /**
   * Has the worker use credentials for a remote, or forget them; one that is started later, too.
   *
   * @throws RegistryError `read-only` in Restricted Mode
   */
  async useCredentials(request: CredentialsRequest): Promise<void> {
    await this.call("useCredentials", request);
    if (request.credentials) this.#credentials.set(request.place, request);
    else this.#credentials.delete(request.place);
  }

  /** Has the worker show metrics by other directions from now on. */
  useMetricDirections(metricDirections: StatedDirections): void {
    this.#options = { ...this.#options, metricDirections };
    if (this.#worker) post(this.#worker, { kind: "directions", directions: metricDirections });
  }

  /** Closes the worker once no call goes on: another one has taken its place. */
  closeWhenIdle(): void {
    this.#isReplaced = true;
    this.#closeReplaced();
  }

  #closeReplaced(): void {
    if (this.#isReplaced && this.#pending.size === 0) void this.close();
  }

  /** Lets the worker save its index and end. A call from now on starts another one. */
  async close(): Promise<void> {
    const worker = this.#worker;
    if (!worker) return;
    this.#worker = undefined;
    const exited = new Promise<void>((resolve) => {
      worker.once("exit", () => {
        resolve();
      });
    });
    post(worker, { kind: "close" });
    const timer = setTimeout(() => void worker.terminate(), closeTimeout);
    await exited;
    clearTimeout(timer);
  }

  #start(): Worker {
    const worker = new Worker(this.#workerPath, {
      workerData: this.#options,
      env: { ...process.env, ...this.#options.environment },
    });
    let failure = new Error("The registry's thread ended unexpectedly.");
    worker.on("message", (message: FromWorker) => {
      this.#receive(message);
    });
    worker.on("error", (error) => {
      if (error instanceof Error) failure = error;
    });
    worker.on("exit", () => {
      if (this.#worker === worker) this.#worker = undefined;
      for (const [call, pending] of this.#pending) {
        if (pending.worker !== worker) continue;
        this.#pending.delete(call);
        pending.reject(failure);
      }
    });
    this.#worker = worker;
    for (const request of this.#credentials.values()) {
      this.call("useCredentials", request).catch(() => undefined);
    }
    return worker;
  }

  #receive(message: FromWorker): void {
    if (message.kind === "changed") {
      this.#onChange();
      return;
    }
    if (message.kind === "runs-changed") {
      this.#onRunsChange();
      return;
    }
    const pending = this.#pending.get(message.call);
    if (!pending) return;
    if (message.kind === "progress") {
      pending.task.report?.(message.progress);
      return;
    }
    if (message.kind === "hook") {
      pending.task.hook?.(message.step);
      return;
    }
    this.#pending.delete(message.call);
    if (message.kind === "answer") pending.resolve(message.value);
    else if (message.kind === "refusal") pending.reject(new RegistryError(message.refusal));
    else pending.reject(message.error);
    this.#closeReplaced();
  }
}

function post(worker: Worker, message: ToWorker): void {
  worker.postMessage(message);
}
