/** Formats a time for a file that is read anywhere: `2026-11-21 09:30 UTC`. */
export function timeText(at: string): string {
  return `${at.slice(0, 16).replace("T", " ")} UTC`;
}

/** Formats a time to the second, where the order of events counts: `2026-11-21 09:30:12 UTC`. */
export function secondText(at: string): string {
  return `${at.slice(0, 19).replace("T", " ")} UTC`;
}

/** Formats the time between two moments by its two largest units: `3 d 4 h`, `12 min`. */
export function spanText(from: string, until: string): string {
  const minutes = Math.max(0, Math.floor((Date.parse(until) - Date.parse(from)) / 60_000));
  if (minutes < 1) return "less than a minute";
  const [days, hours] = [Math.floor(minutes / 1440), Math.floor((minutes % 1440) / 60)];
  const parts =
    days > 0
      ? [`${days} d`, hours > 0 && `${hours} h`]
      : [hours > 0 && `${hours} h`, rest(minutes)];
  return parts.filter(Boolean).join(" ");
}

function rest(minutes: number): string | false {
  return minutes % 60 > 0 && `${minutes % 60} min`;
}

/** Returns a name for a file that every system takes: `fraud-5`. */
export function fileNameOf(text: string): string {
  const name = text
    .normalize("NFC")
    .replace(/[^\p{L}\p{M}\p{N}._-]+/gu, "-")
    .replace(/^[-.]+|[-.]+$/g, "");
  return name.slice(0, 100) || "report";
}
