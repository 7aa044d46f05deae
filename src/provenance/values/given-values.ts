import type { ParameterValue } from "../../core/model/recipe.ts";
import { RegistryError } from "../../core/refusals/refusal.ts";
import type { Reading } from "./collect-values.ts";
import { readMetric } from "./metrics-file.ts";
import { readParameter } from "./parameters-file.ts";
import { writtenNumber } from "./written-number.ts";

/** Names and values as a person wrote them: `["accuracy", "0.95"]`. */
export type GivenValues = readonly (readonly [name: string, text: string])[];

const maxNameLength = 250;

/**
 * Reads metrics that were given one by one.
 *
 * @throws RegistryError `invalid-request`
 */
export function readGivenMetrics(given: GivenValues): Readonly<Record<string, number>> {
  return readEach("metric", given, (text) => readMetric(text));
}

/**
 * Reads hyperparameters that were given one by one: a number, `true` or `false` as such, anything
 * else as text.
 *
 * @throws RegistryError `invalid-request`
 */
export function readGivenParameters(given: GivenValues): Readonly<Record<string, ParameterValue>> {
  return readEach("parameter", given, (text, name) => readParameter(typedText(text), name));
}

function readEach<V>(
  kind: "metric" | "parameter",
  given: GivenValues,
  read: (text: string, name: string) => Reading<V>,
): Readonly<Record<string, V>> {
  const values = new Map<string, V>();
  for (const [name, text] of given) {
    const value = { code: "invalid-request", kind, name } as const;
    if (name.length > maxNameLength || name === "__proto__") {
      throw new RegistryError({ ...value, reason: "value-name-invalid" });
    }
    const reading = read(text, name);
    if ("value" in reading) values.set(name, reading.value);
    else {
      const problem = "skip" in reading ? reading.skip : reading.ignore;
      throw new RegistryError({ ...value, reason: "value-not-recorded", problem });
    }
  }
  return Object.fromEntries(values);
}

const number = /^[+-]?(?:(?:0|[1-9]\d*)(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?$/i;

/** Returns what a text stands for, as YAML would read it. */
export function typedText(text: string): unknown {
  if (/^(true|True|TRUE)$/.test(text)) return true;
  if (/^(false|False|FALSE)$/.test(text)) return false;
  return number.test(text) ? writtenNumber(Number(text), text) : text;
}
