import type { HookStep } from "./hook-step.ts";

/** Progress of a long use case. */
export interface Progress {
  /** Current work, e.g. `Copying model.onnx`. */
  readonly message: string;
  /** Bytes or items done and in all; absent while not known. */
  readonly done?: number;
  readonly total?: number;
  /** Unit of `done` and `total`; bytes if absent. */
  readonly unit?: "items";
}

/** Request of a use case that has no parameters. */
export type NoRequest = Readonly<Record<string, never>>;

/** The caller's side of a long use case: it can be cancelled and wants to know how far it is. */
export interface Task {
  readonly signal?: AbortSignal | undefined;
  readonly report?: ((progress: Progress) => void) | undefined;
  /** Called with the events of running hooks. */
  readonly hook?: ((step: HookStep) => void) | undefined;
}
