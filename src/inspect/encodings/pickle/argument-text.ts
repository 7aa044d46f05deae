import { count } from "../../../core/text/format.ts";
import { printable } from "../printable.ts";
import { isNode, type Value } from "./value.ts";

/** Characters of one argument, and arguments, that are shown. */
const [maxText, maxArguments, maxDepth] = [80, 6, 2];

/** Returns the arguments of a call as Python would write them, shortened: `("rm -rf /", 1)`. */
export function describeArguments(args: Value): string {
  if (!isNode(args) || args.kind !== "tuple") return "";
  return `(${listText(args.items, args.clipped, 0)})`;
}

function listText(items: readonly Value[], clipped: boolean, depth: number): string {
  const shown = items.slice(0, maxArguments).map((item) => valueText(item, depth));
  return [...shown, ...(clipped || items.length > maxArguments ? ["…"] : [])].join(", ");
}

function valueText(value: Value, depth: number): string {
  if (value === null) return "None";
  if (typeof value === "string") return JSON.stringify(printable(value, maxText));
  if (typeof value === "boolean") return value ? "True" : "False";
  if (!isNode(value)) return String(value);
  switch (value.kind) {
    case "global":
      return printable(`${value.module}.${value.name}`, maxText);
    case "tuple":
      return depth < maxDepth ? `(${listText(value.items, value.clipped, depth + 1)})` : "(…)";
    case "list":
    case "set":
      return depth < maxDepth ? `[${listText(value.items, value.clipped, depth + 1)}]` : "[…]";
    case "dict":
      return "{…}";
    case "bytes":
      return `<${count(value.length, "byte")}>`;
    case "array":
      return "<array>";
    default:
      return "…";
  }
}
