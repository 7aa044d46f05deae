/** A pattern for a text that is exactly this. */
export function exactly(text: string): RegExp {
  return new RegExp(`^\\s*${text.replace(/[\\^$.*+?()[\]{}|]/g, "\\$&")}\\s*$`);
}
