const decimal = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i;
const special = /^[+-]?(nan|inf|infinity)$/i;

/**
 * Parses a number as Python's `str(float)` writes it (`0.93`, `1e-05`, `nan`, `-inf`); undefined if
 * the text is anything else.
 */
export function parseNumber(text: string): number | undefined {
  const trimmed = text.trim();
  if (decimal.test(trimmed)) return Number(trimmed);
  if (!special.test(trimmed)) return undefined;
  return /nan/i.test(trimmed) ? NaN : trimmed.startsWith("-") ? -Infinity : Infinity;
}
