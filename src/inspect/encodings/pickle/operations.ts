import { Unreadable } from "../../contract/format.ts";
import { importGlobal, importFromStack } from "./import-global.ts";
import type { Machine } from "./machine.ts";
import { applyState, callTop, callWith, changed, makeTop, passOn } from "./object-operations.ts";
import type { OpcodeName } from "./opcodes.ts";
import type { Argument } from "./read-argument.ts";
import { isNode, loaderKnows, tooLarge, type SequenceNode, type Value } from "./value.ts";

/** Memory cost of an empty container, in stored values. */
const containerCost = 4;
/** Memory cost of an entry of a dict, which is a list of two. */
const entryCost = 3;

/**
 * Function that simulates an opcode; the argument is decoded, texts and bytes are values already.
 */
export type Operation = (machine: Machine, argument: Value) => void;

const pushArgument: Operation = ({ stack }, argument) => {
  if (isNode(argument)) stack.pushNew(argument, 1);
  else stack.push(argument);
};
const push =
  (value: Value): Operation =>
  ({ stack }) => {
    stack.push(value);
  };
const nothing: Operation = () => undefined;

const recall: Operation = ({ stack }, key) => {
  stack.push(stack.recall(memoKey(key)));
};
const remember: Operation = ({ stack }, key) => {
  stack.remember(memoKey(key), stack.top());
};
const extension: Operation = (machine, code) => {
  machine.scan.acts += 1;
  machine.report(
    "pickle-extension-code",
    "warning",
    `The pickle imports something by the number ${typeof code === "number" ? code : "?"}, which only the program that loads it can resolve (copyreg).`,
    "unreadable",
  );
  machine.stack.push(loaderKnows);
};
const persistent: Operation = (machine, id) => {
  if (!machine.options.persistentIds) {
    machine.report(
      "pickle-persistent-id",
      "warning",
      "The pickle refers to objects outside of itself, which only the program that loads it can supply.",
      "needs-code",
    );
  }
  machine.stack.pushNew({ kind: "persistent", id }, 1);
};

/** Opcodes by name; CPython, Lib/pickle.py (`_Unpickler.load_…`). STOP is the machine's own. */
export const operations: Readonly<Record<Exclude<OpcodeName, "STOP">, Operation>> = {
  INT: pushArgument,
  BININT: pushArgument,
  BININT1: pushArgument,
  BININT2: pushArgument,
  LONG: pushArgument,
  LONG1: pushArgument,
  LONG4: pushArgument,
  FLOAT: pushArgument,
  BINFLOAT: pushArgument,
  STRING: pushArgument,
  BINSTRING: pushArgument,
  SHORT_BINSTRING: pushArgument,
  UNICODE: pushArgument,
  SHORT_BINUNICODE: pushArgument,
  BINUNICODE: pushArgument,
  BINUNICODE8: pushArgument,
  BINBYTES: pushArgument,
  SHORT_BINBYTES: pushArgument,
  BINBYTES8: pushArgument,
  BYTEARRAY8: pushArgument,
  NONE: push(null),
  NEWTRUE: push(true),
  NEWFALSE: push(false),
  NEXT_BUFFER: push(loaderKnows),
  READONLY_BUFFER: nothing,
  FRAME: nothing,
  PROTO: (_, version) => {
    if (typeof version !== "number" || version > 5) {
      throw new Unreadable("The pickle is of a protocol that does not exist yet");
    }
  },

  MARK: ({ stack }) => {
    stack.mark();
  },
  POP: ({ stack }) => {
    stack.discard();
  },
  POP_MARK: ({ stack }) => {
    stack.popToMark();
  },
  DUP: ({ stack }) => {
    stack.push(stack.top());
  },
  GET: recall,
  BINGET: recall,
  LONG_BINGET: recall,
  PUT: remember,
  BINPUT: remember,
  LONG_BINPUT: remember,
  MEMOIZE: ({ stack }) => {
    stack.remember(stack.remembered, stack.top());
  },

  EMPTY_TUPLE: (machine) => {
    sequence(machine, "tuple", []);
  },
  EMPTY_LIST: (machine) => {
    sequence(machine, "list", []);
  },
  EMPTY_SET: (machine) => {
    sequence(machine, "set", []);
  },
  EMPTY_DICT: dict,
  TUPLE: (machine) => {
    sequence(machine, "tuple", machine.stack.popToMark());
  },
  TUPLE1: (machine) => {
    sequence(machine, "tuple", machine.stack.popSeveral(1));
  },
  TUPLE2: (machine) => {
    sequence(machine, "tuple", machine.stack.popSeveral(2));
  },
  TUPLE3: (machine) => {
    sequence(machine, "tuple", machine.stack.popSeveral(3));
  },
  LIST: (machine) => {
    sequence(machine, "list", machine.stack.popToMark());
  },
  FROZENSET: (machine) => {
    sequence(machine, "set", machine.stack.popToMark());
  },
  DICT: (machine) => {
    const items = machine.stack.popToMark();
    dict(machine);
    setItems(machine, items);
  },
  APPEND: (machine) => {
    addItems(machine, [machine.stack.pop()]);
  },
  APPENDS: (machine) => {
    addItems(machine, machine.stack.popToMark());
  },
  ADDITEMS: (machine) => {
    addItems(machine, machine.stack.popToMark());
  },
  SETITEM: (machine) => {
    setItems(machine, machine.stack.popSeveral(2));
  },
  SETITEMS: (machine) => {
    setItems(machine, machine.stack.popToMark());
  },

  GLOBAL: importGlobal,
  STACK_GLOBAL: importFromStack,
  EXT1: extension,
  EXT2: extension,
  EXT4: extension,
  PERSID: persistent,
  BINPERSID: (machine, argument) => {
    const id = machine.stack.pop();
    passOn(machine, id);
    persistent(machine, id ?? argument);
  },
  REDUCE: callTop,
  NEWOBJ: makeTop,
  NEWOBJ_EX: (machine) => {
    const keywords = machine.stack.pop();
    makeTop(machine);
    const made = machine.stack.top();
    if (isNode(made) && made.kind === "call") machine.stack.keep(made.items, [keywords]);
  },
  INST: (machine, name) => {
    // Python's unpickler in Python imports before it looks for the arguments.
    importGlobal(machine, name);
    const callee = machine.stack.pop();
    callWith(machine, callee, machine.stack.popToMark());
  },
  OBJ: (machine) => {
    const [callee, ...args] = machine.stack.popToMark();
    if (callee === undefined) throw new Unreadable("The pickle makes an object of no class");
    callWith(machine, callee, args);
  },
  BUILD: applyState,
};

function sequence(machine: Machine, kind: SequenceNode["kind"], items: Value[]): void {
  const { stack } = machine;
  for (const item of items) passOn(machine, item);
  stack.pushNew({ kind, items, clipped: false }, containerCost + items.length);
}

function dict({ stack }: Machine): void {
  stack.pushNew({ kind: "dict", entries: [], clipped: false }, containerCost);
}

function addItems(machine: Machine, items: readonly Value[]): void {
  const target = machine.stack.top();
  for (const item of items) passOn(machine, item);
  if (items.length === 0) return;
  if (isNode(target) && (target.kind === "list" || target.kind === "set")) {
    if (!machine.stack.keep(target.items, items)) target.clipped = true;
  } else if (isNode(target) && target.kind === "call") {
    machine.stack.keep(target.items, items);
  } else changed(machine, target);
}

function setItems(machine: Machine, items: readonly Value[]): void {
  if (items.length % 2 !== 0) throw new Unreadable("The pickle sets an item without a value");
  const target = machine.stack.top();
  for (const item of items) passOn(machine, item);
  if (items.length === 0) return;
  const entries: [Value, Value][] = [];
  for (let index = 0; index < items.length; index += 2) {
    entries.push([items[index] ?? null, items[index + 1] ?? null]);
  }
  if (isNode(target) && target.kind === "dict") {
    if (!machine.stack.keep(target.entries, entries, entryCost)) target.clipped = true;
  } else if (isNode(target) && target.kind === "call") {
    machine.stack.keep(target.entries, entries, entryCost);
  } else changed(machine, target);
}

function memoKey(key: Value): number {
  if (typeof key === "boolean") return Number(key); // PUT writes 1 as “1”, but “01” is read as true
  if (typeof key !== "number" || !Number.isInteger(key) || key < 0) {
    throw new Unreadable("The pickle remembers a value under a key that is no number");
  }
  return key;
}

/** An argument as a value; what is left of payloads is decided by the machine. */
export function asValue(argument: Argument): Value {
  if (argument === undefined) return null;
  return typeof argument === "object" ? tooLarge : argument;
}
