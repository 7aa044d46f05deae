import { unsafeCharacters } from "../../core/text/unsafe-characters.ts";

/**
 * Returns a text as one line that a terminal shows as it is: names and messages may come from
 * anyone.
 */
export function plain(text: string): string {
  return text.replace(/[\t\n\r\u2028\u2029]+/g, " ").replace(unsafeCharacters, "");
}

/**
 * Returns a JSON document with the unsafe characters escaped; JSON itself requires that for only
 * some of them.
 */
export function plainJson(document: unknown, indentation = 2): string {
  return JSON.stringify(document, null, indentation).replace(
    /[\u007f-\u009f\u061c\u115f\u1160\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
