import { Unreadable, type FileToRead } from "../../contract/format.ts";
import type { Source } from "../../contract/source.ts";
import { elementCount } from "../../contract/tensors.ts";
import { ByteCursor, rangeSupply } from "../../encodings/byte-cursor.ts";
import { Machine } from "../../encodings/pickle/machine.ts";
import { dtypeOf, isCall, shapeOf } from "../../encodings/pickle/numpy-values.ts";
import {
  isGlobal,
  isNode,
  itemsOf,
  loaderKnows,
  lookUp,
  type ArrayNode,
  type CallNode,
  type Value,
} from "../../encodings/pickle/value.ts";
import { printable } from "../../encodings/printable.ts";
import { scanNpy } from "../numpy/scan-npy.ts";
import { compressionOf } from "./compression.ts";

const modules = ["joblib.numpy_pickle", "sklearn.externals.joblib.numpy_pickle"];

/**
 * joblib's unpickler replaces each `NumpyArrayWrapper` by the array whose numbers follow in the file,
 * right after the BUILD that gave the wrapper its state: passes over them, or reads the pickle that
 * holds them when they are objects. What can't be measured for sure ends the reading, because the
 * instructions after it would not be those that joblib executes.
 * Answers whether there was an array.
 * Source: joblib, numpy_pickle.py (`NumpyUnpickler.load_build`, `NumpyArrayWrapper.read_array`).
 */
export async function readArray(machine: Machine, beside: FileToRead["beside"]): Promise<boolean> {
  const wrapper = machine.stack.top();
  const made = madeBy(wrapper);
  if (isGlobal(made, modules, "NDArrayWrapper") || isGlobal(made, modules, "ZNDArrayWrapper")) {
    await passFile(machine, wrapper, beside);
    return false;
  }
  if (isNode(made) && made.kind !== "global" && importsWrapper(machine)) {
    throw new Unreadable(
      "The pickle sets the state of something computed, which may be an array of joblib",
    );
  }
  if (!isCall(wrapper) || !isGlobal(made, modules, "NumpyArrayWrapper")) return false;
  const array = await passArray(machine, wrapper);
  machine.stack.replaceTop(array);
  return true;
}

/**
 * Reads an array of joblib before 0.10, which stored each in a file of its own and loads it with
 * pickles allowed; joblib, numpy_pickle_compat.py (`NDArrayWrapper.read`, `ZNDArrayWrapper.read`).
 */
async function passFile(
  machine: Machine,
  wrapper: Value | undefined,
  beside: FileToRead["beside"],
): Promise<void> {
  const state = isCall(wrapper) ? wrapper.state : undefined;
  const name = lookUp(state, "filename");
  const opened = typeof name === "string" ? await beside.open(name) : "absent";
  const shown = typeof name === "string" ? printable(name, 200) : "a file whose name is computed";
  let array: ArrayNode | undefined;
  if (opened === "outside") {
    machine.report(
      "joblib-array-outside",
      "danger",
      `An array is loaded from a file outside the folder: ${shown}.`,
      "dangerous",
    );
  } else if (opened !== "absent") {
    array = await readBeside(machine, opened, lookUp(state, "state"));
  }
  if (opened !== "outside" && array === undefined) {
    machine.report(
      "joblib-arrays-elsewhere",
      "warning",
      `An array is loaded from another file, which ${opened === "absent" ? "is not there" : "is no array"}: ${shown}.`,
      "unreadable",
    );
  }
  machine.stack.replaceTop(array ?? loaderKnows);
}

/**
 * Reads the array in a separate file: with a header, or compressed numbers whose type is in the
 * pickle.
 */
async function readBeside(
  machine: Machine,
  source: Source,
  state: Value | undefined,
): Promise<ArrayNode | undefined> {
  const cursor = new ByteCursor(rangeSupply(source));
  if (compressionOf(await cursor.peek(16)) === undefined) {
    const header = await scanNpy(cursor, machine.scan, printable(source.name, 200));
    if (header === undefined) return undefined;
    return { kind: "array", dtype: header.dtype, shape: header.shape, isBigEndian: false };
  }
  const [, sizes, type] = itemsOf(state) ?? [];
  const [shape, dtype] = [shapeOf(sizes), dtypeOf(type)];
  if (shape === undefined || dtype === undefined || dtype.hasObject) return undefined;
  return { kind: "array", dtype: dtype.name, shape, isBigEndian: dtype.isBigEndian };
}

async function passArray(machine: Machine, wrapper: CallNode): Promise<Value> {
  const { cursor } = machine;
  if (!isNode(wrapper.state) || wrapper.state.kind !== "dict" || wrapper.state.clipped) {
    throw unmeasured();
  }
  const shape = shapeOf(lookUp(wrapper.state, "shape"));
  const dtype = dtypeOf(lookUp(wrapper.state, "dtype"));
  if (shape === undefined || dtype === undefined || wrapper.builds > 1) throw unmeasured();
  if (dtype.hasObject) return readObjects(machine);
  if (dtype.itemsize === undefined) throw unmeasured();
  const size = elementCount(shape) * dtype.itemsize;
  const alignment = lookUp(wrapper.state, "numpy_array_alignment_bytes");
  if (alignment !== undefined && alignment !== null) {
    await cursor.fill(1);
    await cursor.skip(cursor.byte());
  }
  const content = await machine.passBytes(size);
  const { name, isBigEndian } = dtype;
  return { kind: "array", dtype: name, shape, isBigEndian, ...(content && { content }) };
}

/** Objects are a pickle of their own, in the same stream. */
async function readObjects(machine: Machine): Promise<Value> {
  // With Python's own unpickler, which knows no arrays.
  const { persistentIds, depth, place, scanBytes } = machine.options;
  const options = {
    persistentIds,
    depth,
    ...(place !== undefined && { place }),
    ...(scanBytes && { scanBytes }),
  };
  const run = await new Machine(machine.cursor, machine.scan, options).run();
  if (run.end === "stop") return run.value;
  throw new Unreadable(`The objects of an array can't be read: ${run.message}`, run.where);
}

function importsWrapper({ scan }: Machine): boolean {
  return [...scan.imports.values()].some(({ module }) => modules.includes(module));
}

function unmeasured(): Unreadable {
  return new Unreadable("How large an array is can't be told");
}

/** Returns the class of an object, whichever way it is made. */
function madeBy(value: Value): Value | undefined {
  if (!isCall(value)) return undefined;
  const rebuilt = isGlobal(value.callee, ["copyreg", "copy_reg"], "_reconstructor");
  return rebuilt ? value.args[0] : value.callee;
}
