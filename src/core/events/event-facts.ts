import * as l10n from "@vscode/l10n";
import { VersionId } from "../model/ids.ts";
import { ExactNumber } from "../model/recipe/exact-number.ts";
import { formatBytes } from "../text/format.ts";
import { formatNumber } from "../text/language.ts";
import type { RegistryEvent } from "./event.ts";
import { fieldTitle } from "./field-name.ts";
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

/** Returns the names of fields, except those that are only their keys in words. */
function fieldNames(): Readonly<Record<string, string>> {
  return {
    claimedNumber: l10n.t("Number claimed"),
    displaces: l10n.t("Replaced"),
    versions: l10n.t("Versions"),
    stageSince: l10n.t("In the stage since"),
    labelReason: l10n.t("Reason for the label"),
    policy: l10n.t("Policy (SHA-256)"),
    digest: l10n.t("Digest (SHA-256)"),
    sha256: l10n.t("SHA-256"),
    gates: l10n.t("Checks"),
    promote: l10n.t("Promote when approved"),
    retention: l10n.t("By retention"),
    key: l10n.t("Tag"),
    previous: l10n.t("Before"),
    wayOut: l10n.t("What to do"),
    uri: l10n.t("URI"),
    from: l10n.t("From"),
    to: l10n.t("To"),
    artifacts: l10n.t("Files"),
    parents: l10n.t("Made from"),
    datasets: l10n.t("Datasets"),
    made: l10n.t("Made"),
    at: l10n.t("Time"),
    dirty: l10n.t("Uncommitted changes"),
    missing: l10n.t("Not recorded"),
    license: l10n.t("Licence"),
    dtype: l10n.t("Type"),
    dtypes: l10n.t("Types"),
    numbers: l10n.t("Highest numbers known"),
    model: l10n.t("Model"),
    number: l10n.t("Number"),
    version: l10n.t("Version"),
    stage: l10n.t("Stage"),
    reason: l10n.t("Reason"),
    label: l10n.t("Label"),
    size: l10n.t("Size"),
    metrics: l10n.t("Metrics"),
    parameters: l10n.t("Parameters"),
    environment: l10n.t("Environment"),
    git: l10n.t("Git"),
    recipe: l10n.t("Recipe"),
    inspection: l10n.t("Inspection"),
    source: l10n.t("Source"),
    sources: l10n.t("Sources"),
    commit: l10n.t("Commit"),
    branch: l10n.t("Branch"),
    alias: l10n.t("Alias"),
    value: l10n.t("Value"),
    required: l10n.t("Required"),
    actual: l10n.t("Actual"),
    passed: l10n.t("Passed"),
    rule: l10n.t("Rule"),
    forced: l10n.t("Forced"),
    files: l10n.t("Files"),
    role: l10n.t("Role"),
    path: l10n.t("Path"),
    name: l10n.t("Name"),
    message: l10n.t("Message"),
    command: l10n.t("Command"),
    problem: l10n.t("Problem"),
    phase: l10n.t("Phase"),
    approvals: l10n.t("Approvals"),
  };
}

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
        { name: l10n.t("Before"), text: from ?? l10n.t("none") },
        { name: l10n.t("Now"), text: to ?? l10n.t("none") },
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
  if (typeof data !== "object" || data === null)
    return [{ name: l10n.t("Value"), text: textOf(data) }];
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
    if (isEmpty(value)) return [{ name, text: l10n.t("none") }];
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
  if (values.length === 0) return { name, text: l10n.t("none") };
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
  const names = fieldNames();
  if (Object.hasOwn(names, key)) return names[key] ?? key;
  const words = key.replace(/(?<=[\p{Ll}\d])\p{Lu}/gu, (letter) => ` ${letter.toLowerCase()}`);
  return words.charAt(0).toUpperCase() + words.slice(1);
}

function sizeText(bytes: number): string {
  const short = formatBytes(bytes);
  return bytes < 1000 ? short : l10n.t("{0} ({1} bytes)", short, formatNumber(bytes));
}

function textOf(value: unknown): string {
  switch (value) {
    case true:
      return l10n.t("yes");
    case false:
      return l10n.t("no");
    case null:
      return l10n.t("none");
    default:
      return String(value);
  }
}
