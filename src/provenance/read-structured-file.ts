import { basename, extname } from "node:path";
import { LineCounter, parseDocument } from "yaml";
import { fileProblem } from "./file-problem.ts";
import { readTextFile } from "./read-text-file.ts";

/** 8 MiB: files of metrics and parameters are small; anything larger is something else. */
export const maxStructuredBytes = 8 * 1024 * 1024;

/**
 * What a JSON or YAML file holds, as plain data. Python's `NaN`, `Infinity` and `-Infinity`, which
 * `json.dump` writes though JSON has none (RFC 8259 §6), come back as those numbers.
 *
 * @throws RegistryError `file-problem`, with the line where the parser tells
 */
export async function readStructuredFile(path: string): Promise<unknown> {
  const text = await readTextFile(path, maxStructuredBytes);
  return extname(path).toLowerCase() === ".json"
    ? parseJson(text, basename(path))
    : parseYaml(text, basename(path));
}

const nonFinite: Readonly<Record<string, number>> = {
  "\u0000NaN": NaN,
  "\u0000Infinity": Infinity,
  "\u0000-Infinity": -Infinity,
};

function parseJson(text: string, file: string): unknown {
  const strict = text.replace(/"(?:[^"\\]|\\.)*"|-?(?:NaN|Infinity)/g, (token) =>
    token.startsWith('"') ? token : `"\\u0000${token}"`,
  );
  try {
    return JSON.parse(strict, (_key, value: unknown) =>
      typeof value === "string" && Object.hasOwn(nonFinite, value) ? nonFinite[value] : value,
    );
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const position = /position (\d+)/.exec(reason)?.[1];
    throw fileProblem({
      file,
      problem: `is not valid JSON: ${reason.replaceAll("\\u0000", "")}`,
      wayOut: "Correct the file, or choose another.",
      ...(position && { line: strict.slice(0, Number(position)).split("\n").length }),
      cause: error,
    });
  }
}

function parseYaml(text: string, file: string): unknown {
  const lineCounter = new LineCounter();
  const wayOut = "Correct the file, or choose another.";
  try {
    const document = parseDocument(text, { lineCounter, schema: "core", prettyErrors: false });
    const [problem] = document.errors;
    if (problem) {
      throw fileProblem({
        file,
        problem: `is not valid YAML: ${problem.message}`,
        line: lineCounter.linePos(problem.pos[0]).line,
        wayOut,
        cause: problem,
      });
    }
    return document.toJS({ maxAliasCount: 100 });
  } catch (error) {
    if (error instanceof Error && error.name === "RegistryError") throw error;
    const reason = error instanceof Error ? error.message : String(error);
    throw fileProblem({ file, problem: `can't be read as YAML: ${reason}`, wayOut, cause: error });
  }
}
