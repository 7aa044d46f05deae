import { Unreadable } from "../../contract/format.ts";
import { resolveArgumentImport } from "./argument-imports.ts";
import { describeArguments } from "./argument-text.ts";
import { rebuildsObjects } from "./callable-kind.ts";
import { isNestedLoader } from "./classify-import.ts";
import type { Machine } from "./machine.ts";
import type { ImportUse } from "./scan.ts";
import { call, isNode, lookUp, type Value } from "./value.ts";

/** Memory cost of a call, in stored values. */
const callCost = 6;

/** REDUCE: calls what lies below the arguments. */
export function callTop(machine: Machine): void {
  callBelow(machine, false);
}

/** NEWOBJ: makes an instance of the class that lies below the arguments. */
export function makeTop(machine: Machine): void {
  callBelow(machine, true);
}

function callBelow(machine: Machine, instance: boolean): void {
  const args = machine.stack.pop();
  const callee = machine.stack.pop();
  const resolved = instance ? undefined : resolveCall(machine, callee, args);
  if (resolved !== undefined) {
    machine.stack.push(resolved);
    return;
  }
  checkCallee(machine, callee, args, instance);
  machine.stack.pushNew(call(callee, args, instance), callCost);
}

/**
 * Returns the import that a call amounts to, if it only looks something up by name and its
 * arguments show the name.
 */
function resolveCall(machine: Machine, callee: Value, args: Value): Value | undefined {
  if (!isNode(callee) || callee.kind !== "global") return undefined;
  const resolved = resolveArgumentImport(callee, args);
  if (resolved?.kind !== "import") return undefined;
  return machine.scan.import(resolved.module, resolved.name, machine.where());
}

/** INST and OBJ: the arguments lie one by one on the stack. */
export function callWith(machine: Machine, callee: Value, args: Value[]): void {
  const tuple: Value = { kind: "tuple", items: args, clipped: false };
  for (const arg of args) passOn(machine, arg);
  checkCallee(machine, callee, tuple, false);
  machine.stack.pushNew(call(callee, tuple), callCost + args.length);
}

/** BUILD: gives state to what lies below it, by `__setstate__` or attribute by attribute. */
export function applyState(machine: Machine): void {
  const state = machine.stack.pop();
  const target = machine.stack.top();
  passOn(machine, state);
  checkState(machine, state);
  if (isNode(target) && target.kind === "call") {
    target.state = state;
    target.builds += 1;
  } else changed(machine, target);
}

/** Something that is no container of this pickle is written to. */
export function changed(machine: Machine, target: Value): void {
  // Python allows an empty state even for a number, and ends with an error for any other.
  if (!isNode(target) || target.kind !== "global") return;
  machine.report(
    "pickle-changes-code",
    "danger",
    `Loading this file changes ${machine.nameOf(target)} itself, for everything that uses it: no pickler writes such a thing.`,
    "dangerous",
  );
}

/**
 * Notes that a value becomes part of another object. A function that looks things up by name could
 * then be called with any arguments, so it is reported.
 */
export function passOn(machine: Machine, value: Value): void {
  if (!isNode(value) || value.kind !== "global") return;
  const use = machine.scan.useOf(value);
  if (use?.level === "by-arguments") machine.scan.reportUnexplained(use);
}

function checkCallee(machine: Machine, callee: Value, args: Value, instance: boolean): void {
  if (!isNode(callee)) throw new Unreadable("The pickle calls a plain value");
  if (callee.kind !== "global") {
    machine.scan.acts += 1;
    // Nobody can say here that it only rebuilds objects.
    if (!instance) machine.scan.calls.add("something that is only computed while it loads");
    machine.report(
      "pickle-computed-call",
      "warning",
      "Loading this file calls something that is only computed while it loads.",
      "needs-code",
    );
    return;
  }
  if (isNestedLoader(callee.module, callee.name)) checkNested(machine, args);
  const use = machine.scan.useOf(callee);
  if (use !== undefined) checkCall(machine, use, args, instance);
}

/**
 * Checks a call by the function and its arguments; being part of a known package does not make it
 * harmless.
 */
function checkCall(machine: Machine, use: ImportUse, args: Value, instance: boolean): void {
  const name = machine.nameOf(use);
  if (use.level === "by-arguments") {
    if (instance || resolveArgumentImport(use, args)?.kind !== "harmless") {
      machine.scan.reportUnexplained(use);
    }
  }
  if (use.level === "dangerous") {
    machine.report(
      "pickle-dangerous-call",
      "danger",
      `Loading this file calls ${name}${describeArguments(args)}.`,
      "dangerous",
    );
  } else if (isFunctionCall(use, instance)) {
    machine.scan.calls.add(name);
    machine.report(
      "pickle-function-call",
      "warning",
      `Loading this file calls the function ${name}${describeArguments(args)}, which is not known to only rebuild objects: look at it before you load the file.`,
      "needs-code",
    );
  }
}

function isFunctionCall(use: ImportUse, instance: boolean): boolean {
  if (instance || (use.level !== "known" && use.level !== "unknown")) return false;
  return !rebuildsObjects(use.module, use.name);
}

/**
 * Checks the state of SciPy's distributions, which execute a text of it when they are unpickled
 * (scipy.stats, _distn_infrastructure.py, `_attach_methods`). SciPy writes that text in a fixed
 * form.
 */
function checkState(machine: Machine, state: Value): void {
  const template = lookUp(state, "_parse_arg_template");
  if (template === undefined || (typeof template === "string" && isScipyTemplate(template))) return;
  machine.report(
    "pickle-code-in-state",
    "danger",
    "Loading this file executes Python code that it carries in the state of a distribution of SciPy.",
    "dangerous",
  );
}

function isScipyTemplate(text: string): boolean {
  return text.split("\n").every((line) => scipyLine.test(line));
}

const scipyLine =
  /^(?:def _parse_args(?:_rvs|_stats)?\(self, [\w ,=.'+-]*\):| {4}return (?:self\._argcheck_rvs)?\([\w ,=.]*\)?[\w ,=.)]*|)$/;

/** A loader of nested pickles may only be given bytes that were scanned as pickles to their end. */
function checkNested(machine: Machine, args: Value): void {
  const [content] = isNode(args) && args.kind === "tuple" ? args.items : [];
  if (isNode(content) && content.kind === "bytes" && content.scanned) return;
  machine.report(
    "pickle-nested-unread",
    "warning",
    "Loading this file loads another one that it carries and that could not be read here.",
    "unreadable",
  );
}
