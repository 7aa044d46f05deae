import type { TensorInfo } from "../../core/inspection.ts";
import { printable } from "../printable.ts";
import { arrayOf } from "./numpy-values.ts";
import { tensorOf } from "./torch-values.ts";
import { isNode, type Node, type Value } from "./value.ts";

/** Where PyTorch modules keep what they hold: no part of a tensor's name in a state dict. */
const holders = new Set(["_parameters", "_buffers", "_modules"]);
const maxTensors = 100_000;
const maxVisits = 2_000_000;

/**
 * The tensors and arrays within a pickled value, named by the path to them as state dicts name them:
 * keys, attributes and indexes with dots between.
 */
export function tensorsIn(root: Value): TensorInfo[] {
  const found: TensorInfo[] = [];
  const visited = new Set<Node>();
  const waiting: [name: string, value: Value][] = [["", root]];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const [name, value] = next;
    if (!isNode(value) || found.length >= maxTensors || visited.size >= maxVisits) continue;
    const tensor = tensorOf(value) ?? arrayOf(value);
    if (tensor !== undefined) {
      found.push({ name, dtype: tensor.dtype, shape: tensor.shape });
    } else if (!visited.has(value)) {
      visited.add(value);
      waiting.push(...children(value, name).reverse());
    }
  }
  return found;
}

function children(node: Node, path: string): [string, Value][] {
  switch (node.kind) {
    case "dict":
      return keyed(node.entries, path);
    case "tuple":
    case "list":
      return indexed(node.items, path);
    case "call":
      return [
        ...keyed(node.entries, path),
        ...(node.state === undefined ? [] : [[path, node.state] satisfies [string, Value]]),
        ...indexed(node.items, path),
      ];
    default:
      return [];
  }
}

function keyed(entries: readonly (readonly [Value, Value])[], path: string): [string, Value][] {
  return entries.map(([key, value]) => [
    typeof key === "string" && holders.has(key)
      ? path
      : join(path, typeof key === "string" ? key : String(simple(key))),
    value,
  ]);
}

function indexed(items: readonly Value[], path: string): [string, Value][] {
  return items.map((value, index) => [join(path, String(index)), value]);
}

function simple(key: Value): string | number | bigint | boolean {
  return isNode(key) || key === null ? "?" : key;
}

function join(path: string, part: string): string {
  const name = printable(part, 256);
  return path === "" ? name : printable(`${path}.${name}`, 1024);
}

/** Numbers in all tensors together. */
export function countValues(tensors: readonly TensorInfo[]): number {
  return tensors.reduce(
    (sum, tensor) => sum + tensor.shape.reduce((product, size) => product * size, 1),
    0,
  );
}

/** Element types, the most common first. */
export function dtypesOf(tensors: readonly TensorInfo[]): string[] {
  const counts = new Map<string, number>();
  for (const { dtype } of tensors) counts.set(dtype, (counts.get(dtype) ?? 0) + 1);
  return [...counts]
    .sort((a, b) => b[1] - a[1])
    .map(([dtype]) => dtype)
    .slice(0, 64);
}
