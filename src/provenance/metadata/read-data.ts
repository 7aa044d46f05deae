import { parseNamedData } from "../../core/model/data/dataset-text.ts";
import { parseDigest, type Digests } from "../../core/model/data/digests.ts";
import { parseMoment } from "../../core/model/data/parse-moment.ts";
import { withoutCredentials, withoutCredentialsIn } from "../../core/model/data/uri-credentials.ts";
import { Uri } from "../../core/model/data/uri.ts";
import type { Timestamp } from "../../core/model/ids.ts";
import { truncate } from "../values/truncate.ts";
import { WrittenNumber, withPlainNumbers } from "../values/written-number.ts";
import { dataAttribute, snakeCase, type DataAttribute } from "./field-names.ts";
import { isFields } from "./find-fields.ts";

/** Data as a metadata file names it; what is in the workspace is looked at later. */
export interface DeclaredData {
  readonly name?: string;
  /** As it is written; relative to the workspace folder. */
  readonly path?: string;
  readonly uri?: string;
  readonly version?: string;
  readonly digests?: Digests;
  readonly rows?: number;
  readonly columns?: number;
  readonly target?: string;
  readonly ingested?: Timestamp;
  readonly role?: string;
}

/**
 * Returns a data set by its path, URI or name, or as the command line names it:
 * `labels@7=s3://bucket/labels.csv#sha256:…`.
 */
export function dataPlace(text: string): DeclaredData {
  const { place, ...named } = parseNamedData(text) ?? { place: text.trim() };
  return { ...placeOf(withoutCredentialsIn(place)), ...named };
}

function placeOf(place: string): DeclaredData {
  if (/^[a-z][a-z0-9+.-]+:\/\//i.test(place) && Uri.safeParse(place).success) {
    return {
      name: truncate(place.replace(/[/?#]+$/, "").replace(/^.*\//, "") || place, 256),
      uri: place,
    };
  }
  return /[/\\]|\.[a-z][a-z0-9]{0,9}$/i.test(place)
    ? { path: place }
    : { name: truncate(place, 256) };
}

/** Reads data sets: a place, a list of places, or objects. Undefined for anything else. */
export function readDataSets(value: unknown): readonly DeclaredData[] | undefined {
  const sets = [withPlainNumbers(value)].flat().map(readDataSet);
  const known = sets.filter((set) => set !== undefined);
  return known.length === sets.length && known.length <= 1000 ? known : undefined;
}

function readDataSet(value: unknown): DeclaredData | undefined {
  if (typeof value === "string" && value.trim() !== "") return dataPlace(value);
  if (!isFields(value)) return undefined;
  let set: DeclaredData = {};
  for (const [key, each] of Object.entries(value)) {
    const name = snakeCase(key);
    const attribute = dataAttribute(name);
    const read =
      name === "role" && typeof each === "string" && each !== ""
        ? { role: truncate(each, 64) }
        : attribute && readAttribute(attribute, each);
    if (!read) return undefined;
    set = { ...set, ...read };
  }
  return Object.keys(set).length > 0 ? set : undefined;
}

type AttributeReader = (text: string | undefined, value: unknown) => DeclaredData | undefined;

const attributeReaders: Readonly<Record<DataAttribute, AttributeReader>> = {
  rows: (_, value) => count(value, (rows) => ({ rows })),
  columns: (_, value) =>
    Array.isArray(value) ? { columns: value.length } : count(value, (columns) => ({ columns })),
  digest: (text) => ifText(text, readDigest),
  ingested: (text) => {
    const ingested = text === undefined ? undefined : parseMoment(text);
    return ingested && { ingested };
  },
  path: (text) => ifText(text, dataPath),
  uri: (text) =>
    ifText(text, (uri) =>
      Uri.safeParse(uri).success ? { uri: withoutCredentials(uri).uri } : undefined,
    ),
  name: (text) => ifText(text, dataPlace),
  version: (text) => ifText(text, (version) => ({ version: truncate(version, 256) })),
  target: (text) => ifText(text, (target) => ({ target: truncate(target, 256) })),
};

/** Reads one attribute of a data set; undefined if it is not as it must be. */
export function readAttribute(attribute: DataAttribute, value: unknown): DeclaredData | undefined {
  return attributeReaders[attribute](textOf(value), value);
}

function ifText(
  text: string | undefined,
  read: (text: string) => DeclaredData | undefined,
): DeclaredData | undefined {
  return text === undefined ? undefined : read(text);
}

function dataPath(text: string): DeclaredData {
  const place = dataPlace(text);
  return place.uri === undefined ? { path: text.trim() } : place;
}

function count(value: unknown, make: (count: number) => DeclaredData): DeclaredData | undefined {
  const number = withPlainNumbers(value);
  return typeof number === "number" && Number.isSafeInteger(number) && number >= 0
    ? make(number)
    : undefined;
}

function readDigest(text: string): DeclaredData | undefined {
  const digests = parseDigest(text);
  return digests && { digests };
}

function textOf(value: unknown): string | undefined {
  const text = value instanceof WrittenNumber ? value.text : value;
  if (typeof text === "number") return String(text);
  return typeof text === "string" && text.trim() !== "" ? text.trim() : undefined;
}
