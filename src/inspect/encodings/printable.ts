/**
 * Text of a file as it may be shown: characters that steer terminals or turn the direction of writing
 * are written as escapes, and at most `limit` characters are left.
 */
export function printable(text: string, limit: number): string {
  const clipped = text.length > limit ? `${text.slice(0, limit - 1)}…` : text;
  return clipped.replace(
    /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu,
    (character) => `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`,
  );
}
