import type { FieldPath, RedactedField } from "./redaction-events.ts";

/** Text that stands in the place of a value that was taken out, if that was no shorter. */
export const redactedText = "[redacted]";
const shortMark = "*";

/**
 * Returns the content of a line without some values. Texts never become longer, so that each line
 * keeps its place and its length; doing it again changes nothing, and neither does the order.
 */
export function redactValues(line: unknown, fields: readonly RedactedField[]): unknown {
  return fields.reduce((value, { path, parts }) => replaceAt(value, path, parts), line);
}

function replaceAt(
  value: unknown,
  [step, ...rest]: FieldPath,
  parts: RedactedField["parts"],
): unknown {
  if (step === undefined) return redacted(value, parts);
  if (Array.isArray(value)) {
    const values: readonly unknown[] = value;
    return values.map((each, index) => (index === step ? replaceAt(each, rest, parts) : each));
  }
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => [
      key,
      key === step ? replaceAt(each, rest, parts) : each,
    ]),
  );
}

function redacted(value: unknown, parts: RedactedField["parts"]): unknown {
  if (typeof value === "number" || typeof value === "boolean") return shortMark;
  if (typeof value !== "string" || value === "" || value === redactedText) return value;
  if (!parts) return value.length < redactedText.length ? shortMark : redactedText;
  let text = value;
  for (const [from, to] of parts) {
    const end = Math.min(to, text.length);
    if (end > from) text = text.slice(0, from) + "*".repeat(end - from) + text.slice(end);
  }
  return text;
}
