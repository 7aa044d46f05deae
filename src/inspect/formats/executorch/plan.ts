import type { Axis, TensorInfo, TensorSpec } from "../../../core/model/inspection.ts";
import { Unreadable } from "../../contract/format.ts";
import { elementCount, maxNames, maxRank, maxTensors } from "../../contract/tensors.ts";
import {
  byteField,
  intField,
  intsField,
  tableField,
  tablesField,
  textField,
  type Table,
} from "../../encodings/flatbuffers.ts";

/** Fields of the tables of program.fbs. */
const plan = { name: 0, values: 2, inputs: 3, outputs: 4, operators: 6, delegates: 7 } as const;
const tensor = { type: 0, sizes: 2, buffer: 5, allocation: 6, dynamism: 8, extra: 9 } as const;
const extra = { name: 1, location: 2 } as const;
const isExternal = 1;

const maxOperators = 100_000;
const maxSpecs = 10_000;

/** Values of `KernelTypes` that are no tensors, by their number, as their usual types. */
const otherTypes = ["none", "none", "int64", "bool", "float64", "tensor", "string"];
const tensorKind = 5;

/** `ScalarType` (scalar_type.fbs). */
const scalarTypes: ReadonlyMap<number, string> = new Map(
  Object.entries({
    0: "uint8",
    1: "int8",
    2: "int16",
    3: "int32",
    4: "int64",
    5: "float16",
    6: "float32",
    7: "float64",
    11: "bool",
    12: "qint8",
    13: "quint8",
    14: "qint32",
    15: "bfloat16",
    16: "quint4x2",
    17: "quint2x4",
    22: "bits16",
    23: "float8_e5m2",
    24: "float8_e4m3fn",
    25: "float8_e5m2fnuz",
    26: "float8_e4m3fnuz",
    27: "uint16",
    28: "uint32",
    29: "uint64",
  }).map(([number, name]) => [Number(number), name]),
);

/** A method of a program: what it takes and gives, calls and stores. */
export interface ExecutionPlan {
  readonly name: string;
  readonly inputs: readonly TensorSpec[];
  readonly outputs: readonly TensorSpec[];
  readonly operators: readonly string[];
  readonly delegates: readonly string[];
  readonly constants: readonly TensorInfo[];
  /** Some tensors are in another file. */
  readonly isExternal: boolean;
}

/** A value of a method: an input, an output, a constant or an intermediate. */
interface Value {
  readonly dtype: string;
  readonly shape: readonly Axis[];
}

export async function readPlan(table: Table): Promise<ExecutionPlan> {
  const constants: TensorInfo[] = [];
  const values: Value[] = [];
  let isOutside = false;
  let nameLength = 0;
  for await (const entry of tablesField(table, plan.values)) {
    if (values.length >= maxTensors) throw new Unreadable("There are too many values");
    const kind = await byteField(entry, 0);
    const content = kind === tensorKind ? await tableField(entry, 1) : undefined;
    if (!content) {
      values.push({ dtype: otherTypes[kind] ?? "list", shape: [] });
      continue;
    }
    const { value, constant, isElsewhere } = await readTensor(content, values.length);
    values.push(value);
    isOutside ||= isElsewhere;
    nameLength += constant?.name.length ?? 0;
    if (nameLength > maxNames) throw new Unreadable("Names of tensors are too long");
    if (constant) constants.push(constant);
  }
  return {
    name: (await textField(table, plan.name)) ?? "",
    inputs: await readSpecs(table, plan.inputs, values, "input"),
    outputs: await readSpecs(table, plan.outputs, values, "output"),
    operators: await readNames(table, plan.operators),
    delegates: await readNames(table, plan.delegates),
    constants,
    isExternal: isOutside,
  };
}

async function readTensor(
  table: Table,
  index: number,
): Promise<{ value: Value; constant?: TensorInfo; isElsewhere: boolean }> {
  const type = await byteField(table, tensor.type);
  const dtype = scalarTypes.get(type) ?? `type ${type}`;
  const sizes = await intsField(table, tensor.sizes);
  if (sizes.length > maxRank) throw new Unreadable(`A tensor has ${sizes.length} axes`);
  elementCount(sizes, `value ${index}`);
  const isDynamic = (await byteField(table, tensor.dynamism)) > 0;
  const shape = sizes.map((size) => (isDynamic ? `≤${size}` : size));
  const more = await tableField(table, tensor.extra);
  const isElsewhere = more !== undefined && (await byteField(more, extra.location)) === isExternal;
  const isComputed = (await tableField(table, tensor.allocation)) !== undefined;
  const buffer = await intField(table, tensor.buffer);
  if (isComputed || (buffer === 0 && !isElsewhere)) return { value: { dtype, shape }, isElsewhere };
  const name = (more && (await textField(more, extra.name))) ?? `constant ${index}`;
  return { value: { dtype, shape }, constant: { name, dtype, shape: sizes }, isElsewhere };
}

/** Programs have no names for inputs and outputs. */
async function readSpecs(
  table: Table,
  field: number,
  values: readonly Value[],
  what: string,
): Promise<TensorSpec[]> {
  const indices = await intsField(table, field);
  if (indices.length > maxSpecs) throw new Unreadable(`${indices.length} values are too many`);
  return indices.map((index, position) => {
    const value = values[index];
    if (!value) throw new Unreadable(`There is no value ${index}`);
    return { name: `${what} ${position}`, ...value };
  });
}

/** Names of operators, with their overload, or of delegates. */
async function readNames(table: Table, field: 6 | 7): Promise<string[]> {
  const names = new Set<string>();
  for await (const entry of tablesField(table, field)) {
    if (names.size >= maxOperators) throw new Unreadable("There are too many operators");
    const name = (await textField(entry, 0)) ?? "";
    const overload = field === plan.operators ? await textField(entry, 1) : undefined;
    names.add(overload === undefined || overload === "" ? name : `${name}.${overload}`);
  }
  return [...names];
}
