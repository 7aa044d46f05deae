import { typesOfKind } from "../../../core/events/event-kinds.ts";
import type { EventId, ModelName, Timestamp, VersionId } from "../../../core/model/ids.ts";

/** Filter for the events that a log shows. */
export interface EventFilter {
  readonly model?: ModelName;
  readonly version?: VersionId;
  /** Part of the actor's name or e-mail address, upper or lower case. */
  readonly actor?: string;
  /** Kind of event, `stage`, or the beginning of its type: `approval`, `version.registered`. */
  readonly kind?: string;
  /** Part of what was recorded or of what it is about (`fraud 4`), upper or lower case. */
  readonly text?: string;
  /** Only events that met another state than the clone that decided them knew, and these. */
  readonly conflicts?: readonly EventId[];
  /** From this moment on. */
  readonly since?: Timestamp;
  /** Before this moment. */
  readonly until?: Timestamp;
}

/** The same with the row of the model, which had other names before. */
export type EventRowFilter = Omit<EventFilter, "model"> & { readonly modelId?: number };

/** Columns by which events can be sorted. */
export type EventColumn = "time" | "actor" | "kind" | "subject" | "reason";

/** Part of the events that pass a filter, and their order. */
export interface EventPage {
  readonly limit: number;
  readonly offset?: number;
  /** Only events that are older than this one. */
  readonly before?: EventId;
  /** Only events that are newer than this one. */
  readonly after?: EventId;
  /** Newest first if absent; events that are equal in it are newest first. */
  readonly order?: { readonly column: EventColumn; readonly descending: boolean };
}

export interface Statement {
  /** Rest of the statement after `SELECT … FROM event` with its actor and its ledger file. */
  readonly rest: string;
  readonly parameters: readonly (string | number)[];
}

/** Name of the model that an event is about, as it is now. */
const modelName = "(SELECT name FROM model WHERE id = event.model_id)";

/** `Ada <ada@example.org>` */
const actorText = `json_extract(actor.actor, '$.name') || ' <' || ifnull(json_extract(actor.actor, '$.email'), '') || '>'`;

/** `fraud 4`, or the model's name: what the event is about. */
const subjectText = `ifnull((SELECT model.name || ' ' || version.number
  FROM version JOIN model ON model.id = version.model_id
  WHERE version.event_id = CASE type WHEN 'version.registered' THEN event.id
    ELSE event.version END),
  ifnull(${modelName}, ''))`;

const order: Readonly<Record<EventColumn, string>> = {
  time: "event.id",
  actor: "json_extract(actor.actor, '$.name') COLLATE NOCASE",
  kind: "type",
  subject: `${modelName} COLLATE NOCASE`,
  reason: "ifnull(event.reason, '') COLLATE NOCASE",
};

/** Selects from `event` what passes a filter, and of that one part. */
export function eventLogQuery(filter: EventRowFilter, page: EventPage): Statement {
  const { limit, offset = 0, before, after } = page;
  const { column, descending } = page.order ?? { column: "time", descending: true };
  const conditions = conditionsOf(filter);
  if (before !== undefined) conditions.push(["event.id < ?", before]);
  if (after !== undefined) conditions.push(["event.id > ?", after]);
  const { rest, parameters } = where(conditions);
  const by = `${order[column]} ${descending ? "DESC" : "ASC"}`;
  return {
    rest: `${rest} ORDER BY ${column === "time" ? by : `${by}, event.id DESC`} LIMIT ? OFFSET ?`,
    parameters: [...parameters, limit, offset],
  };
}

/** Selects from `event` all that passes a filter, in no order. */
export function eventCountQuery(filter: EventRowFilter): Statement {
  return where(conditionsOf(filter));
}

type Condition = readonly [sql: string, ...values: (string | number)[]];

function where(conditions: readonly Condition[]): Statement {
  const sql = conditions.map(([condition]) => condition).join(" AND ");
  return { rest: sql && `WHERE ${sql}`, parameters: conditions.flatMap(([, ...values]) => values) };
}

function conditionsOf(filter: EventRowFilter): Condition[] {
  const { modelId, version, actor, kind, text, conflicts, since, until } = filter;
  const conditions: Condition[] = [];
  if (modelId !== undefined) conditions.push(["event.model_id = ?", modelId]);
  if (version !== undefined) {
    conditions.push([
      `event.id IN (SELECT ? UNION SELECT stage_change.event_id FROM stage_change
         JOIN version ON version.id = stage_change.version_id WHERE version.event_id = ?
       UNION SELECT event_id FROM mention WHERE version_event = ?)`,
      version,
      version,
      version,
    ]);
  }
  if (actor !== undefined) {
    conditions.push([`instr(lower(${actorText}), ?) > 0`, lower(actor)]);
  }
  if (kind !== undefined) {
    const beginnings = typesOfKind(kind);
    const sql = beginnings.map(() => "substr(type, 1, length(?)) = ?").join(" OR ");
    conditions.push([`(${sql})`, ...beginnings.flatMap((each) => [each, each])]);
  }
  if (conflicts) {
    const recorded = "event.id IN (SELECT event_id FROM merge_conflict)";
    const others = "event.id IN (SELECT value FROM json_each(?))";
    conditions.push([`(${recorded} OR ${others})`, JSON.stringify(conflicts)]);
  }
  if (since !== undefined) conditions.push(["at >= ?", since]);
  if (until !== undefined) conditions.push(["at < ?", until]);
  const wanted = lower(text?.trim() ?? "");
  if (wanted !== "") {
    // As it stands in the JSON text of `data`. Last, because it reads every line of what is left.
    const written = JSON.stringify(wanted).slice(1, -1);
    const plain = `type || ' ' || ${actorText} || ' ' || ${subjectText}`;
    conditions.push([
      `(instr(lower(${plain}), ?) > 0
        OR recorded_has(ledger_file.name, "offset", length, ?) <> 0)`,
      wanted,
      written,
    ]);
  }
  return conditions;
}

/** As SQLite's `lower` does: the letters of ASCII only. */
function lower(text: string): string {
  return text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}
