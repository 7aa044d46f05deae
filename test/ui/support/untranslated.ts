import type { Locator } from "@playwright/test";

/** A text on a page, and its place. */
export interface ShownText {
  readonly text: string;
  readonly where: string;
}

/**
 * Values that are the same in every language: names, numbers, dates, digests, what people wrote.
 */
export type IsData = (text: string) => boolean;

/** The little of the DOM that is used here: the checkout's types are those of Node. */
interface PageNode {
  readonly nodeType: number;
  readonly textContent: string | null;
  readonly childNodes: Iterable<PageNode>;
}
interface PageElement extends PageNode {
  readonly tagName: string;
  readonly className: unknown;
  readonly shadowRoot: PageNode | null;
  getAttribute(name: string): string | null;
}

/**
 * Returns what a person reads or hears of an element: the texts of its blocks, in which words, links,
 * and emphasised parts stand in one line, and its labels, tooltips, and placeholders.
 */
export function shownTexts(root: Locator): Promise<readonly ShownText[]> {
  return root.evaluate((element: PageElement) => {
    const found: { text: string; where: string }[] = [];
    const spoken = ["aria-label", "aria-description", "aria-roledescription", "aria-valuetext"];
    const attributes = [...spoken, "title", "placeholder", "alt", "label"];
    // Code, and what only machines read.
    const skipped = /^(SCRIPT|STYLE|CODE|PRE|TEXTAREA|TEMPLATE)$/i;
    const { getComputedStyle } = globalThis as unknown as {
      readonly getComputedStyle: (of: PageElement) => { readonly display: string };
    };
    const nameOf = ({ tagName, className }: PageElement): string =>
      `${tagName.toLowerCase()}${typeof className === "string" && className !== "" ? `.${className.trim().split(/\s+/).join(".")}` : ""}`;
    /** Reads a block, and answers the text of an inline element for the block that it is in. */
    const read = (node: PageElement, parent: string): string => {
      if (skipped.test(node.tagName)) return "\uE001";
      const where = [...parent.split(" > "), nameOf(node)].slice(-4).join(" > ");
      for (const name of attributes) {
        const text = node.getAttribute(name);
        if (text !== null && text.trim() !== "") found.push({ text, where: `${where}[${name}]` });
      }
      const children = [...node.childNodes, ...(node.shadowRoot?.childNodes ?? [])];
      if (getComputedStyle(node).display === "none") return "";
      const text = children
        .map((child) => {
          if (child.nodeType === 3) return child.textContent ?? "";
          return child.nodeType === 1 ? read(child as PageElement, where) : "";
        })
        .join("");
      if (/^(inline|contents)$/.test(getComputedStyle(node).display)) return `\uE001${text}\uE001`;
      if (text.trim() !== "") found.push({ text, where });
      // In the text around it stands something, but not in its words.
      return "\uE001";
    };
    const rest = read(element, "");
    if (rest.trim() !== "") found.push({ text: rest, where: nameOf(element) });
    return found;
  });
}

/**
 * A text with what stands in its places: bare words, and texts that were translated by themselves.
 */
interface Part {
  words: string;
  readonly translated: Part[];
  readonly values: Part[];
}

/**
 * Returns why a text does not speak the pseudo-language; undefined if it does. It does if it is made of
 * translations and of data. A translation may stand in another where it would stand alone as well: after
 * a colon, in quotes or brackets; and a span of time, which a language has a form of its own for.
 */
export function untranslated(text: string, isData: IsData): string | undefined {
  const whole = parse(text);
  if (whole === undefined) return "a translated text is cut off";
  return (
    bareWords(whole, isData) ?? whole.translated.map((part) => pieces(part, isData)).find(Boolean)
  );
}

/** Reads ⟦ and ⟧ around translated texts, « and » around values; undefined if they don't match. */
function parse(text: string): Part | undefined {
  const whole: Part = { words: "", translated: [], values: [] };
  const open = [whole];
  for (const character of text) {
    const part = open.at(-1);
    if (part === undefined) return undefined;
    if (character === "⟦" || character === "«") {
      const inner: Part = { words: "", translated: [], values: [] };
      (character === "⟦" ? part.translated : part.values).push(inner);
      part.words += "\uE000";
      open.push(inner);
    } else if (character === "⟧" || character === "»") open.pop();
    else part.words += character;
  }
  return open.length === 1 ? whole : undefined;
}

/** Words beside translated texts that are no data. */
function bareWords({ words, translated }: Part, isData: IsData): string | undefined {
  const bare = words.split(/[\uE000\uE001]/).find((part) => !isData(part));
  if (bare === undefined) return undefined;
  return translated.length === 0 ? "not translated" : `“${bare.trim()}” stands bare`;
}

/** Finds English words and translated texts in the places of a translated text. */
function pieces({ words, values }: Part, isData: IsData): string | undefined {
  const around = words.split("\uE000");
  const hasWords = /\p{L}/u.test(words.replace(/\(.*?\)/g, ""));
  for (const [index, value] of values.entries()) {
    const [before = "", after = ""] = around.slice(index);
    const standsAlone =
      !hasWords || /[:(“]\s*$/.test(before) || (before === "" && after.startsWith(":"));
    const piece = value.translated.find((inner) => !standsAlone && !isPhrase(inner));
    if (piece !== undefined) return `“${piece.words}” is a piece of it`;
    const bare = bareWords(value, isData);
    if (bare !== undefined) return `“${value.words}” in it is not translated`;
    const found = value.translated.map((part) => pieces(part, isData)).find(Boolean);
    if (found !== undefined) return found;
  }
  return undefined;
}

/**
 * Returns true for a span of time, a list, and a name with a note: `52 d ago`, `a, b and 3 more`.
 */
function isPhrase({ words }: Part): boolean {
  return /^\uE000 (min|h|d|mo|y) ago$|^just now$|^\uE000 and \uE000( more)?$|^\uE000 \(.*\)$/.test(
    words,
  );
}
