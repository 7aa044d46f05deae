/**
 * Value on the machine's stack: the description of an object that loading would make. The object is
 * never made. Python's `None` is null; ints and floats are numbers or bigints.
 */
export type Value = null | boolean | number | bigint | string | Node;

export type Node =
  | GlobalNode
  | CallNode
  | SequenceNode
  | DictNode
  | BytesNode
  | ArrayNode
  | PersistentNode
  | UnknownNode;

/** A Python name that loading imports. */
export interface GlobalNode {
  readonly kind: "global";
  readonly module: string;
  readonly name: string;
}

/** Result of a call: REDUCE, INST, OBJ, NEWOBJ and NEWOBJ_EX. */
export interface CallNode {
  readonly kind: "call";
  readonly callee: Value;
  readonly args: readonly Value[];
  /** True if `args` is complete and known. */
  readonly argsKnown: boolean;
  /** True if NEWOBJ made it: then it is an instance of the class, whatever its state. */
  readonly instance: boolean;
  /** The last state given to it by BUILD. */
  state: Value | undefined;
  /** Number of times that BUILD was applied. */
  builds: number;
  /** Appended or added to it. */
  readonly items: Value[];
  /** Set as items of it. */
  readonly entries: [Value, Value][];
}

export interface SequenceNode {
  readonly kind: "tuple" | "list" | "set";
  /** The first ones only, when `clipped`. */
  readonly items: Value[];
  clipped: boolean;
}

export interface DictNode {
  readonly kind: "dict";
  readonly entries: [Value, Value][];
  clipped: boolean;
}

export interface BytesNode {
  readonly kind: "bytes";
  readonly length: number;
  /** True if it is a pickle that was read to its end. */
  readonly scanned: boolean;
  /** The bytes, if they are few. */
  readonly content?: Uint8Array;
  /** Offset of the first, in what the pickle is read from; only where the pickle is in no other. */
  readonly start?: number;
}

/** An array whose numbers follow the pickle's instructions in the file (joblib). */
export interface ArrayNode {
  readonly kind: "array";
  readonly dtype: string;
  readonly shape: readonly number[];
  /** The numbers, if they are few. */
  readonly content?: Uint8Array;
  readonly isBigEndian: boolean;
}

export interface PersistentNode {
  readonly kind: "persistent";
  readonly id: Value;
}

/** `limit`: too large to be stored; `loader`: known only to the program that loads it. */
export interface UnknownNode {
  readonly kind: "unknown";
  readonly because: "limit" | "loader";
}

export const tooLarge: UnknownNode = { kind: "unknown", because: "limit" };
export const loaderKnows: UnknownNode = { kind: "unknown", because: "loader" };

export function isNode(value: Value | undefined): value is Node {
  return typeof value === "object" && value !== null;
}

/** Returns true if a value is the Python name `module.name`, for any of the modules. */
export function isGlobal(
  value: Value | undefined,
  modules: readonly string[],
  name: string,
): boolean {
  return (
    isNode(value) &&
    value.kind === "global" &&
    value.name === name &&
    modules.includes(value.module)
  );
}

export function call(callee: Value, args: Value, instance = false): CallNode {
  const known = isNode(args) && args.kind === "tuple" && !args.clipped;
  return {
    kind: "call",
    callee,
    args: known ? args.items : [],
    argsKnown: known,
    instance,
    state: undefined,
    builds: 0,
    items: [],
    entries: [],
  };
}

/** The value of a text key, in a dict or in what was made like one (OrderedDict). */
export function lookUp(value: Value | undefined, key: string): Value | undefined {
  return entriesOf(value).findLast(([name]) => name === key)?.[1];
}

/** Entries of a dict or of what was made like one. */
export function entriesOf(value: Value | undefined): readonly (readonly [Value, Value])[] {
  return isNode(value) && (value.kind === "dict" || value.kind === "call") ? value.entries : [];
}

/** Items of a tuple or list that is known in full. */
export function itemsOf(value: Value | undefined): readonly Value[] | undefined {
  return isNode(value) && (value.kind === "tuple" || value.kind === "list") && !value.clipped
    ? value.items
    : undefined;
}
