import { fixedNumber } from "../text/fixed-number.ts";

/**
 * Format of metrics, wherever they are shown: all numbers of a row with the same decimals, as
 * many as it takes for their differences to show.
 */

/** Writes a number of a row. */
export type NumberFormat = (value: number) => string;

/** No exponent for what so many decimals can say. */
const plainDecimals = 6;
/** Smaller numbers are not zero, but would read as zero with that many decimals. */
const smallestPlain = 0.5 * 10 ** -plainDecimals;
const largestPlain = 1e12;
/** From this on, four decimals are more exact than an exponent. */
const smallestUsual = 1e-3;
/** More decimals than this say nothing but how a computer rounds. */
const maxDecimals = 12;
const maxMantissaDecimals = 16;

/**
 * Returns how to write the metrics of one row: all with the same decimals, as few as show how the
 * values differ, and with thousands separators. Numbers that differ never read the same, and none
 * but zero reads as zero. Numbers that six decimals can't say have an exponent. A change between two
 * values of the row is written with the same format.
 */
export function rowFormat(values: readonly number[]): NumberFormat {
  const plain = values.filter(isPlain);
  const decimals = decimalsOfRow(plain);
  const tooSmall = decimals > plainDecimals && plain.every(isTiny);
  const shown = Math.min(decimals, maxDecimals);
  const fixed = (value: number): string => fixedNumber(value, shown);
  const exponential = exponentialFormat(
    tooSmall ? values : values.filter((each) => !isPlain(each)),
  );
  const own = new Set(values.map(Math.abs));
  const inRow: NumberFormat = (value) => {
    if (value === 0) return fixed(0);
    if (isShownAmong(value, tooSmall, fixed)) return fixed(value);
    if (!isPlain(value) || (tooSmall && isTiny(value))) return exponential(value);
    const text = fixed(value);
    if (!misleads(text, value)) return text;
    if (own.has(Math.abs(value))) return exact(value);
    // A change is rounded as its row is, to a whole number too, but not to none.
    return /[1-9]/.test(text) ? text : rowFormat([value])(value);
  };
  const texts = new Map<string, number>();
  const alike = new Set<string>();
  for (const value of values) {
    const text = inRow(value);
    if ((texts.get(text) ?? value) !== value) alike.add(text);
    texts.set(text, value);
  }
  return (value) => {
    const text = inRow(value);
    return alike.has(text) ? exact(value) : text;
  };
}

/**
 * Formats a metric for a sentence or a list, without zeros at its end: `0.9413`, `1,234.5`,
 * `3.10e-7`, `NaN`.
 *
 * @param others values that it is shown beside, from which it must differ
 */
export function formatMetric(value: number, others: readonly number[] = []): string {
  // A run may log what is no number.
  if (!Number.isFinite(value)) return String(value);
  const text = rowFormat([value, ...others.filter(Number.isFinite)])(value);
  return text.includes(".") && !text.includes("e") ? text.replace(/\.?0+$/, "") : text;
}

/**
 * Formats a change with its sign: `+0.012`, `−0.004`, `±0`.
 *
 * @param format that of the values it is the change of; by default, one of its own
 */
export function formatChange(change: number, format: NumberFormat = formatMetric): string {
  if (change === 0) return "±0";
  return `${change > 0 ? "+" : "−"}${format(Math.abs(change))}`;
}

/** Returns true for a tiny number, such as a change, that the decimals of its row can say. */
function isShownAmong(value: number, tooSmall: boolean, fixed: NumberFormat): boolean {
  if (tooSmall || Math.abs(value) >= smallestPlain) return false;
  const shown = Number(fixed(value));
  return Math.abs(shown - value) <= Math.abs(value) / 100;
}

function isPlain(value: number): boolean {
  const size = Math.abs(value);
  return value === 0 || (size >= smallestPlain && size < largestPlain);
}

function isTiny(value: number): boolean {
  return Math.abs(value) < smallestUsual;
}

function decimalsOfRow(values: readonly number[]): number {
  const sorted = [...new Set(values)].sort((a, b) => a - b);
  const cap = sorted.every(isTiny) ? maxDecimals : plainDecimals;
  const forValues = sorted.map((value) => Math.min(decimalsOf(value), capOf(value, cap)));
  const forDifferences = sorted.slice(1).map((value, index) => {
    const needed = decimalsToShow(value - (sorted[index] ?? value));
    // Less is no difference of the values, but of their rounding.
    return needed > maxDecimals ? 0 : needed;
  });
  return Math.max(0, ...forValues, ...forDifferences);
}

/** A number close to a whole one needs more decimals than its size tells. */
function capOf(value: number, cap: number): number {
  return isTiny(value) ? cap : maxDecimals;
}

/** Returns the decimals that a number has when it is shown alone. */
function decimalsOf(value: number): number {
  if (Number.isInteger(value)) return 0;
  const size = Math.abs(value);
  const usual = size >= 100 ? 2 : size >= smallestUsual ? 4 : 2 - exponentOf(size);
  for (let decimals = usual; decimals <= maxDecimals; decimals += 1) {
    // Rounded as it is written: `toFixed` rounds what is stored in binary.
    const rounded = Number(fixedNumber(value, decimals).replaceAll(",", ""));
    if (!Number.isInteger(rounded)) return decimalsWritten(rounded);
  }
  return usual;
}

/** Returns the decimals with which a number is written in full. */
function decimalsWritten(value: number): number {
  const [digits = "", exponent = "0"] = String(value).split("e");
  return Math.max(0, (digits.split(".")[1]?.length ?? 0) - Number(exponent));
}

/** Returns the decimals with which a difference does not vanish. */
function decimalsToShow(difference: number): number {
  return Math.max(0, -exponentOf(difference));
}

/** Returns the exponent of a number; 0.0003, which is a little less in binary, has that of 0.0003. */
function exponentOf(size: number): number {
  return Number(size.toExponential(9).split("e")[1]);
}

/** Returns true if rounding made a number zero or whole that is not. */
function misleads(text: string, value: number): boolean {
  return !Number.isInteger(value) && !/\.\d*[1-9]/.test(text);
}

/** Returns a format with an exponent, and the decimals before it that tell the values apart. */
function exponentialFormat(values: readonly number[]): NumberFormat {
  const different = new Set(values);
  const write = (value: number, decimals: number): string =>
    value.toExponential(decimals).replace("e+", "e");
  let decimals = 2;
  while (
    decimals < maxMantissaDecimals &&
    new Set([...different].map((value) => write(value, decimals))).size < different.size
  ) {
    decimals += 1;
  }
  return (value) => write(value, decimals);
}

function exact(value: number): string {
  return String(value).replace("e+", "e");
}
