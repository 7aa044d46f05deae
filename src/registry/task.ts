import type { HookStep } from "./hooks/hook-step.ts";

/** How far a long use case is. */
export interface Progress {
  /** What is being done, e.g. `Copying model.onnx`. */
  readonly message: string;
  /** Bytes or items done and in all; absent while not known. */
  readonly done?: number;
  readonly total?: number;
  /** What is counted; bytes if absent. */
  readonly unit?: "items";
}

/** What a use case is asked that needs no more than its name. */
export type NoRequest = Readonly<Record<string, never>>;

/** The caller's side of a long use case: it can be cancelled and wants to know how far it is. */
export interface Task {
  readonly signal?: AbortSignal | undefined;
  readonly report?: ((progress: Progress) => void) | undefined;
  /** What programs of the policy do while they run. */
  readonly hook?: ((step: HookStep) => void) | undefined;
}
