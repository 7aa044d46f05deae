import { unsafeCharacters } from "../text/unsafe-characters.ts";

/** HTML that was made by `markup`, so that everything in it that is text of others is escaped. */
export class Html {
  readonly #text: string;

  private constructor(text: string) {
    this.#text = text;
  }

  /** Takes markup as it is: of this program's own making, or of a library that escapes. */
  static trusted(text: string): Html {
    return new Html(text);
  }

  toString(): string {
    return this.#text;
  }
}

/** Value that can stand in a template; everything but `Html` is escaped. */
export type HtmlValue = Html | string | number | undefined | readonly HtmlValue[];

/**
 * Returns the HTML of a template; values are escaped, for content and quoted attributes alike. Not
 * called `html`, as formatters change the white space in such templates, which counts here.
 */
export function markup(strings: TemplateStringsArray, ...values: readonly HtmlValue[]): Html {
  return Html.trusted(
    strings.reduce((text, part, index) => text + textOf(values[index - 1]) + part),
  );
}

function textOf(value: HtmlValue): string {
  if (value === undefined) return "";
  if (value instanceof Html) return value.toString();
  return isList(value) ? value.map(textOf).join("") : htmlText(String(value));
}

/** `Array.isArray` does not tell a read-only list from the rest. */
function isList(value: HtmlValue): value is readonly HtmlValue[] {
  return Array.isArray(value);
}

/**
 * Escapes a text so that HTML shows it as it is, in content and in quoted attributes. Line breaks
 * are spaces, and characters that reorder or hide text are left out.
 */
export function htmlText(text: string): string {
  return text
    .replace(/\s+/g, " ")
    .replace(unsafeCharacters, "")
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll("'", "&#39;");
}
