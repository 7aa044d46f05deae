import * as l10n from "@vscode/l10n";
import { formatNumber } from "./language.ts";

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
  const { unit, value } = ageOf(at, now);
  switch (unit) {
    case "none":
      return l10n.t("now");
    case "minutes":
      return l10n.t("{0} min", value);
    case "hours":
      return l10n.t("{0} h", value);
    case "days":
      return l10n.t("{0} d", value);
    case "months":
      return l10n.t("{0} mo", value);
    case "years":
      return l10n.t("{0} y", value);
  }
}

/**
 * Returns the time since a moment within a sentence: `just now`, `5 min ago`, `2 h ago`.
 *
 * @param now milliseconds since the epoch
 */
export function formatAgo(at: string, now: number): string {
  const { unit, value } = ageOf(at, now);
  switch (unit) {
    case "none":
      return l10n.t("just now");
    case "minutes":
      return l10n.t("{0} min ago", value);
    case "hours":
      return l10n.t("{0} h ago", value);
    case "days":
      return l10n.t("{0} d ago", value);
    case "months":
      return l10n.t("{0} mo ago", value);
    case "years":
      return l10n.t("{0} y ago", value);
  }
}

interface Age {
  readonly unit: "none" | "minutes" | "hours" | "days" | "months" | "years";
  readonly value: number;
}

function ageOf(at: string, now: number): Age {
  const minutes = Math.max(0, Math.floor((now - Date.parse(at)) / 60_000));
  if (minutes < 1) return { unit: "none", value: 0 };
  if (minutes < 60) return { unit: "minutes", value: minutes };
  const hours = Math.floor(minutes / 60);
  if (hours < 24) return { unit: "hours", value: hours };
  const days = Math.floor(hours / 24);
  if (days < 60) return { unit: "days", value: days };
  return days < 730
    ? { unit: "months", value: Math.floor(days / 30) }
    : { unit: "years", value: Math.floor(days / 365) };
}

/** Returns the first twelve digits of a digest, enough to recognise it. */
export function shortDigest(sha256: string): string {
  return sha256.slice(0, 12);
}

/** Returns the first seven digits of a commit, as git abbreviates it. */
export function shortCommit(commit: string): string {
  return commit.slice(0, 7);
}

/**
 * Formats a count with its English noun, for the command line: `1 version`, `12,000 versions`. What
 * the editor shows is translated: see `counts.ts`.
 */
export function count(n: number, noun: string): string {
  return `${formatNumber(n)} ${noun}${n === 1 ? "" : "s"}`;
}

/** Names the first five of what may be thousands: `a, b, c, d, e and 12 more`. */
export function firstFew(values: readonly string[]): string {
  const shown = values.slice(0, 5).join(", ");
  return values.length > 5
    ? l10n.t("{0} and {1} more", shown, formatNumber(values.length - 5))
    : shown;
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
