import { SaxesParser } from "saxes";
import type { Finding, TensorSpec } from "../../core/inspection.ts";
import { Bytes, utf8 } from "../bytes.ts";
import { Unreadable, type FileFormat, type FileToRead, type Reading } from "../format.ts";
import { verdictFrom } from "../verdict.ts";
import { noDocument, openTag, type PmmlDocument } from "./document.ts";

/** Bytes that may come before the schema of the model: dictionaries of the data are long at most. */
const maxHeader = 64 * 1024 * 1024;
const maxAttributes = 1000;
const tailLength = 1024;

/** PMML 3 and 4, XML. https://dmg.org/pmml/v4-4-1/GeneralStructure.html */
export const pmml: FileFormat = {
  id: "pmml",
  name: "PMML",
  extensions: [".pmml"],

  recognise({ head }) {
    const text = utf8(head);
    return /^\s*<[?!\w]/.test(text) && /<(\w+:)?PMML[\s>]/.test(text);
  },

  async read({ source, signal }: FileToRead): Promise<Reading> {
    const bytes = new Bytes(source, signal);
    const document = await parseHeader(bytes);
    if (document.doctype?.includes("ENTITY")) {
      return { description: { verdict: "dangerous" }, findings: [entities] };
    }
    if (document.model === undefined) throw new Unreadable("The document has no model");
    const tail = utf8(
      await bytes.at(Math.max(0, source.size - tailLength), Math.min(tailLength, source.size)),
    );
    if (!/<\/(\w+:)?PMML\s*>/.test(tail)) throw new Unreadable("The file is cut short");
    const findings: Finding[] = document.doctype === undefined ? [] : [doctype];
    return { description: { ...describe(document), verdict: verdictFrom(findings) }, findings };
  },
};

/** Parses until the first model has told its inputs; what follows is trees and coefficients. */
async function parseHeader(bytes: Bytes): Promise<PmmlDocument> {
  const document = noDocument();
  const parser = new SaxesParser();
  parser.on("doctype", (text) => {
    document.doctype = text;
  });
  let attributeCount = 0;
  parser.on("attribute", () => {
    attributeCount += 1;
    if (attributeCount > maxAttributes) throw new Unreadable("An element has too many attributes");
  });
  parser.on("opentag", ({ name, attributes }) => {
    attributeCount = 0;
    openTag(document, name, attributes);
  });
  parser.on("closetag", ({ name }) => {
    document.path.pop();
    if (/(^|:)MiningSchema$/.test(name)) document.isOver = true;
  });
  const decoder = new TextDecoder();
  for (let at = 0; at < bytes.size && !isEnough(document);) {
    if (at > maxHeader) throw new Unreadable("No model begins in the first 64 MB");
    const chunk = await bytes.ahead(at);
    at += chunk.length;
    try {
      parser.write(decoder.decode(chunk, { stream: true }));
    } catch (error) {
      // What comes after the part that matters is not this reader's business.
      if (isEnough(document)) break;
      if (error instanceof Unreadable) throw error;
      const message = error instanceof Error ? error.message : "";
      throw new Unreadable(`The XML is broken (${message})`, `line ${parser.line}`);
    }
  }
  return document;
}

/** Entities are never expanded: a document type that defines some ends the reading. */
function isEnough({ isOver, doctype: text }: PmmlDocument): boolean {
  return isOver || (text?.includes("ENTITY") ?? false);
}

const entities: Finding = {
  code: "pmml-entities",
  severity: "danger",
  message:
    "The document type defines entities, by which a reader of XML can be made to open files and addresses or to run out of memory.",
  where: "DOCTYPE",
};

const doctype: Finding = {
  code: "pmml-doctype",
  severity: "warning",
  message: "The document has a document type, which PMML has no need of.",
  where: "DOCTYPE",
};

const dataTypes: ReadonlyMap<string, string> = new Map([
  ["double", "float64"],
  ["float", "float32"],
  ["integer", "int64"],
  ["boolean", "bool"],
]);

function describe(document: PmmlDocument): Omit<Reading["description"], "verdict"> {
  const { application, model, modelName, functionName } = document;
  const toSpec = (name: string): TensorSpec => {
    const type = document.dataTypes.get(name) ?? "unknown";
    return { name, dtype: dataTypes.get(type) ?? type };
  };
  return {
    ...(document.version !== undefined && { formatVersion: document.version }),
    ...(application !== undefined && { producer: application }),
    ...(model !== undefined && { architecture: model }),
    ...(functionName !== undefined && { task: functionName }),
    signature: {
      inputs: document.inputs.map(toSpec),
      outputs: document.targets.map(toSpec),
    },
    ...(modelName !== undefined && { metadata: { name: modelName } }),
  };
}
