import type { Finding } from "../../../core/model/inspection.ts";
import { Unreadable } from "../../contract/format.ts";
import {
  byteField,
  intField,
  tablesField,
  textField,
  type Table,
} from "../../encodings/flatbuffers.ts";
import { riskyOperators } from "../tensorflow/operators.ts";
import { builtinOperators } from "./operators.ts";

const operatorCodes = 1;
/** Fields of `OperatorCode` (schema.fbs): the number was a byte before there were more than 127. */
const fields = { byteCode: 0, custom: 1, code: 3 } as const;
const maxOperators = 10_000;
/** Operators of TensorFlow itself have this before their name. */
const flex = "Flex";

export interface Operators {
  readonly names: ReadonlySet<string>;
  readonly findings: readonly Finding[];
}

/** The operators that the model uses, and what is to be said about those that are not built in. */
export async function readOperators(root: Table): Promise<Operators> {
  const names = new Set<string>();
  const custom: string[] = [];
  for await (const table of tablesField(root, operatorCodes)) {
    if (names.size >= maxOperators) throw new Unreadable("There are too many operators");
    const code = Math.max(
      await intField(table, fields.code),
      await byteField(table, fields.byteCode),
    );
    const builtin = builtinOperators[code] ?? `operator ${code}`;
    const name =
      builtin === "CUSTOM" ? ((await textField(table, fields.custom)) ?? builtin) : builtin;
    names.add(name);
    if (builtin === "CUSTOM") custom.push(name);
  }
  const fromTensorFlow = custom.filter((name) => name.startsWith(flex));
  const others = custom.filter((name) => !name.startsWith(flex));
  return {
    names,
    findings: [
      ...riskyOperators(fromTensorFlow.map((name) => name.slice(flex.length))),
      ...(others.length > 0 ? [needsLibrary(others)] : []),
    ],
  };
}

function needsLibrary(operators: readonly string[]): Finding {
  return {
    code: "tflite-custom-operators",
    severity: "info",
    message: `The operators ${operators.slice(0, 10).join(", ")} are not built in: running needs a library that has them.`,
  };
}
