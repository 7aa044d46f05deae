import { isGlobal, isNode, itemsOf, type CallNode, type Value } from "./value.ts";

/** An element type of NumPy as a pickle describes it. */
export interface PickledDtype {
  /** `float32`, `object`, `void64`… */
  readonly name: string;
  /** Bytes of one element; undefined if they can't be determined. */
  readonly itemsize: number | undefined;
  /** True if elements are Python objects, which are pickled one by one. */
  readonly hasObject: boolean;
  readonly isBigEndian: boolean;
}

export interface PickledArray {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly isBigEndian?: boolean;
  /** The numbers, if they are few. */
  readonly content?: Uint8Array;
}

const core = ["numpy.core.multiarray", "numpy._core.multiarray"];
const numeric = ["numpy.core.numeric", "numpy._core.numeric"];
/** Names of the kinds of types, by bytes of one element (characters, of `U`). */
const kinds: Readonly<Record<string, (size: number) => string>> = {
  b: (size) => `int${size * 8}`,
  i: (size) => `int${size * 8}`,
  u: (size) => `uint${size * 8}`,
  f: (size) => `float${size * 8}`,
  c: (size) => `complex${size * 8}`,
  m: () => "timedelta64",
  M: () => "datetime64",
  U: (size) => `str${size * 32}`,
  S: (size) => `bytes${size * 8}`,
  V: (size) => `void${size * 8}`,
};

/**
 * The name and element size of a type as NumPy's array interface writes it (`f4`, `<i8`, `U10`).
 * https://numpy.org/doc/stable/reference/arrays.interface.html, `typestr`
 */
export function dtypeFromText(text: string): PickledDtype | undefined {
  const isBigEndian = text.startsWith(">");
  if (text === "?") return { name: "bool", itemsize: 1, hasObject: false, isBigEndian };
  const match = /^[<>|=]?([biufcmMSUVO])(\d{0,9})$/.exec(text);
  if (match === null) return undefined;
  const [, kind = "", digits = ""] = match;
  if (kind === "O") return { name: "object", itemsize: 8, hasObject: true, isBigEndian };
  if (digits === "") return undefined;
  const size = Number(digits);
  const name = kind === "b" && size === 1 ? "bool" : (kinds[kind]?.(size) ?? text);
  return { name, itemsize: kind === "U" ? size * 4 : size, hasObject: false, isBigEndian };
}

/**
 * A pickled `numpy.dtype`: the type's text and the state that BUILD gives it, (version, byte order,
 * subarray, names, fields, item size, alignment, flags). Source: NumPy, descriptor.c
 * (`arraydescr_reduce`, `arraydescr_setstate`).
 */
export function dtypeOf(value: Value | undefined): PickledDtype | undefined {
  if (!isCall(value) || !isGlobal(value.callee, ["numpy"], "dtype") || value.builds > 1)
    return undefined;
  const [text] = value.args;
  const plain = typeof text === "string" ? dtypeFromText(text) : undefined;
  if (plain === undefined || value.state === undefined) return plain;
  const [, order, subarray, , fields, itemsize, , flags] = itemsOf(value.state) ?? [];
  if (typeof flags !== "number") return { ...plain, itemsize: undefined };
  const trusted = subarray === null && (itemsize === -1 || itemsize === plain.itemsize);
  return {
    name: fields === null ? plain.name : "structured",
    itemsize: trusted ? plain.itemsize : undefined,
    // NPY_ITEM_REFCOUNT: elements are or contain objects.
    hasObject: plain.hasObject || (flags & 1) !== 0,
    isBigEndian: order === ">",
  };
}

/** An array, however it was pickled: by state, out of a buffer, or beside the pickle (joblib). */
export function arrayOf(value: Value | undefined): PickledArray | undefined {
  if (isNode(value) && value.kind === "array") return value;
  if (!isCall(value)) return undefined;
  if (isGlobal(value.callee, core, "_reconstruct")) {
    const state = itemsOf(value.state) ?? [];
    return array(state[1], state[2], state[4]);
  }
  if (isGlobal(value.callee, numeric, "_frombuffer"))
    return array(value.args[2], value.args[1], value.args[0]);
  return undefined;
}

/** A NumPy array of text or objects, as far as its elements are plain text. */
export function textsOf(value: Value | undefined): readonly string[] | undefined {
  if (!isCall(value) || !isGlobal(value.callee, core, "_reconstruct")) return undefined;
  const texts = itemsOf(itemsOf(value.state)?.[4]);
  return texts?.every((text) => typeof text === "string") ? texts : undefined;
}

/** The lengths of the axes, if all of them are plain. */
export function shapeOf(value: Value | undefined): readonly number[] | undefined {
  const shape =
    itemsOf(value) ??
    (isCall(value) && isGlobal(value.callee, ["torch"], "Size")
      ? itemsOf(value.args[0])
      : undefined);
  if (shape === undefined || shape.length > 64) return undefined;
  const plain = shape.filter(
    (size) => typeof size === "number" && Number.isSafeInteger(size) && size >= 0,
  );
  return plain.length === shape.length ? (plain as number[]) : undefined;
}

export function isCall(value: Value | undefined): value is CallNode {
  return isNode(value) && value.kind === "call";
}

function array(
  shape: Value | undefined,
  type: Value | undefined,
  numbers: Value | undefined,
): PickledArray | undefined {
  const sizes = shapeOf(shape);
  const dtype = dtypeOf(type);
  if (sizes === undefined || dtype === undefined) return undefined;
  const content = bytesOf(numbers);
  const { name, isBigEndian } = dtype;
  return { dtype: name, shape: sizes, isBigEndian, ...(content && { content }) };
}

/** Returns the bytes of a short byte string; protocols up to 2 write it as text that is encoded. */
export function bytesOf(value: Value | undefined): Uint8Array | undefined {
  if (isNode(value) && value.kind === "bytes") return value.content;
  if (!isCall(value) || !isGlobal(value.callee, ["_codecs"], "encode")) return undefined;
  const [text, encoding] = value.args;
  if (typeof text !== "string" || encoding !== "latin1") return undefined;
  return Buffer.from(text, "latin1");
}
