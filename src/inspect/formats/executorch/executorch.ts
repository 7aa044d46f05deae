import type { Finding } from "../../../core/model/inspection.ts";
import {
  Unreadable,
  type FileFormat,
  type FileToRead,
  type Reading,
} from "../../contract/format.ts";
import { summariseTensors } from "../../contract/tensors.ts";
import { verdictFrom } from "../../contract/verdict.ts";
import { Bytes, u32, u64 } from "../../encodings/bytes.ts";
import {
  intField,
  longField,
  rootTable,
  tablesField,
  vectorField,
  type Table,
} from "../../encodings/flatbuffers.ts";
import type { Range } from "../../encodings/protobuf.ts";
import { memberKind } from "../archive/member-kind.ts";
import { readPlan, type ExecutionPlan } from "./plan.ts";

/** Fields of `Program` (program.fbs). */
const program = { version: 0, plans: 1, constants: 2, delegateData: 3, segments: 4 } as const;
const maxPlans = 1000;
const maxParts = 100_000;

/** Namespaces of operators that come with the runtime. */
const ownOperators = /^(aten|prim|executorch_prim|dim_order_ops|quantized_decomposed|et_copy)::/;
/** Delegates whose data is a graph of their own operators and numbers, with no code. */
const plainDelegates = new Set(["XnnpackBackend"]);

/**
 * A program of ExecuTorch: methods with their operators and constants, and parts of them compiled for
 * other backends. https://github.com/pytorch/executorch/blob/main/schema/program.fbs
 */
export const executorch: FileFormat = {
  id: "executorch",
  extensions: [".pte"],

  recognise: ({ head }) => /^ET\d\d$/.test(new TextDecoder().decode(head.subarray(4, 8))),

  async read({ source, signal }: FileToRead): Promise<Reading> {
    const bytes = new Bytes(source, signal);
    const root = await rootTable(bytes);
    const plans: ExecutionPlan[] = [];
    for await (const table of tablesField(root, program.plans)) {
      if (plans.length >= maxPlans) throw new Unreadable("There are too many methods");
      plans.push(await readPlan(table));
    }
    const main = plans.find(({ name }) => name === "forward") ?? plans[0];
    if (!main) throw new Unreadable("The program has no method");
    const hasLibrary = await holdsCode(bytes, root);
    const operators = namesOf(plans, "operators");
    const delegates = namesOf(plans, "delegates");
    const tensors = plans.flatMap(({ constants }) => constants);
    const isExternal = plans.some((plan) => plan.isExternal);
    const findings: Finding[] = [
      ...(hasLibrary ? [library] : []),
      ...delegates.filter((name) => !plainDelegates.has(name)).map(compiled),
      ...customOperators(operators),
      ...(isExternal ? [external] : []),
    ];
    const needsCode = hasLibrary || delegates.some((name) => !plainDelegates.has(name));
    const summary = summariseTensors(tensors);
    return {
      description: {
        framework: "executorch",
        formatVersion: `schema ${await intField(root, program.version)}`,
        // Of what is in the data of a delegate nothing is counted: a part would be taken for the whole.
        ...(delegates.length === 0 && summary),
        signature: { inputs: main.inputs, outputs: main.outputs },
        metadata: {
          methods: plans.map(({ name }) => name).join(", "),
          ...(operators.length > 0 && { operators: operators.join(", ") }),
          ...(delegates.length > 0 && { delegates: delegates.join(", ") }),
        },
        verdict: isExternal ? "unreadable" : verdictFrom(findings, needsCode),
      },
      tensors,
      findings,
    };
  },
};

function namesOf(plans: readonly ExecutionPlan[], list: "operators" | "delegates"): string[] {
  return [...new Set(plans.flatMap((plan) => plan[list]))].sort();
}

/** Checks that all data is within the file. Returns true if a part of it is a library. */
async function holdsCode(bytes: Bytes, root: Table): Promise<boolean> {
  let found = false;
  for await (const { start, end } of partsOf(bytes, root)) {
    if (end > bytes.size) throw new Unreadable("The file is cut short", `byte ${start}`);
    const head = await bytes.at(start, Math.min(8, end - start));
    found ||= memberKind("", head, end - start) === "code";
  }
  return found;
}

/** Constants, data of delegates, and segments, which lie behind all that the FlatBuffer holds. */
async function* partsOf(bytes: Bytes, root: Table): AsyncGenerator<Range> {
  let parts = 0;
  const count = () => {
    parts += 1;
    if (parts > maxParts) throw new Unreadable("The program has too many parts");
  };
  for (const field of [program.constants, program.delegateData]) {
    for await (const table of tablesField(root, field)) {
      count();
      const { start, length } = await vectorField(table, 0, 1);
      yield { start, end: start + length };
    }
  }
  const base = await segmentBase(bytes);
  for await (const table of tablesField(root, program.segments)) {
    count();
    const start = base + (await longField(table, 0));
    yield { start, end: start + (await longField(table, 1)) };
  }
}

/** Reads the start of the segments from the extended header. */
async function segmentBase(bytes: Bytes): Promise<number> {
  const header = await bytes.upTo(8, 32);
  if (new TextDecoder().decode(header.subarray(0, 4)) !== "eh00" || header.length < 24) return 0;
  if (u32(header, 4) < 24 || u64(header, 8) > bytes.size) {
    throw new Unreadable("The file is cut short", "byte 8");
  }
  return u64(header, 16);
}

const library: Finding = {
  code: "executorch-library",
  severity: "warning",
  message: "The program brings a library along, whose code runs when it is loaded.",
};

const external: Finding = {
  code: "executorch-external-weights",
  severity: "warning",
  message:
    "Tensors are in another file (.ptd) that the program doesn't name, so it is not complete.",
};

function compiled(delegate: string): Finding {
  return {
    code: "executorch-delegate",
    severity: "info",
    message: `Parts of the program are compiled for ${delegate}, which runs them; what they do is not read here.`,
    where: delegate,
  };
}

function customOperators(operators: readonly string[]): Finding[] {
  const custom = operators.filter((name) => !ownOperators.test(name));
  if (custom.length === 0) return [];
  return [
    {
      code: "executorch-custom-operators",
      severity: "info",
      message: `The operators ${custom.slice(0, 10).join(", ")} are not ExecuTorch's own: running needs a library that has them.`,
    },
  ];
}
