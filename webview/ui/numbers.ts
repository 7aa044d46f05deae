const whole = new Intl.NumberFormat(undefined, { maximumFractionDigits: 0 });
const units = [
  [1e12, "trillion"],
  [1e9, "billion"],
  [1e6, "million"],
] as const;

/** `1,210`; for many also in words: `6,738,415,616 (6.7 billion)`. */
export function formatCount(value: number): string {
  const unit = units.find(([size]) => value >= size);
  if (!unit) return whole.format(value);
  return `${whole.format(value)} (${(value / unit[0]).toPrecision(2)} ${unit[1]})`;
}
