import type { PickledArray } from "./numpy-values.ts";
import { isCall, shapeOf } from "./numpy-values.ts";
import { isGlobal, isNode, itemsOf, type CallNode, type Value } from "./value.ts";

/** Element types by the name of the storage class; PyTorch, torch/storage.py (`_new_dtypes`). */
const storageTypes: ReadonlyMap<string, string> = new Map(
  Object.entries({
    DoubleStorage: "float64",
    FloatStorage: "float32",
    HalfStorage: "float16",
    BFloat16Storage: "bfloat16",
    LongStorage: "int64",
    IntStorage: "int32",
    ShortStorage: "int16",
    CharStorage: "int8",
    ByteStorage: "uint8",
    BoolStorage: "bool",
    ComplexDoubleStorage: "complex128",
    ComplexFloatStorage: "complex64",
    QInt8Storage: "qint8",
    QUInt8Storage: "quint8",
    QInt32Storage: "qint32",
  }),
);

export interface PickledTensor extends PickledArray {
  /** Key of the storage the numbers lie in. */
  readonly storage: string;
}

/**
 * A tensor as PyTorch pickles it: a rebuild function over a storage, which is a persistent id
 * ('storage', class, key, location, elements). Source: torch/_utils.py, torch/serialization.py
 * (`persistent_id`).
 */
export function tensorOf(value: Value | undefined): PickledTensor | undefined {
  return isCall(value) && wrappers.has(calleeOf(value))
    ? plainTensor(value.args[0])
    : plainTensor(value);
}

const wrappers = new Set([
  "torch._utils._rebuild_parameter",
  "torch._utils._rebuild_parameter_with_state",
]);

type Rebuilder = (args: readonly Value[]) => PickledTensor | undefined;

const rebuilders: ReadonlyMap<string, Rebuilder> = new Map([
  ["torch._utils._rebuild_tensor", rebuilt],
  ["torch._utils._rebuild_tensor_v2", rebuilt],
  ["torch._utils._rebuild_qtensor", rebuilt],
  ["torch._utils._rebuild_tensor_v3", rebuiltTyped],
  ["torch._tensor._rebuild_from_type_v2", rebuiltSubclass],
]);

function plainTensor(value: Value | undefined): PickledTensor | undefined {
  return isCall(value) ? rebuilders.get(calleeOf(value))?.(value.args) : undefined;
}

function calleeOf({ callee }: CallNode): string {
  return isNode(callee) && callee.kind === "global" ? `${callee.module}.${callee.name}` : "";
}

/** The element type stands beside an untyped storage. */
function rebuiltTyped(args: readonly Value[]): PickledTensor | undefined {
  const tensor = rebuilt(args);
  const type = args[6];
  return tensor && isNode(type) && type.kind === "global"
    ? { ...tensor, dtype: type.name }
    : tensor;
}

function rebuiltSubclass([rebuild, , args]: readonly Value[]): PickledTensor | undefined {
  const plain = isGlobal(rebuild, ["torch._utils"], "_rebuild_tensor_v2");
  return plain ? rebuilt(itemsOf(args) ?? []) : undefined;
}

function rebuilt([storage, , size]: readonly Value[]): PickledTensor | undefined {
  const shape = shapeOf(size);
  const stored = storageOf(storage);
  return shape === undefined || stored === undefined ? undefined : { ...stored, shape };
}

function storageOf(value: Value | undefined): { dtype: string; storage: string } | undefined {
  if (!isNode(value) || value.kind !== "persistent") return undefined;
  const [tag, type, key] = itemsOf(value.id) ?? [];
  if (tag !== "storage" || typeof key !== "string" || !isNode(type) || type.kind !== "global")
    return undefined;
  return {
    dtype: storageTypes.get(type.name) ?? type.name.replace(/Storage$/, "").toLowerCase(),
    storage: key,
  };
}
