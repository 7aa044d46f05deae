import type { Refusal } from "../../core/refusals/refusal.ts";
import type { HookStep } from "../hook-step.ts";
import type { Progress } from "../task.ts";
import type { RequestOf, UseCaseName } from "./use-cases.ts";

/** Options with which a worker opens its registry. */
export interface WorkerOptions {
  readonly folder: string;
  readonly trusted: boolean;
  readonly wasmPath: string;
  /** Texts in the editor's language by their English ones; absent for English. */
  readonly translations?: Readonly<Record<string, string>> | undefined;
}

export type ToWorker =
  | {
      readonly kind: "call";
      readonly call: number;
      readonly name: UseCaseName;
      readonly request: RequestOf<UseCaseName>;
    }
  | { readonly kind: "cancel"; readonly call: number }
  | { readonly kind: "close" };

export type FromWorker =
  | { readonly kind: "answer"; readonly call: number; readonly value: unknown }
  | { readonly kind: "refusal"; readonly call: number; readonly refusal: Refusal }
  | { readonly kind: "failure"; readonly call: number; readonly error: Error }
  | { readonly kind: "progress"; readonly call: number; readonly progress: Progress }
  | { readonly kind: "hook"; readonly call: number; readonly step: HookStep }
  | { readonly kind: "changed" };
