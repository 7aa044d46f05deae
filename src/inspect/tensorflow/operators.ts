import type { Finding } from "../../core/inspection.ts";

/** Operators that reach outside the graph, with what they do. Saving and restoring variables is usual. */
const risky: ReadonlyMap<string, readonly [severity: "danger" | "warning", does: string]> = new Map(
  [
    ["ReadFile", ["danger", "reads files of the machine"]],
    ["WriteFile", ["danger", "writes files on the machine"]],
    ["PyFunc", ["warning", "calls a Python function"]],
    ["PyFuncStateless", ["warning", "calls a Python function"]],
    ["EagerPyFunc", ["warning", "calls a Python function"]],
    ["MatchingFiles", ["warning", "lists files of the machine"]],
    ["WholeFileReader", ["warning", "reads files of the machine"]],
    ["WholeFileReaderV2", ["warning", "reads files of the machine"]],
    ["TextLineReader", ["warning", "reads files of the machine"]],
    ["TextLineReaderV2", ["warning", "reads files of the machine"]],
    ["FixedLengthRecordReader", ["warning", "reads files of the machine"]],
    ["FixedLengthRecordReaderV2", ["warning", "reads files of the machine"]],
    ["ImmutableConst", ["warning", "maps a file of the machine into memory"]],
    ["LoadAndRemapMatrix", ["warning", "reads a checkpoint of the machine"]],
  ],
);

/** Operators of a graph with which running it does more than computing. */
export function riskyOperators(operators: Iterable<string>): Finding[] {
  const findings: Finding[] = [];
  for (const operator of operators) {
    const found = risky.get(operator);
    if (!found) continue;
    const [severity, does] = found;
    findings.push({
      code: "tensorflow-operator",
      severity,
      message: `The graph has the operator ${operator}, which ${does} when the model runs.`,
      where: operator,
    });
  }
  return findings;
}

/** Whether a graph calls functions of the Python process that loads it. */
export function callsPython(operators: ReadonlyMap<string, number>): boolean {
  return ["PyFunc", "PyFuncStateless", "EagerPyFunc"].some((operator) => operators.has(operator));
}
