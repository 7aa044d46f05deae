import { Unreadable } from "../../contract/format.ts";
import type { Machine } from "./machine.ts";
import { isGlobal, isNode, loaderKnows, type Value } from "./value.ts";

/** GLOBAL and INST: two lines, the module and the name. */
export function importGlobal(machine: Machine, lines: Value): void {
  if (typeof lines !== "string")
    throw new Unreadable("The pickle imports something without a name");
  const [module = "", name = ""] = lines.split("\n");
  pushGlobal(machine, module, name);
}

/**
 * STACK_GLOBAL: module and name come from the stack. If they are not literals there, the import
 * can't be determined. No pickler writes such a thing, so a computed name is taken as an attempt to
 * hide it; a text that is too large to be stored is not a name, but no proof of anything either.
 */
export function importFromStack(machine: Machine): void {
  const name = machine.stack.pop();
  const module = machine.stack.pop();
  if (typeof module === "string" && typeof name === "string") {
    pushGlobal(machine, module, name);
    return;
  }
  for (const part of [module, name]) {
    if (typeof part === "string") continue;
    if (!mayBeText(part)) {
      throw new Unreadable("The pickle imports something whose name is not text");
    }
  }
  machine.scan.acts += 1;
  const tooLong = [module, name].every((part) => typeof part === "string" || isTooLong(part));
  machine.report(
    "pickle-hidden-import",
    "danger",
    tooLong
      ? "Loading this file imports something whose name is too long to be looked at."
      : "Loading this file imports something whose name is only computed while it loads, which hides what it is.",
    tooLong ? "unreadable" : "dangerous",
  );
  machine.stack.push(loaderKnows);
}

function pushGlobal(machine: Machine, module: string, name: string): void {
  machine.stack.push(machine.scan.import(module, name, machine.where()));
}

/** Returns true if loading could produce text here; otherwise Python stops with an error. */
function mayBeText(value: Value): boolean {
  if (!isNode(value)) return false;
  if (value.kind !== "call") return value.kind === "persistent" || value.kind === "unknown";
  if (value.instance) return makesText(value.callee);
  return !notText.some(([modules, name]) => isGlobal(value.callee, modules, name));
}

function makesText(callee: Value): boolean {
  return ["str", "unicode", "basestring"].some((name) =>
    isGlobal(callee, ["builtins", "__builtin__"], name),
  );
}

const arrays = ["numpy.core.multiarray", "numpy._core.multiarray"];
/** Functions that models call most and that never return text. */
const notText: readonly (readonly [modules: readonly string[], name: string])[] = [
  [["numpy"], "dtype"],
  [arrays, "_reconstruct"],
  [["collections"], "OrderedDict"],
];

function isTooLong(value: Value): boolean {
  return isNode(value) && value.kind === "unknown" && value.because === "limit";
}
