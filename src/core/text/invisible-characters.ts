/**
 * Characters that show nothing (Unicode's Default_Ignorable_Code_Point, with zero-width spaces,
 * marks of direction, tags, Hangul fillers and variation selectors), or that break or control a
 * line: two names that differ only in them look the same.
 */
const invisible = /[\p{Default_Ignorable_Code_Point}\p{Cc}\p{Cs}\u2028\u2029]/u;

/** Returns the first invisible character of a text, as `U+200B`; undefined if it has none. */
export function invisibleCharacter(text: string): string | undefined {
  const code = invisible.exec(text)?.[0].codePointAt(0);
  return code === undefined ? undefined : `U+${code.toString(16).toUpperCase().padStart(4, "0")}`;
}

/** Returns a text without its invisible characters. */
export function withoutInvisible(text: string): string {
  return text.replace(new RegExp(invisible, "gu"), "");
}
