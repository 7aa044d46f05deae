const units = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000, w: 604_800_000 } as const;

/** Form of a duration: `30s`, `15m`, `24h`, `7d`, `2w`. */
export const durationForm = /^([1-9]\d{0,5})([smhdw])$/;

/** Parses a duration to milliseconds: `15m`, `24h`, `7d`. Undefined for anything else. */
export function parseDuration(text: string): number | undefined {
  const [, number, unit] = durationForm.exec(text.trim()) ?? [];
  if (number === undefined || unit === undefined || !(unit in units)) return undefined;
  return Number(number) * units[unit as keyof typeof units];
}
