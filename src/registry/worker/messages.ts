import type { StatedDirections } from "../../core/metrics/metric-direction.ts";
import type { Refusal } from "../../core/refusals/refusal.ts";
import type { Translations } from "../../core/text/language.ts";
import type { HookStep } from "../hook-step.ts";
import type { Progress } from "../task.ts";
import type { RequestOf, UseCaseName } from "./use-cases.ts";

/** Options with which a worker opens its registry. */
export interface WorkerOptions {
  readonly folder: string;
  readonly trusted: boolean;
  readonly wasmPath: string;
  /** Environment variables beside those of the process. */
  readonly environment?: Readonly<Record<string, string>> | undefined;
  /** Directions of metrics that the settings give. */
  readonly metricDirections?: StatedDirections | undefined;
  /** The editor's language (BCP 47), and the texts in it by their English ones; absent for English. */
  readonly speech?: { readonly language: string; readonly texts: Translations } | undefined;
}

export type ToWorker =
  | {
      readonly kind: "call";
      readonly call: number;
      readonly name: UseCaseName;
      readonly request: RequestOf<UseCaseName>;
    }
  | { readonly kind: "cancel"; readonly call: number }
  /** The settings give other directions of metrics. */
  | { readonly kind: "directions"; readonly directions: StatedDirections }
  | { readonly kind: "close" };

export type FromWorker =
  | { readonly kind: "answer"; readonly call: number; readonly value: unknown }
  | { readonly kind: "refusal"; readonly call: number; readonly refusal: Refusal }
  | { readonly kind: "failure"; readonly call: number; readonly error: Error }
  | { readonly kind: "progress"; readonly call: number; readonly progress: Progress }
  | { readonly kind: "hook"; readonly call: number; readonly step: HookStep }
  | { readonly kind: "changed" }
  /** Live runs have logged something. */
  | { readonly kind: "runs-changed" };
