import { SaxesParser } from "saxes";
import type { Finding } from "../../core/model/inspection.ts";
import { Unreadable } from "../contract/format.ts";
import type { Bytes } from "./bytes.ts";

const maxAttributes = 1000;
/** Bytes of one text, attribute or comment at most: the parser holds it in memory. */
const maxPiece = 16 * 1024 * 1024;

/** Functions that are called while an XML document is read. */
export interface XmlHandlers {
  open(name: string, attributes: Readonly<Record<string, string>>): void;
  close(name: string): void;
  /** Takes text between tags. */
  text?(text: string): void;
  doctype(text: string): void;
  /** Returns whether all that matters has been read. */
  isOver(): boolean;
  /** Bytes that are read at most, and what is wrong with a document that needs more. */
  readonly limit: { readonly bytes: number; readonly message: string };
}

/**
 * Reads an XML document in one pass, until its bytes end (also before its root does) or until `isOver`.
 * Entities of its own are never expanded: one that is used makes the document unreadable.
 *
 * @throws Unreadable if the XML is broken before that
 */
export async function parseXml(bytes: Bytes, handlers: XmlHandlers): Promise<void> {
  const parser = new SaxesParser();
  let attributeCount = 0;
  let at = 0;
  let lastTag = 0;
  parser.on("doctype", (text) => {
    handlers.doctype(text);
  });
  parser.on("attribute", () => {
    attributeCount += 1;
    if (attributeCount > maxAttributes) throw new Unreadable("An element has too many attributes");
  });
  parser.on("opentag", ({ name, attributes }) => {
    attributeCount = 0;
    lastTag = at;
    handlers.open(name, attributes);
  });
  parser.on("closetag", ({ name }) => {
    lastTag = at;
    handlers.close(name);
  });
  if (handlers.text) parser.on("text", (text) => handlers.text?.(text));
  const decoder = new TextDecoder();
  while (at < bytes.size && !handlers.isOver()) {
    if (at > handlers.limit.bytes) throw new Unreadable(handlers.limit.message);
    if (at - lastTag > maxPiece) throw new Unreadable("A text is too long", `line ${parser.line}`);
    const chunk = await bytes.ahead(at);
    at += chunk.length;
    try {
      parser.write(decoder.decode(chunk, { stream: true }));
    } catch (error) {
      // What comes after the part that matters is not this reader's business.
      if (handlers.isOver()) break;
      if (error instanceof Unreadable) throw error;
      const message = error instanceof Error ? error.message : "";
      throw new Unreadable(`The XML is broken (${message})`, `line ${parser.line}`);
    }
  }
}

/** Returns what is to be said about a document type, which no model has need of. */
export function doctypeFinding(format: "pmml" | "openvino", text: string): Finding {
  return text.includes("ENTITY")
    ? {
        code: `${format}-entities`,
        severity: "danger",
        message:
          "The document type defines entities, by which a reader of XML can be made to open files and addresses or to run out of memory.",
        where: "DOCTYPE",
      }
    : {
        code: `${format}-doctype`,
        severity: "warning",
        message: "The document has a document type, which the format has no need of.",
        where: "DOCTYPE",
      };
}
