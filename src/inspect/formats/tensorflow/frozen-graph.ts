import type { FileFormat, FileToRead, Reading } from "../../contract/format.ts";
import { summariseTensors } from "../../contract/tensors.ts";
import { verdictFrom } from "../../contract/verdict.ts";
import { Bytes } from "../../encodings/bytes.ts";
import { firstFields, textOf, wireTypes } from "../../encodings/protobuf.ts";
import { noContents, readGraph } from "./graph.ts";
import { riskyOperators } from "./operators.ts";

/** A frozen graph of TensorFlow: a `GraphDef` whose variables have become constants. */
export const frozenGraph: FileFormat = {
  id: "tensorflow-graph",
  extensions: [".pb"],

  async recognise({ source, signal }) {
    const bytes = new Bytes(source, signal);
    const fields = await firstFields(bytes, { start: 0, end: source.size }, 64);
    const node = fields.find(({ number }) => number === 1);
    const isGraph = fields.every(({ number, wireType }) =>
      number === 3 ? wireType === wireTypes.varint : number <= 5 && wireType === wireTypes.bytes,
    );
    if (!isGraph || !node) return false;
    // A NodeDef has a name and an operator, and then inputs, a device and attributes, in any order.
    const parts = await firstFields(bytes, node.range, 64);
    const operator = parts.find(({ number }) => number === 2);
    const isNode = parts.every(
      ({ number, wireType }) => number <= 7 && wireType === wireTypes.bytes,
    );
    if (!isNode || !operator || !parts.some(({ number }) => number === 1)) return false;
    return /^[A-Z_]\w+$/.test(await textOf(bytes, operator));
  },

  async read({ source, signal }: FileToRead): Promise<Reading> {
    const contents = noContents();
    await readGraph(new Bytes(source, signal), { start: 0, end: source.size }, contents);
    const { operators, constants, placeholders, results, consumed } = contents;
    const findings = riskyOperators(operators.keys());
    const outputs = [...results].filter(([name]) => !consumed.has(name));
    return {
      description: {
        framework: "tensorflow",
        ...summariseTensors(constants),
        signature: {
          inputs: placeholders,
          outputs: outputs.map(([name, dtype]) => ({ name, dtype })),
        },
        metadata: { operators: [...operators.keys()].sort().join(", ") },
        verdict: verdictFrom(findings, findings.length > 0),
      },
      tensors: constants,
      findings,
    };
  },
};
