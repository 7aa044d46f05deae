import { fixedNumber } from "./fixed-number.ts";

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

/** Formats a count with its noun: `1 version`, `6 versions`, `12,000 versions`. */
export function count(n: number, noun: string): string {
  return `${fixedNumber(n, 0)} ${noun}${n === 1 ? "" : "s"}`;
}

/** Names the first five of what may be thousands: `a, b, c, d, e and 12 more`. */
export function firstFew(values: readonly string[]): string {
  const shown = values.slice(0, 5).join(", ");
  return values.length > 5 ? `${shown} and ${fixedNumber(values.length - 5, 0)} more` : shown;
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
