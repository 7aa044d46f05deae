import { Unreadable } from "../format.ts";
import { isNestedLoader } from "./classify-import.ts";
import type { Machine } from "./machine.ts";
import { call, isNode, type Value } from "./value.ts";

/** How many kept values take as much room as a call. */
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
  checkCallee(machine, callee, args);
  machine.stack.pushNew(call(callee, args, instance), callCost);
}

/** INST and OBJ: the arguments lie one by one on the stack. */
export function callWith(machine: Machine, callee: Value, args: Value[]): void {
  const tuple: Value = { kind: "tuple", items: args, clipped: false };
  checkCallee(machine, callee, tuple);
  machine.stack.pushNew(call(callee, tuple), callCost + args.length);
}

/** BUILD: gives state to what lies below it, by `__setstate__` or attribute by attribute. */
export function applyState(machine: Machine): void {
  const state = machine.stack.pop();
  const target = machine.stack.top();
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

function checkCallee(machine: Machine, callee: Value, args: Value): void {
  if (!isNode(callee)) throw new Unreadable("The pickle calls a plain value");
  if (callee.kind !== "global") {
    machine.scan.acts += 1;
    machine.report(
      "pickle-computed-call",
      "warning",
      "Loading this file calls something that is only computed while it loads.",
      "needs-code",
    );
    return;
  }
  if (isNestedLoader(callee.module, callee.name)) checkNested(machine, args);
}

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
