import { join } from "node:path";
import * as l10n from "@vscode/l10n";
import * as z from "zod";
import { EventId, Timestamp, VersionId } from "../../core/model/ids.ts";
import { identityText } from "../../core/model/recipe/identity.ts";
import { Actor } from "../../core/model/recipe.ts";
import { leaves, membersWith, type Leaf } from "../../core/redaction/leaf-paths.ts";
import { redactValues } from "../../core/redaction/redact-values.ts";
import { fieldObstacle } from "../../core/redaction/redactable-field.ts";
import type { RedactedField } from "../../core/redaction/redaction-events.ts";
import { valueAt } from "../../core/redaction/value-at.ts";
import { throwIfCancelled } from "../../core/refusals/refusal.ts";
import { openNoFollow } from "../../storage/files/open-file.ts";
import { ledgerFiles } from "../../storage/ledger/ledger-folder.ts";
import { redactLine, sumOf } from "../../storage/ledger/redact-line.ts";
import { scanLedger } from "../../storage/ledger/scan-ledger.ts";
import type { Registry } from "../registry.ts";
import type { Task } from "../task.ts";
import { namer } from "../versions/version-namer.ts";
import { escaped } from "./plan-bytes.ts";
import type { LeftValue, PlannedLine, RedactionRequest } from "./redaction-plan.ts";

const Line = z.looseObject({
  id: EventId,
  at: Timestamp,
  actor: Actor,
  type: z.string(),
  data: z.looseObject({
    version: VersionId.optional().catch(undefined),
    request: EventId.optional().catch(undefined),
  }),
});
type Line = z.infer<typeof Line>;

/** Values that were found in a line. */
interface Found {
  readonly file: string;
  readonly bytes: Buffer;
  readonly line: Line;
  readonly fields: readonly RedactedField[];
  readonly refused: readonly { readonly name: string; readonly left: LeftValue["obstacle"] }[];
}

/** Returns which values of which lines a request means, and those that have to stay. */
export async function planLines(
  registry: Registry,
  request: RedactionRequest,
  { signal }: Task,
): Promise<{ readonly lines: readonly PlannedLine[]; readonly left: readonly LeftValue[] }> {
  const wanted = await wantedEvents(registry, request);
  const found: Found[] = [];
  for (const file of (await ledgerFiles(registry.paths)).keys()) {
    const handle = await openNoFollow(join(registry.paths.ledger, file));
    try {
      for await (const { bytes, kind } of scanLedger(handle)) {
        throwIfCancelled(signal);
        if (!bytes || kind === "unreadable" || !mayHave(bytes, request, wanted)) continue;
        const values = findIn(file, bytes, request, wanted);
        if (values) found.push(values);
      }
    } finally {
      await handle.close();
    }
  }
  return registry.read((state) => {
    const nameOf = namer(state);
    const lines = new Map<EventId, PlannedLine>();
    const left: LeftValue[] = [];
    for (const each of found) {
      const { line } = each;
      const version =
        line.type === "version.registered" ? VersionId.parse(line.id) : line.data.version;
      const about = version && nameOf(version);
      const of = (name: string): string =>
        about === undefined
          ? l10n.t("{0} of event {1}", name, line.id)
          : l10n.t("{0} of {1}", name, about);
      left.push(...each.refused.map(({ name, left: obstacle }) => ({ what: of(name), obstacle })));
      const asked = line.type === "approval.requested" ? line.id : line.data.request;
      const isOpen = asked !== undefined && state.approvalRequest(asked)?.state === "open";
      const isActor = ({ path }: RedactedField): boolean => path[0] === "actor";
      const kept = isOpen ? each.fields.filter(isActor) : [];
      left.push(
        ...kept.map(({ path }) => ({
          what: of(path.join(".")),
          obstacle: "open-request" as const,
        })),
      );
      const fields = each.fields.filter((field) => !kept.includes(field));
      const planned = fields.length > 0 ? plannedLine(each, fields) : undefined;
      if (fields.length > 0 && !planned) left.push({ what: of(line.type), obstacle: "form" });
      if (planned) lines.set(line.id, { ...planned, ...(about && { about }) });
    }
    return { lines: [...lines.values()], left };
  });
}

function plannedLine(
  { file, bytes, line }: Found,
  fields: readonly RedactedField[],
): PlannedLine | undefined {
  const redacted = redactLine(bytes, fields);
  if (!redacted) return undefined;
  const after = redactValues(line, fields);
  const names = new Map([...leaves(line)].map((leaf) => [leaf.path.join("\0"), leaf]));
  const { id: event, at, actor, type } = line;
  return {
    line: { event, was: sumOf(bytes), sum: sumOf(redacted), fields },
    file,
    at,
    type,
    actor: identityText(actor),
    values: fields.map(({ path }) => ({
      name: names.get(path.join("\0"))?.name ?? path.join("."),
      before: String(valueAt(line, path)),
      after: String(valueAt(after, path)),
    })),
  };
}

async function wantedEvents(
  registry: Registry,
  { version, event }: RedactionRequest,
): Promise<ReadonlySet<string>> {
  if (event !== undefined) return new Set([event]);
  if (version === undefined) return new Set();
  return registry.read(
    (state) => new Set([version, ...state.events.placesOf(version).map(({ id }) => id)]),
  );
}

/** Tells quickly that a line has nothing of what is looked for. */
function mayHave(bytes: Buffer, { text }: RedactionRequest, wanted: ReadonlySet<string>): boolean {
  if (text === undefined) return wanted.has(bytes.toString("latin1", 7, 33));
  return bytes.includes(escaped(text)) || bytes.includes("\\u");
}

function findIn(
  file: string,
  bytes: Buffer,
  { text, fields: names = [] }: RedactionRequest,
  wanted: ReadonlySet<string>,
): Found | undefined {
  const line = Line.safeParse(parseJson(bytes)).data;
  if (!line || (text === undefined && !wanted.has(line.id))) return undefined;
  const fields: RedactedField[] = [];
  const refused: { name: string; left: LeftValue["obstacle"] }[] = [];
  for (const leaf of leaves(line)) {
    const field = text === undefined ? named(leaf, names) : containing(leaf, text);
    if (!field) continue;
    const obstacle = fieldObstacle(line, leaf.path);
    if (obstacle) refused.push({ name: leaf.name, left: obstacle });
    else if (isChanged(line, field)) fields.push(field);
  }
  if (text !== undefined) {
    for (const path of membersWith(line, text)) {
      refused.push({ name: path.slice(1, -1).join("."), left: "name" });
    }
  }
  return fields.length + refused.length > 0 ? { file, bytes, line, fields, refused } : undefined;
}

function named({ name, path }: Leaf, names: readonly string[]): RedactedField | undefined {
  const isNamed = names.some(
    (each) => each === name || name.startsWith(`${each}.`) || each === path.join("."),
  );
  return isNamed ? { path } : undefined;
}

function containing({ value, path }: Leaf, text: string): RedactedField | undefined {
  if (typeof value !== "string") return String(value) === text ? { path } : undefined;
  const parts: [number, number][] = [];
  for (let at = value.indexOf(text); at >= 0; at = value.indexOf(text, at + text.length)) {
    parts.push([at, at + text.length]);
  }
  return parts.length === 0 ? undefined : { path, parts: parts.slice(0, 10_000) };
}

function isChanged(line: unknown, field: RedactedField): boolean {
  return valueAt(redactValues(line, [field]), field.path) !== valueAt(line, field.path);
}

function parseJson(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString("utf8"));
  } catch {
    return undefined;
  }
}
