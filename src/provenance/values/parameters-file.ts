import { basename } from "node:path";
import { ParameterValue, Parameters, type MissingFact } from "../../core/model/recipe.ts";
import { isSecretParameter } from "../../core/registration/secrets.ts";
import { collectValues, type Reading } from "./collect-values.ts";
import { flatten } from "./flatten.ts";
import {
  readStructuredFile,
  readStructuredText,
  type StructuredFile,
} from "./read-structured-file.ts";
import { roundedInteger, withPlainNumbers, WrittenNumber } from "./written-number.ts";

export interface ParametersFile {
  readonly parameters: Parameters;
  /** Values of the file that are not recorded, and why. */
  readonly skipped: readonly MissingFact[];
}

/**
 * Reads the hyperparameters in a `.json`, `.yaml` or `.yml` file, nested names joined with dots. A
 * list of plain values is recorded as compact JSON: `layers: [64, 32]` as `"[64,32]"`. What looks
 * like a secret is not recorded: nothing can be taken out of the ledger again.
 *
 * @throws RegistryError `file-problem` when the file can't be read, with the line where it is wrong
 */
export async function readParametersFile(path: string): Promise<ParametersFile> {
  return parametersOf(basename(path), await readStructuredFile(path));
}

/**
 * Reads hyperparameters that a script wrote to a pipe, as JSON or YAML.
 *
 * @throws RegistryError `file-problem`, with the line where it is wrong
 */
export function readParametersText(source: string, bytes: Uint8Array): ParametersFile {
  return parametersOf(source, readStructuredText(source, bytes));
}

function parametersOf(source: string, { content, repeated }: StructuredFile): ParametersFile {
  const leaves = { leaves: flatten(content), repeated };
  const { values, skipped } = collectValues(source, leaves, readParameter);
  return { parameters: Parameters.parse(values), skipped };
}

/** Reads a value of a file as a parameter. */
export function readParameter(written: unknown, key: string): Reading<ParameterValue> {
  const value = withPlainNumbers(written);
  // Of a list, each value: `tokens: [hf_…]`.
  if ([value].flat().some((each) => isSecretParameter(key, each))) {
    return { skip: "looks like a secret" };
  }
  if (Array.isArray(value)) {
    return value.every(isScalar)
      ? readText(listText(written))
      : { skip: "a list of lists or objects" };
  }
  if (typeof value === "string") return readText(value);
  const exact = written instanceof WrittenNumber ? roundedInteger(written.text) : undefined;
  if (exact !== undefined) return { value: { kind: "integer", text: exact } };
  if (typeof value === "number" && !Number.isFinite(value)) return { skip: "not a finite number" };
  const parsed = ParameterValue.safeParse(value);
  return parsed.success ? { value: parsed.data } : { skip: "nested too deep" };
}

/** Returns a list as compact JSON, integers with all their digits. */
function listText(list: unknown): string {
  const texts = [list].flat().map((each) => {
    const exact = each instanceof WrittenNumber ? roundedInteger(each.text) : undefined;
    return exact ?? JSON.stringify(withPlainNumbers(each));
  });
  return `[${texts.join(",")}]`;
}

function readText(text: string): Reading<string> {
  return text.length <= maxTextLength
    ? { value: text }
    : { skip: `longer than ${maxTextLength} characters` };
}

/** MLflow's limit for a parameter. */
const maxTextLength = 6000;

function isScalar(value: unknown): boolean {
  return value === null || ["string", "number", "boolean"].includes(typeof value);
}
