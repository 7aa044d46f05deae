import { unsafeCharacters } from "../text/unsafe-characters.ts";

/**
 * Returns data as a JSON document. Characters that could take over a terminal or reorder what is
 * around them are escaped; JSON itself requires that for only some.
 */
export function reportJson(data: unknown): string {
  const text = JSON.stringify(data, null, 2).replace(unsafeCharacters, (character) =>
    character === "\n"
      ? character
      : Array.from({ length: character.length }, (_, index) => unicode(character, index)).join(""),
  );
  return `${text}\n`;
}

function unicode(text: string, index: number): string {
  return `\\u${text.charCodeAt(index).toString(16).padStart(4, "0")}`;
}
