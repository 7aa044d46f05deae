import { specText } from "../../core/model/inspection/signature.ts";
import { verdictWords } from "../../core/model/inspection/verdict-words.ts";
import type { ModelDescription } from "../../core/model/inspection.ts";
import { formatName, frameworkName } from "../../core/text/display-names.ts";
import { fixedNumber } from "../../core/text/fixed-number.ts";
import { alignedLines } from "../terminal/table.ts";

/** Returns the description of a model file as lines of text. */
export function descriptionLines(
  description: ModelDescription,
  acceptedDanger = false,
): readonly string[] {
  const { format, formatVersion, framework, frameworkVersion, producer, task } = description;
  const { architecture, parameterCount, tensorCount, dtypes, quantisation } = description;
  const { verdict, signature, imports, findings, opsets } = description;
  const words = (...parts: readonly (string | undefined)[]): string =>
    parts.filter((part) => part !== undefined).join(" ");
  const facts: readonly (readonly [string, string | number | undefined])[] = [
    ["verdict", verdictWords(verdict).label + (acceptedDanger ? " (registered knowingly)" : "")],
    ["format", words(formatName(format), formatVersion)],
    ["framework", words(framework && frameworkName(framework), frameworkVersion)],
    ["producer", producer],
    ["task", task],
    ["architecture", architecture],
    ["parameters", whole(parameterCount)],
    ["tensors", whole(tensorCount)],
    ["types", dtypes?.join(", ")],
    ["quantisation", quantisation],
    [
      "opsets",
      opsets &&
        Object.entries(opsets)
          .map((each) => each.join(" "))
          .join(", "),
    ],
    ...(signature?.inputs.map((spec) => ["input", `${spec.name}: ${specText(spec)}`] as const) ??
      []),
    ...(signature?.outputs.map((spec) => ["output", `${spec.name}: ${specText(spec)}`] as const) ??
      []),
    ["imports", imports?.join(", ")],
    ...findings.map(
      ({ severity, message, where }) =>
        [severity, where === undefined ? message : `${message} (${where})`] as const,
    ),
  ];
  return alignedLines(
    facts.flatMap(([key, value]) =>
      value === undefined || value === "" ? [] : [[key, String(value)]],
    ),
  );
}

function whole(n: number | undefined): string | undefined {
  return n === undefined ? undefined : fixedNumber(n, 0);
}
