import { Unreadable } from "../../contract/format.ts";

/** Facts collected from a document so far. */
export interface PmmlDocument {
  /** Names of the open elements, the root first. */
  readonly path: string[];
  doctype: string | undefined;
  version: string | undefined;
  application: string | undefined;
  /** The element of the first model. */
  model: string | undefined;
  modelName: string | undefined;
  functionName: string | undefined;
  /** Types of the fields of the data dictionary. */
  readonly dataTypes: Map<string, string>;
  readonly inputs: string[];
  readonly targets: string[];
  /** The schema of the first model has ended. */
  isOver: boolean;
}

const maxDepth = 100;
const maxFields = 1_000_000;

export function noDocument(): PmmlDocument {
  return {
    path: [],
    doctype: undefined,
    version: undefined,
    application: undefined,
    model: undefined,
    modelName: undefined,
    functionName: undefined,
    dataTypes: new Map(),
    inputs: [],
    targets: [],
    isOver: false,
  };
}

/** Elements of models whose names do not end with “Model”. */
const otherModels = new Set(["NeuralNetwork", "Scorecard"]);

/** Records the facts of an element. */
export function openTag(
  document: PmmlDocument,
  qualifiedName: string,
  attributes: Readonly<Record<string, string>>,
): void {
  if (document.isOver) return;
  const name = qualifiedName.slice(qualifiedName.indexOf(":") + 1);
  const depth = document.path.length;
  document.path.push(name);
  if (depth > maxDepth) throw new Unreadable("Elements are nested too deeply");
  if (depth === 0) readRoot(document, name, attributes);
  else if (depth === 1 && (name.endsWith("Model") || otherModels.has(name))) {
    document.model = name;
    document.modelName = attributes["modelName"];
    document.functionName = attributes["functionName"];
  } else if (depth === 2) readPart(document, name, attributes);
  else if (depth === 3 && name === "MiningField") readMiningField(document, attributes);
}

function readRoot(
  document: PmmlDocument,
  name: string,
  attributes: Readonly<Record<string, string>>,
): void {
  if (name !== "PMML") throw new Unreadable(`The document is ${name}, not PMML`);
  document.version = attributes["version"];
}

function readPart(
  document: PmmlDocument,
  element: string,
  { name, version, dataType }: Readonly<Record<string, string>>,
): void {
  const parent = document.path[1];
  if (parent === "Header" && element === "Application" && name !== undefined) {
    document.application = version === undefined ? name : `${name} ${version}`;
  }
  if (parent !== "DataDictionary" || element !== "DataField") return;
  if (document.dataTypes.size >= maxFields) throw new Unreadable("There are too many fields");
  if (name !== undefined) document.dataTypes.set(name, dataType ?? "unknown");
}

/** Adds a field as an input, unless its usage is another (“active” is the default). */
function readMiningField(
  { inputs, targets }: PmmlDocument,
  { name, usageType = "active" }: Readonly<Record<string, string>>,
): void {
  if (name === undefined) return;
  if (inputs.length + targets.length >= maxFields)
    throw new Unreadable("There are too many fields");
  if (usageType === "active") inputs.push(name);
  if (usageType === "target" || usageType === "predicted") targets.push(name);
}
