import { Unreadable } from "../format.ts";
import { Machine } from "../pickle/machine.ts";
import { dtypeOf, isCall, shapeOf } from "../pickle/numpy-values.ts";
import {
  isGlobal,
  isNode,
  loaderKnows,
  lookUp,
  type CallNode,
  type Value,
} from "../pickle/value.ts";
import { printable } from "../printable.ts";
import { elementCount } from "../tensors.ts";

const modules = ["joblib.numpy_pickle", "sklearn.externals.joblib.numpy_pickle"];

/**
 * joblib's unpickler replaces each `NumpyArrayWrapper` by the array whose numbers follow in the file,
 * right after the BUILD that gave the wrapper its state: passes over them, or reads the pickle that
 * holds them when they are objects. What can't be measured for sure ends the reading, because the
 * instructions after it would not be those that joblib executes.
 * Answers whether there was an array.
 * Source: joblib, numpy_pickle.py (`NumpyUnpickler.load_build`, `NumpyArrayWrapper.read_array`).
 */
export async function readArray(machine: Machine): Promise<boolean> {
  const wrapper = machine.stack.top();
  const made = madeBy(wrapper);
  if (isGlobal(made, modules, "NDArrayWrapper") || isGlobal(made, modules, "ZNDArrayWrapper")) {
    passFile(machine, wrapper);
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

/** joblib before 0.10 kept each array in a file of its own, which it loads with pickles allowed. */
function passFile(machine: Machine, wrapper: Value | undefined): void {
  const name = lookUp(isCall(wrapper) ? wrapper.state : undefined, "filename");
  const file = typeof name === "string" ? printable(name, 200) : "a file whose name is computed";
  machine.report(
    "joblib-arrays-elsewhere",
    "warning",
    `An array is loaded from another file, which is not looked at here: ${file}.`,
    "unreadable",
  );
  machine.stack.replaceTop(loaderKnows);
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
  await cursor.skip(size);
  return { kind: "array", dtype: dtype.name, shape };
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

/** What made the object: its class, by whichever way. */
function madeBy(value: Value): Value | undefined {
  if (!isCall(value)) return undefined;
  const rebuilt = isGlobal(value.callee, ["copyreg", "copy_reg"], "_reconstructor");
  return rebuilt ? value.args[0] : value.callee;
}
