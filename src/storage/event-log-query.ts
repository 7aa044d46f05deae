import type { ModelName, Timestamp, VersionId } from "../core/ids.ts";

/** Which events a log shows. */
export interface EventFilter {
  readonly model?: ModelName;
  readonly version?: VersionId;
  /** Part of the actor's name or e-mail address, upper or lower case. */
  readonly actor?: string;
  /** Beginning of the event's type: `approval`, `version.registered`. */
  readonly kind?: string;
  /** From this moment on. */
  readonly since?: Timestamp;
  /** Before this moment. */
  readonly until?: Timestamp;
  readonly limit: number;
  readonly offset?: number;
}

/** The rest of a statement that selects from `event`, newest first, and its parameters. */
export function eventLogQuery(filter: EventFilter): {
  readonly rest: string;
  readonly parameters: readonly (string | number)[];
} {
  const conditions: [string, ...string[]][] = [];
  const { model, version, actor, kind, since, until, limit, offset = 0 } = filter;
  if (model !== undefined) conditions.push(["model = ?", model]);
  if (version !== undefined) {
    conditions.push([
      `id IN (SELECT ? UNION SELECT stage_change.event_id FROM stage_change
         JOIN version ON version.id = stage_change.version_id WHERE version.event_id = ?
       UNION SELECT event_id FROM mention WHERE version_event = ?)`,
      version,
      version,
      version,
    ]);
  }
  if (actor !== undefined) {
    conditions.push([
      `instr(lower(json_extract(actor, '$.name') || ' <' || ifnull(json_extract(actor, '$.email'), '') || '>'), ?) > 0`,
      actor.toLowerCase(),
    ]);
  }
  if (kind !== undefined) conditions.push(["substr(type, 1, length(?)) = ?", kind, kind]);
  if (since !== undefined) conditions.push(["at >= ?", since]);
  if (until !== undefined) conditions.push(["at < ?", until]);
  const where = conditions.map(([sql]) => sql).join(" AND ");
  return {
    rest: `${where && `WHERE ${where}`} ORDER BY id DESC LIMIT ? OFFSET ?`,
    parameters: [...conditions.flatMap(([, ...values]) => values), limit, offset],
  };
}
