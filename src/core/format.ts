/** Text forms shared by the tree, the pages and the command line. */

const byteUnits = ["B", "KB", "MB", "GB", "TB"];

/** Formats a size: `2100000` → `2.1 MB` (powers of 1000, as file managers show them). */
export function formatBytes(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 999.5 && unit < byteUnits.length - 1) {
    value /= 1000;
    unit += 1;
  }
  const digits = unit === 0 || value >= 99.95 ? 0 : 1;
  return `${value.toFixed(digits)} ${byteUnits[unit] ?? ""}`;
}

/** Enough digits to write any double exactly enough to read it back. */
const maxExtraDigits = 17;

/**
 * Formats a metric for a table with four decimals: `0.9413`, `1234.5`, `3.10e-7`. It gets more
 * decimals where four would mislead: `0.99996` is not `1`, and values that differ look different.
 *
 * @param others values that it is shown beside
 */
export function formatMetric(value: number, others: readonly number[] = []): string {
  const different = others.filter((other) => other !== value);
  for (let extra = 0; extra < maxExtraDigits; extra += 1) {
    const text = roundedMetric(value, extra);
    const isWhole = Number.isInteger(Number(text)) && Math.abs(value) < 1e9;
    if (isWhole && !Number.isInteger(value)) continue;
    if (different.every((other) => roundedMetric(other, extra) !== text)) return text;
  }
  return String(value);
}

/** More decimals than this are not lined up. */
const maxDecimals = 12;

/**
 * Returns how to write the metrics of one row of a table: all with the same decimals, enough to
 * tell those apart that differ, and with thousands separators. Where only an exponent can write one
 * of them, each is written by itself.
 */
export function rowFormat(values: readonly number[]): (value: number) => string {
  const texts = values.map((value) => formatMetric(value, values));
  const decimals = Math.max(0, ...texts.map((text) => text.split(".")[1]?.length ?? 0));
  if (decimals > maxDecimals || texts.some((text) => text.includes("e"))) {
    return (value) => formatMetric(value, values);
  }
  const format = new Intl.NumberFormat("en", {
    minimumFractionDigits: decimals,
    maximumFractionDigits: decimals,
  });
  return (value) => format.format(value);
}

function roundedMetric(value: number, extra: number): string {
  if (Number.isInteger(value) && Math.abs(value) < 1e9) return String(value);
  const size = Math.abs(value);
  if (size < 1e-3) {
    const plain = String(Number(value.toPrecision(3 + extra)));
    if (/^-?0\.\d{1,6}$/.test(plain)) return plain;
  }
  if (size < 1e-3 || size >= 1e9) return value.toExponential(2 + extra).replace("e+", "e");
  return String(Number(value.toFixed((size >= 100 ? 2 : 4) + extra)));
}

/** Formats a change with its sign: `+0.012`, `−0.004`, `±0`. */
export function formatChange(change: number): string {
  if (change === 0) return "±0";
  return `${change > 0 ? "+" : "−"}${formatMetric(Math.abs(change))}`;
}

/**
 * Returns the age of a moment as the tree shows it: `now`, `5 min`, `2 h`, `3 d`, `5 mo`, `2 y`.
 *
 * @param now milliseconds since the epoch
 */
export function formatAge(at: string, now: number): string {
  const minutes = Math.max(0, Math.floor((now - Date.parse(at)) / 60_000));
  if (minutes < 1) return "now";
  if (minutes < 60) return `${minutes} min`;
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return `${hours} h`;
  const days = Math.floor(hours / 24);
  if (days < 60) return `${days} d`;
  return days < 730 ? `${Math.floor(days / 30)} mo` : `${Math.floor(days / 365)} y`;
}

/** Returns the first twelve digits of a digest, enough to recognise it. */
export function shortDigest(sha256: string): string {
  return sha256.slice(0, 12);
}

/** Returns the first seven digits of a commit, as git abbreviates it. */
export function shortCommit(commit: string): string {
  return commit.slice(0, 7);
}

let groupingFormat: Intl.NumberFormat | undefined;

/** Writes a number with thousands separators. Loads the rules of the language when one is needed. */
function grouped(n: number): string {
  if (Number.isInteger(n) && Math.abs(n) < 1000) return String(n);
  groupingFormat ??= new Intl.NumberFormat("en");
  return groupingFormat.format(n);
}

/** Formats a count with its noun: `1 version`, `6 versions`, `12,000 versions`. */
export function count(n: number, noun: string): string {
  return `${grouped(n)} ${noun}${n === 1 ? "" : "s"}`;
}

/** Names the first five of what may be thousands: `a, b, c, d, e and 12 more`. */
export function firstFew(values: readonly string[]): string {
  const shown = values.slice(0, 5).join(", ");
  return values.length > 5 ? `${shown} and ${grouped(values.length - 5)} more` : shown;
}

/** Formats a large count with two or three digits: `850`, `31 k`, `6.7 B`. */
export function shortCount(n: number): string {
  const unit = [
    [1e12, "T"],
    [1e9, "B"],
    [1e6, "M"],
    [1e3, "k"],
  ].find(([size]) => n >= Number(size));
  if (!unit) return String(Math.round(n));
  const value = n / Number(unit[0]);
  return `${value < 10 ? value.toFixed(1).replace(/\.0$/, "") : Math.round(value)} ${String(unit[1])}`;
}
