import type { TensorInfo } from "../../../core/model/inspection.ts";
import { elementCount, maxTensors } from "../../contract/tensors.ts";
import { printable } from "../printable.ts";
import { arrayOf } from "./numpy-values.ts";
import { tensorOf } from "./torch-values.ts";
import { isNode, type Node, type Value } from "./value.ts";

/**
 * Attributes in which PyTorch modules hold their contents; not part of a tensor's name in a state
 * dict.
 */
const holders = new Set(["_parameters", "_buffers", "_modules"]);
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
      elementCount(tensor.shape, name);
      found.push({ name, dtype: tensor.dtype, shape: tensor.shape });
    } else if (!visited.has(value)) {
      visited.add(value);
      // One by one: there may be more of them than a call takes arguments.
      for (const child of children(value, name).reverse()) waiting.push(child);
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
  const named: [string, Value][] = [];
  for (const [key, value] of entries) {
    if (!isNode(value)) continue; // numbers and text, of which there may be millions, hold nothing
    const held = typeof key === "string" && holders.has(key);
    named.push([held ? path : join(path, String(simple(key))), value]);
  }
  return named;
}

function indexed(items: readonly Value[], path: string): [string, Value][] {
  const named: [string, Value][] = [];
  for (const [index, value] of items.entries()) {
    if (isNode(value)) named.push([join(path, String(index)), value]);
  }
  return named;
}

function simple(key: Value): string | number | bigint | boolean {
  return isNode(key) || key === null ? "?" : key;
}

function join(path: string, part: string): string {
  const name = printable(part, 256);
  return path === "" ? name : printable(`${path}.${name}`, 1024);
}
