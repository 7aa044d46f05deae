import { utf8 } from "./bytes.ts";
import { printable } from "./printable.ts";

/** Content that is common in files that are named as models and are none. */
export interface CommonContent {
  /** Noun phrase, e.g. “a PNG image”. */
  readonly name: string;
  /** True for text of no further kind, JSON or XML, which some formats of models are too. */
  readonly isPlainText: boolean;
}

/** First bytes of documents, pictures, sounds and programs, as Latin-1. */
const signatures: readonly (readonly [start: RegExp, name: string])[] = [
  [/^\x89PNG\r\n/, "a PNG image"],
  [/^\xff\xd8\xff/, "a JPEG image"],
  [/^GIF8[79]a/, "a GIF image"],
  [/^RIFF.{4}WEBP/s, "a WebP image"],
  [/^(II\*\0|MM\0\*)/, "a TIFF image"],
  [/^BM.{4}\0{4}/s, "a BMP image"],
  [/^%PDF-/, "a PDF document"],
  [/^\xd0\xcf.\xe0\xa1\xb1.\xe1/, "a document of Microsoft Office"],
  [/^RIFF.{4}WAVE/s, "a WAV sound"],
  [/^(ID3|fLaC|OggS)/, "a sound"],
  [/^.{4}ftyp/s, "a video or picture (MP4, HEIF)"],
  [/^\x7fELF/, "a program or library (ELF)"],
  [/^(MZ|\xca\xfe\xba\xbe|[\xce\xcf]\xfa\xed\xfe|\xfe\xed\xfa[\xce\xcf])/, "a program or library"],
  [/^SQLite format 3\0/, "an SQLite database"],
  [/^PAR1/, "a Parquet file"],
  [/^ARROW1/, "an Arrow file"],
];

/** Longest beginning of a text that is quoted. */
const quotedLength = 60;

/**
 * Recognises common content that is no model by its first bytes: pictures, documents, web pages, a
 * server's answer in place of a file, text. Undefined if it is none of them.
 *
 * @param head the first bytes of the content; with more of them, text is recognised more reliably
 */
export function commonContent(head: Uint8Array): CommonContent | undefined {
  const start = Buffer.from(head.subarray(0, 64)).toString("latin1");
  const signed = signatures.find(([pattern]) => pattern.test(start));
  if (signed) return { name: signed[1], isPlainText: false };
  const text = textOf(head);
  if (text === undefined) return undefined;
  if (/^(<!--.*?-->\s*)*<(!doctype\s+html|html|head|body)\b/is.test(text)) {
    const title = /<title[^>]*>\s*([^<]+)/i.exec(text)?.[1];
    return { name: withQuote("a web page (HTML)", title), isPlainText: false };
  }
  if (/^<(svg\b|\?xml[^>]*>\s*(<!--.*?-->\s*|<!doctype[^>]*>\s*)*<svg\b)/is.test(text))
    return { name: "an SVG image", isPlainText: false };
  if (/^<(\?xml|[a-z][\w:.-]*[\s>/])/i.test(text))
    return { name: withQuote("XML", xmlText(text)), isPlainText: true };
  const kind = /^(\{\s*["}]|\[\s*["{[\]\d-])/.test(text) ? "JSON" : "text";
  return { name: withQuote(kind, text), isPlainText: true };
}

/** Returns the text without its white space in front; undefined for what is no text. */
function textOf(head: Uint8Array): string | undefined {
  const text = utf8(head).replace(/^\uFEFF/, "");
  // A character may be cut at the end of the head.
  // eslint-disable-next-line no-control-regex -- control characters are what text doesn't have
  if (/[\0-\x08\x0e-\x1a\x1c-\x1f]|\uFFFD(?!.{0,3}$)/su.test(text)) return undefined;
  const trimmed = text.trimStart();
  return trimmed === "" ? undefined : trimmed;
}

/** Returns the text between the tags, such as an error message. */
function xmlText(text: string): string {
  return text.replace(/<[^>]*>/g, " ");
}

function withQuote(name: string, text: string | undefined): string {
  if (text === undefined) return name;
  const line = text
    .trim()
    .replace(/\s+/g, " ")
    .slice(0, quotedLength + 1);
  const quoted = line.length > quotedLength ? `${line.slice(0, quotedLength)}…` : line;
  return quoted === "" ? name : `${name}, “${printable(quoted, 2 * quotedLength)}”`;
}
