import type { CountedExperiment } from "../../registry/runs/experiments.ts";
import type { RunOutline } from "../../registry/runs/run-outlines.ts";
import type { FolderRegistry } from "../registries.ts";

/** Node of the view of runs. Commands get nodes as their arguments. */
export type RunNode =
  | { readonly kind: "folder"; readonly in: FolderRegistry }
  | { readonly kind: "runs-failure"; readonly in: FolderRegistry; readonly text: string }
  | {
      readonly kind: "experiment";
      readonly in: FolderRegistry;
      readonly experiment: CountedExperiment;
      /** True for the first one, whose runs are in sight at once. */
      readonly isFirst: boolean;
    }
  | RunRowNode
  | {
      readonly kind: "more-runs";
      readonly in: FolderRegistry;
      readonly experiment: CountedExperiment;
      readonly shown: number;
    };

export interface RunRowNode {
  readonly kind: "run";
  readonly in: FolderRegistry;
  readonly run: RunOutline;
}

/** Returns a stable name of a node, unique among its siblings. */
export function runNodeKey(node: RunNode): string {
  switch (node.kind) {
    case "experiment":
      return `experiment:${node.experiment.id}`;
    case "run":
      return `run:${node.run.id}`;
    case "more-runs":
      return "more";
    default:
      return `${node.kind} ${node.in.folder.uri.toString()}`;
  }
}

/** Returns true if a command's argument is the end of a list of runs. */
export function isMoreRuns(value: unknown): value is RunNode & { kind: "more-runs" } {
  return (
    typeof value === "object" &&
    value !== null &&
    "kind" in value &&
    value.kind === "more-runs" &&
    "in" in value
  );
}

/** Returns true if a command's argument is a row of a run. */
export function isRunNode(value: unknown): value is RunRowNode {
  return (
    typeof value === "object" &&
    value !== null &&
    "kind" in value &&
    value.kind === "run" &&
    "run" in value &&
    "in" in value
  );
}
