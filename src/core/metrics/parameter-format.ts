import type { ParameterValue } from "../model/recipe.ts";
import { rowFormat, type NumberFormat } from "./metric-format.ts";

/** Digits of a number that is shown alone: more say mostly how a computer rounds. */
const digits = 6;

/** Returns the value of a hyperparameter in full, as it is compared. */
export function parameterText(value: ParameterValue): string {
  return value !== null && typeof value === "object" ? value.text : String(value);
}

/** Returns the value of a hyperparameter as a person reads it: `0.3` for 0.30000000000000004. */
export function shortParameter(value: ParameterValue): string {
  return typeof value === "number" && !Number.isInteger(value)
    ? String(Number(value.toPrecision(digits)))
    : parameterText(value);
}

/**
 * Returns how to write the numbers of a hyperparameter that stand side by side: whole ones as they
 * were given, since a seed or a year is no amount; others with one precision.
 */
export function parameterFormat(values: readonly number[]): NumberFormat {
  return values.every(Number.isInteger) ? String : rowFormat(values);
}

/** Returns the number that a text is, if that is how the number is written in full. */
export function numberWritten(text: string | undefined): number | undefined {
  const number = Number(text);
  return Number.isFinite(number) && String(number) === text ? number : undefined;
}
