import type { TensorComparison } from "../../core/reproduction/tensor-comparison.ts";
import type { Task } from "../task.ts";

/** Compares two files tensor by tensor. */
export function compareTensors(
  _recorded: string,
  _produced: string,
  _path: string,
  _task: Task,
): Promise<TensorComparison> {
  return Promise.resolve({ problem: "can't be compared by tensors" });
}
