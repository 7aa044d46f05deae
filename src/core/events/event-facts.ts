import { ExactNumber } from "../model/exact-number.ts";
import { VersionId } from "../model/ids.ts";
import { count, formatBytes } from "../text/format.ts";
import { fieldTitle } from "./event-title.ts";
import type { RegistryEvent } from "./event.ts";
import type { VersionNamer } from "./history.ts";

/** One thing that an event recorded: a value, or several things under a heading. */
export interface EventFact {
  readonly name: string;
  /** Present if it is a value: its text, whole. */
  readonly text?: string | undefined;
  /** The version that the text names. */
  readonly version?: VersionId | undefined;
  readonly facts?: readonly EventFact[] | undefined;
}

/** Names of fields that their keys don't explain. */
const names: Readonly<Record<string, string>> = {
  claimedNumber: "Number claimed",
  displaces: "Replaced",
  versions: "Versions",
  stageSince: "In the stage since",
  labelReason: "Reason for the label",
  policy: "Policy (SHA-256)",
  digest: "Digest (SHA-256)",
  sha256: "SHA-256",
  gates: "Checks",
  promote: "Promote when approved",
  retention: "By retention",
  key: "Tag",
  previous: "Before",
  wayOut: "What to do",
  uri: "URI",
  from: "From",
  to: "To",
  artifacts: "Files",
  parents: "Made from",
  datasets: "Datasets",
  made: "Made",
  at: "Time",
  dirty: "Uncommitted changes",
  missing: "Not recorded",
  license: "Licence",
  dtype: "Type",
  dtypes: "Types",
  numbers: "Highest numbers known",
};

/** Keys below which people choose the keys: those are shown as they are. */
const keptBelow: ReadonlySet<string> = new Set([
  "metrics",
  "parameters",
  "packages",
  "tags",
  "otherMetadata",
  "metadata",
  "opsets",
  "digests",
]);

/** Keys by which entries of a list are called. */
const nameKeys = ["path", "name", "subject", "about", "field", "model", "relation"] as const;

/**
 * Returns all that an event recorded as names and whole values, without the ids of the event
 * itself; `nameOf` names versions: `fraud 4`.
 */
export function eventFacts(event: RegistryEvent, nameOf: VersionNamer): readonly EventFact[] {
  const isAlias = event.type === "alias.set" || event.type === "alias.removed";
  const reader: Reader = {
    nameOf,
    isVersion: (key) =>
      event.type !== "unknown" && (key === "version" || key === "versions" || isAlias),
  };
  if (event.type === "annotations.changed") {
    const { changes, ...rest } = event.data;
    const changed = changes.map(({ field, from, to }): EventFact => ({
      name: fieldTitle(field),
      facts: [
        { name: "Before", text: from ?? "none" },
        { name: "Now", text: to ?? "none" },
      ],
    }));
    return [...factsOf(rest, reader), ...changed];
  }
  return factsOf(event.data, reader);
}

interface Reader {
  readonly nameOf: VersionNamer;
  /** True if an id below this key is that of a version. */
  readonly isVersion: (key: string) => boolean;
}

function factsOf(data: unknown, reader: Reader, keeps = false): readonly EventFact[] {
  if (typeof data !== "object" || data === null) return [{ name: "Value", text: textOf(data) }];
  return Object.entries(data).flatMap(([key, value]) => {
    const name = keeps ? key : nameOfKey(key);
    return fact(name, key, value, reader, keeps);
  });
}

function fact(
  name: string,
  key: string,
  value: unknown,
  reader: Reader,
  keeps: boolean,
): readonly EventFact[] {
  if (value === undefined) return [];
  if (Array.isArray(value)) return [listFact(name, key, value, reader)];
  if (typeof value === "object" && value !== null) {
    // A number that a double would round, as it was written.
    const exact = Object.keys(value).length === 2 ? ExactNumber.safeParse(value).data : undefined;
    if (exact) return [{ name, text: exact.text }];
    if (isEmpty(value)) return [{ name, text: "none" }];
    return [{ name, facts: factsOf(value, reader, keeps || keptBelow.has(key)) }];
  }
  const version = reader.isVersion(key) ? VersionId.safeParse(value).data : undefined;
  if (version) return [{ name, text: reader.nameOf(version), version }];
  if (key === "size" && typeof value === "number" && !keeps) {
    return [{ name, text: sizeText(value) }];
  }
  return [{ name, text: textOf(value) }];
}

function listFact(
  name: string,
  key: string,
  values: readonly unknown[],
  reader: Reader,
): EventFact {
  if (values.length === 0) return { name, text: "none" };
  if (values.every((value) => typeof value !== "object" || value === null)) {
    const facts = values.flatMap((value) => fact(name, key, value, reader, false));
    const [only] = facts;
    if (only && facts.length === 1) return only;
    if (facts.every(({ version }) => version !== undefined)) return { name, facts };
    return { name, text: facts.map(({ text = "" }) => text).join("\n") };
  }
  return {
    name,
    facts: values.map((value, index): EventFact => {
      const { called, rest } = splitName(value, String(index + 1));
      return { name: called, facts: factsOf(rest, reader) };
    }),
  };
}

/** Returns what an entry of a list is called, and the rest of it. */
function splitName(
  value: unknown,
  otherwise: string,
): { readonly called: string; readonly rest: unknown } {
  if (typeof value !== "object" || value === null) return { called: otherwise, rest: value };
  const entries = Object.entries(value);
  for (const nameKey of nameKeys) {
    const found = entries.find(([key]) => key === nameKey)?.[1] as unknown;
    if (typeof found === "string" && found !== "") {
      return {
        called: found,
        rest: Object.fromEntries(entries.filter(([key]) => key !== nameKey)),
      };
    }
  }
  return { called: otherwise, rest: value };
}

function isEmpty(value: object): boolean {
  return Object.keys(value).length === 0;
}

/** `labelReason` → `Label reason` */
function nameOfKey(key: string): string {
  if (Object.hasOwn(names, key)) return names[key] ?? key;
  const words = key.replace(/(?<=[\p{Ll}\d])\p{Lu}/gu, (letter) => ` ${letter.toLowerCase()}`);
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function sizeText(bytes: number): string {
  const short = formatBytes(bytes);
  return bytes < 1000 ? short : `${short} (${count(bytes, "byte")})`;
}

function textOf(value: unknown): string {
  switch (value) {
    case true:
      return "yes";
    case false:
      return "no";
    case null:
      return "none";
    default:
      return String(value);
  }
}
