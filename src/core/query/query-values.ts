import * as l10n from "@vscode/l10n";
import { parseMoment } from "../model/data/parse-moment.ts";
import type { Timestamp } from "../model/ids.ts";
import type { FieldKind } from "./query.ts";

/** Parses a finite number: `0.9`, `1e-3`. */
export function queryNumber(text: string): number | undefined {
  if (!/^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i.test(text)) return undefined;
  const value = Number(text);
  return Number.isFinite(value) ? value : undefined;
}

const sizes: Readonly<Record<string, number>> = {
  "": 1,
  b: 1,
  kb: 1e3,
  mb: 1e6,
  gb: 1e9,
  tb: 1e12,
  kib: 2 ** 10,
  mib: 2 ** 20,
  gib: 2 ** 30,
  tib: 2 ** 40,
};

/** Parses a size in bytes: `512`, `20MB`, `1.5 GiB`. */
export function querySize(text: string): number | undefined {
  return withUnit(text, sizes);
}

const hour = 3_600_000;
const durations: Readonly<Record<string, number>> = {
  m: 60_000,
  min: 60_000,
  h: hour,
  d: 24 * hour,
  w: 7 * 24 * hour,
  mo: 30 * 24 * hour,
  y: 365 * 24 * hour,
};

/** Parses a duration in milliseconds: `90min`, `12h`, `30d`, `2w`, `6mo` of 30 days, `1y` of 365. */
export function queryDuration(text: string): number | undefined {
  return withUnit(text, durations);
}

function withUnit(text: string, units: Readonly<Record<string, number>>): number | undefined {
  const [, number = "", unit = ""] = /^(\d+(?:\.\d+)?)\s*([a-z]*)$/i.exec(text.trim()) ?? [];
  const known = unit.toLowerCase();
  if (number === "" || !Object.hasOwn(units, known)) return undefined;
  const value = Number(number) * (units[known] ?? NaN);
  return Number.isFinite(value) ? value : undefined;
}

/** Parses a date or an instant in UTC as the first and the last millisecond that it stands for. */
export function queryMoment(
  text: string,
): { readonly first: Timestamp; readonly last: Timestamp } | undefined {
  const first = parseMoment(text, "start");
  const last = parseMoment(text, "end");
  return first === undefined || last === undefined ? undefined : { first, last };
}

/** Returns the beginning of a digest in lower case: `ab12`, `ab12…`, `sha256:ab12`. */
export function queryDigest(text: string): string | undefined {
  const [, digits] = /^(?:sha256:)?([0-9a-f]{4,64})(?:…|\*|\.\.\.)?$/i.exec(text) ?? [];
  return digits?.toLowerCase();
}

/**
 * Returns the reason why a value does not suit a field, undefined if it does. Parameters are
 * numbers or text, so that only an order needs a number.
 */
export function valueProblem(
  kind: FieldKind,
  text: string,
  isOrdered: boolean,
): string | undefined {
  switch (kind) {
    case "number":
      return queryNumber(text) === undefined
        ? l10n.t("a number is expected, such as 0.9")
        : undefined;
    case "mixed":
      return isOrdered && queryNumber(text) === undefined
        ? l10n.t("only numbers are less or greater, such as 5")
        : undefined;
    case "size":
      return querySize(text) === undefined ? l10n.t("a size is expected, such as 20MB") : undefined;
    case "duration":
      return queryDuration(text) === undefined
        ? l10n.t("a duration is expected, such as 12h, 30d or 6mo")
        : undefined;
    case "date":
      return queryMoment(text) === undefined
        ? l10n.t("a date is expected, such as 2026-01-31 or 2026-01-31T09:30")
        : undefined;
    case "digest":
      return queryDigest(text) === undefined
        ? l10n.t("at least four hexadecimal digits are expected")
        : undefined;
    case "text":
      return undefined;
  }
}
