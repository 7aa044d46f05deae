/**
 * A number as a file has it, where a double is not written so: `1.10`, which may be a version, or
 * `12345678901234567891`, which no double is.
 */
export class WrittenNumber {
  readonly value: number;
  readonly text: string;

  constructor(value: number, text: string) {
    this.value = value;
    this.text = text;
  }
}

/** Returns a number, with its text only if the text says more. */
export function writtenNumber(value: number, text: string | undefined): number | WrittenNumber {
  return text === undefined || String(value) === text ? value : new WrittenNumber(value, text);
}

/** Returns the integer in a text if a double would round it, without a plus sign. */
export function roundedInteger(text: string): string | undefined {
  const digits = /^\s*\+?(-?\d{16,1000})\s*$/.exec(text)?.[1];
  if (digits === undefined || BigInt(digits) === BigInt(Number(digits))) return undefined;
  return digits;
}

/** Maximum depth; no field of a known file is deeper. */
const maxDepth = 100;

/** Returns the same data with plain numbers; parts that are nested too deep are left out. */
export function withPlainNumbers(value: unknown, depth = 0): unknown {
  if (value instanceof WrittenNumber) return value.value;
  if (typeof value !== "object" || value === null) return value;
  if (depth >= maxDepth) return null;
  if (Array.isArray(value)) return value.map((each: unknown) => withPlainNumbers(each, depth + 1));
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, withPlainNumbers(inner, depth + 1)]),
  );
}
