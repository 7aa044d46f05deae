import { randomUUID } from "node:crypto";
import { basename, extname } from "node:path";
import { LineCounter, parseDocument, visit, YAMLParseError, type Document } from "yaml";
import { fileProblem } from "../files/file-problem.ts";
import { decodeText, readTextFile } from "../files/read-text-file.ts";
import { jsonProblemLine } from "./json-problem-line.ts";
import { repeatedJsonKeys, repeatedYamlKeys } from "./repeated-keys.ts";
import { truncate } from "./truncate.ts";
import { WrittenNumber, writtenNumber } from "./written-number.ts";

/** Bytes. Files of metrics and parameters are small: anything larger is something else. */
export const maxTextBytes = 8 * 1024 * 1024;
/** Bytes. Reading YAML takes time with the square of some lengths: a second at this one. */
const maxYamlBytes = 256 * 1024;
/** Aliases are few in honest files; following them takes time with the square of their number. */
const maxAliases = 100;

/** Content of a JSON or YAML file. */
export interface StructuredFile {
  /**
   * Plain data, but for numbers that are not written as a double is: those are `WrittenNumber`s.
   */
  readonly content: unknown;
  /** Dotted keys that are there more than once; the last value is in `content`. */
  readonly repeated: readonly string[];
}

/**
 * Reads a JSON or YAML file as plain data: no tags, no classes. Python's `NaN`, `Infinity`
 * and `-Infinity`, which `json.dump` writes though JSON has none (RFC 8259 §6), are infinite
 * numbers.
 *
 * @throws RegistryError `file-problem`, with the line
 */
export async function readStructuredFile(path: string): Promise<StructuredFile> {
  const file = basename(path);
  return extname(path).toLowerCase() === ".json"
    ? parseJson(await readTextFile(path, maxTextBytes), file)
    : parseYaml(await readTextFile(path, maxYamlBytes), file);
}

/**
 * Reads JSON or YAML that did not come from a file.
 *
 * @param source where it came from, for messages: `standard input`
 * @throws RegistryError `file-problem`, with the line
 */
export function readStructuredText(source: string, bytes: Uint8Array): StructuredFile {
  const text = decodeText(bytes, source);
  if (/^\s*[[{]/.test(text)) return parseJson(text, source);
  if (bytes.length <= maxYamlBytes) return parseYaml(text, source);
  throw fileProblem({
    file: source,
    fault: { kind: "too-much-yaml", most: maxYamlBytes },
    advice: "write-as-json",
  });
}

function parseJson(text: string, file: string): StructuredFile {
  let strict = text;
  try {
    try {
      return jsonContent(text);
    } catch {
      // 1e999 is a number for JSON, and infinite for JavaScript.
      strict = text.replace(/"[^"\\\n]*(?:\\.[^"\\\n]*)*"|NaN|Infinity/g, (word) =>
        word.startsWith('"') ? word : "1e999",
      );
      return jsonContent(strict);
    }
  } catch (error) {
    const reason = reasonOf(error).replace(/(, ".*| in JSON at position .*)$/, "");
    throw fileProblem({
      file,
      line: jsonProblemLine(strict),
      fault: { kind: "syntax", format: "JSON", error: reason },
      advice: "correct",
      cause: error,
    });
  }
}

function jsonContent(text: string): StructuredFile {
  return { content: jsonWithWrittenNumbers(text), repeated: repeatedJsonKeys(text) };
}

const stringOrNumber = /"[^"\\]*(?:\\.[^"\\]*)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/gs;

/**
 * Parses JSON with the digits of numbers that a double does not keep. Node 20, on which older
 * editors run, does not pass the source text to a reviver, so they travel as marked strings.
 */
function jsonWithWrittenNumbers(text: string): unknown {
  // Only valid JSON may be changed: it is also this text that an error's position is about.
  const plain: unknown = JSON.parse(text);
  const mark = randomUUID();
  const marked = text.replace(stringOrNumber, (token) => {
    if (token.startsWith('"') || !(writtenNumber(Number(token), token) instanceof WrittenNumber)) {
      return token;
    }
    return `"${mark}${token}"`;
  });
  if (marked === text) return plain;
  try {
    return JSON.parse(marked, (_, value: unknown) => {
      if (typeof value !== "string" || !value.startsWith(mark)) return value;
      const number = value.slice(mark.length);
      return writtenNumber(Number(number), number);
    });
  } catch (error) {
    // With a function it goes as deep as the stack; without one, any depth is read.
    if (error instanceof RangeError) return plain;
    throw error;
  }
}

function parseYaml(text: string, file: string): StructuredFile {
  const lineCounter = new LineCounter();
  try {
    const document = parseDocument(text, {
      lineCounter,
      merge: true,
      prettyErrors: false,
      schema: "core",
      stringKeys: true,
      // Its own search takes time with their square; ours names them, and the last one is recorded.
      uniqueKeys: false,
    });
    const [problem] = document.errors;
    if (problem) throw problem;
    refuseManyAliases(document);
    visit(document, {
      Scalar: (position, scalar) => {
        if (position === "key" || typeof scalar.value !== "number") return;
        scalar.value = writtenNumber(scalar.value, scalar.source);
      },
    });
    const content: unknown = document.toJS({ maxAliasCount: maxAliases });
    return { content, repeated: repeatedYamlKeys(document) };
  } catch (error) {
    const position = error instanceof YAMLParseError ? error.pos[0] : undefined;
    throw fileProblem({
      file,
      ...(position !== undefined && { line: lineCounter.linePos(position).line }),
      fault: { kind: "syntax", format: "YAML", error: reasonOf(error) },
      advice: "correct",
      cause: error,
    });
  }
}

function refuseManyAliases(document: Document): void {
  let aliases = 0;
  visit(document, {
    Alias: () => {
      aliases += 1;
      return aliases > maxAliases ? visit.BREAK : undefined;
    },
  });
  if (aliases > maxAliases) throw new Error(`more than ${maxAliases} aliases`);
}

function reasonOf(error: unknown): string {
  const [line = ""] = (error instanceof Error ? error.message : String(error)).split("\n");
  return truncate(line, 200).replace(/[.\s]+$/, "");
}
