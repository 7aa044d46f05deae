import type { TensorSpec } from "../../../core/model/inspection.ts";
import {
  Unreadable,
  type FileFormat,
  type FileToRead,
  type Reading,
} from "../../contract/format.ts";
import { verdictFrom } from "../../contract/verdict.ts";
import { beginsWith, Bytes, utf8 } from "../../encodings/bytes.ts";
import { doctypeFinding, parseXml } from "../../encodings/parse-xml.ts";
import { noDocument, openTag, type PmmlDocument } from "./document.ts";

/** Bytes that may come before the schema of the model: dictionaries of the data are long at most. */
const maxHeader = 64 * 1024 * 1024;
const tailLength = 1024;

/** PMML 3 and 4, XML. https://dmg.org/pmml/v4-4-1/GeneralStructure.html */
export const pmml: FileFormat = {
  id: "pmml",
  extensions: [".pmml"],
  isText: true,

  recognise({ head }) {
    if (!beginsWith(head, "<")) return false;
    const text = utf8(head);
    return /^\s*<[?!\w]/.test(text) && /<(\w+:)?PMML[\s>]/.test(text);
  },

  async read({ source, signal }: FileToRead): Promise<Reading> {
    const bytes = new Bytes(source, signal);
    const document = await parseHeader(bytes);
    const findings =
      document.doctype === undefined ? [] : [doctypeFinding("pmml", document.doctype)];
    if (verdictFrom(findings) === "dangerous") {
      return { description: { verdict: "dangerous" }, findings };
    }
    if (document.model === undefined) throw new Unreadable("The document has no model");
    const tail = utf8(
      await bytes.at(Math.max(0, source.size - tailLength), Math.min(tailLength, source.size)),
    );
    if (!/<\/(\w+:)?PMML\s*>/.test(tail)) throw new Unreadable("The file is cut short");
    return { description: { ...describe(document), verdict: verdictFrom(findings) }, findings };
  },
};

/** Parses until the inputs of the first model are known; trees and coefficients follow. */
async function parseHeader(bytes: Bytes): Promise<PmmlDocument> {
  const document = noDocument();
  await parseXml(bytes, {
    limit: { bytes: maxHeader, message: "No model begins in the first 64 MB" },
    isOver: () => isEnough(document),
    doctype: (text) => {
      document.doctype = text;
    },
    open: (name, attributes) => {
      openTag(document, name, attributes);
    },
    close: (name) => {
      document.path.pop();
      if (/(^|:)MiningSchema$/.test(name)) document.isOver = true;
    },
  });
  return document;
}

/** Entities are never expanded: a document type that defines some ends the reading. */
function isEnough({ isOver, doctype: text }: PmmlDocument): boolean {
  return isOver || (text?.includes("ENTITY") ?? false);
}

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
