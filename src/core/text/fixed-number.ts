/**
 * Writes a number with a fixed number of decimals and thousands separators: `12,345.60`. The text is
 * that of `Intl.NumberFormat("en")`, whose rules take longer to load (16 ms of CPU time) than a short
 * command has. Digits are rounded as they are written: 1.005 to two decimals is 1.01.
 *
 * @param value finite
 */
export function fixedNumber(value: number, decimals: number): string {
  const [mantissa = "", exponent = "0"] = Math.abs(value).toExponential().split("e");
  const digits = mantissa.replace(".", "");
  const kept = Number(exponent) + 1 + decimals;
  let scaled = BigInt(digits.slice(0, Math.max(0, kept)).padEnd(kept, "0"));
  if (kept >= 0 && (digits[kept] ?? "0") >= "5") scaled += 1n;
  const text = String(scaled).padStart(decimals + 1, "0");
  const whole = text.slice(0, text.length - decimals).replace(/\B(?=(?:\d{3})+$)/g, ",");
  const fraction = decimals === 0 ? "" : `.${text.slice(-decimals)}`;
  const isNegative = value < 0 || Object.is(value, -0);
  return `${isNegative ? "-" : ""}${whole}${fraction}`;
}
