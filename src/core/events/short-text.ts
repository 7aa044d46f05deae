/** UTF-16 code units. */
const longest = 80;

/** Returns the beginning of a text that a title quotes. */
export function short(text: string): string {
  return text.length > longest ? `${text.slice(0, longest - 1)}…` : text;
}
