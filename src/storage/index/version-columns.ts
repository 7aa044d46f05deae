import * as z from "zod";
import type { Stamped, VersionRegistered } from "../../core/events/event.ts";
import type { StoredBytes } from "../../core/model/artifact.ts";
import { initialStage } from "../../core/model/policy.ts";
import { Actor } from "../../core/model/recipe.ts";
import { VersionOutline } from "../../core/state/version.ts";
import { parseSemVer, semVerSortKey } from "../../core/text/semver.ts";
import { repeatedJsonCell } from "../files/json-cell.ts";

/** A registration as it is applied: what it recorded, and what was decided about it. */
export interface AppliedRegistration {
  readonly event: Stamped<VersionRegistered>;
  /** Rows of its model and of who registered it. */
  readonly model: number;
  readonly actor: number;
  /** Rows of the author of its commit and of its environment, as far as they were recorded. */
  readonly author: number | null;
  readonly environment: number | null;
  /** The number and the label that it has, which may not be those that it claimed. */
  readonly number: number;
  readonly label: string | null;
}

type Cell = string | number | null;

interface Column {
  readonly name: string;
  /** Type and constraints. */
  readonly sql: string;
  /** Returns the cell of a new version; absent if it is empty. */
  readonly of?: (registration: AppliedRegistration) => Cell;
}

/** Fields that other tables hold. */
type JoinedField = "model" | "aliases" | "registeredBy";

/** The column of each field of a version that lists show. */
const fieldColumns: Readonly<Record<Exclude<keyof VersionOutline, JoinedField>, Column>> = {
  id: { name: "event_id", sql: "TEXT NOT NULL UNIQUE", of: ({ event }) => event.id },
  number: { name: "number", sql: "INTEGER NOT NULL", of: ({ number }) => number },
  claimedNumber: {
    name: "claimed_number",
    sql: "INTEGER",
    of: ({ event: { data }, number }) => (number === data.number ? null : data.number),
  },
  label: { name: "label", sql: "TEXT", of: ({ label }) => label },
  claimedLabel: {
    name: "claimed_label",
    sql: "TEXT",
    of: ({ event: { data }, label }) => (label === null ? (data.label ?? null) : null),
  },
  stage: {
    name: "stage",
    sql: "TEXT NOT NULL",
    of: ({ event: { data } }) => data.stage ?? initialStage,
  },
  stageSince: { name: "stage_since", sql: "TEXT NOT NULL", of: ({ event }) => event.at },
  registeredAt: { name: "registered_at", sql: "TEXT NOT NULL", of: ({ event }) => event.at },
  digest: { name: "digest", sql: "TEXT NOT NULL", of: ({ event }) => event.data.digest },
  size: {
    name: "size",
    sql: "INTEGER NOT NULL",
    of: ({ event: { data } }) => data.artifacts.reduce((sum, { size = 0 }) => sum + size, 0),
  },
  rolledBackAt: { name: "rolled_back_at", sql: "TEXT" },
};

/** Columns that queries need and nobody is shown. */
const otherColumns: readonly Column[] = [
  { name: "model_id", sql: "INTEGER NOT NULL REFERENCES model", of: ({ model }) => model },
  { name: "actor_id", sql: "INTEGER NOT NULL REFERENCES actor", of: ({ actor }) => actor },
  { name: "author_id", sql: "INTEGER REFERENCES actor", of: ({ author }) => author },
  {
    name: "environment_id",
    sql: "INTEGER REFERENCES environment",
    of: ({ environment }) => environment,
  },
  { name: "label_order", sql: "TEXT", of: ({ label }) => labelOrder(label) },
  { name: "stage_event", sql: "TEXT NOT NULL", of: ({ event }) => event.id },
  { name: "first_stage", sql: "TEXT", of: ({ event }) => event.data.stage ?? null },
  { name: "source", sql: "TEXT NOT NULL", of: ({ event }) => event.data.source },
  { name: "run", sql: "TEXT", of: ({ event }) => event.data.recipe.run?.id ?? null },
  // The last event about it.
  { name: "changed_event", sql: "TEXT NOT NULL", of: ({ event }) => event.id },
  { name: "patch", sql: "TEXT", of: (registration) => patchOf(registration)?.sha256 ?? null },
  { name: "patch_size", sql: "INTEGER", of: (registration) => patchOf(registration)?.size ?? null },
  { name: "history", sql: "TEXT", of: ({ event }) => event.data.recipe.history?.sha256 ?? null },
  {
    name: "history_size",
    sql: "INTEGER",
    of: ({ event }) => event.data.recipe.history?.size ?? null,
  },
  { name: "deleted_by_event", sql: "TEXT" },
];

function labelOrder(label: string | null): string | null {
  const semVer = label === null ? undefined : parseSemVer(label);
  return semVer ? semVerSortKey(semVer) : null;
}

function patchOf({ event }: AppliedRegistration): StoredBytes | undefined {
  return event.data.recipe.git?.dirty?.patch;
}

const columns = [...Object.values(fieldColumns), ...otherColumns];
const filled = columns.flatMap(({ name, of }) => (of ? [{ name, of }] : []));

export const versionTable = `CREATE TABLE version (
  id INTEGER PRIMARY KEY,
  ${columns.map(({ name, sql }) => `${name} ${sql}`).join(",\n  ")},
  UNIQUE (model_id, number)
)`;

export const insertVersion = `INSERT INTO version (${filled.map(({ name }) => name).join(", ")})
  VALUES (${filled.map(() => "?").join(", ")}) RETURNING id`;

/** Returns the parameters of `insertVersion`. */
export function versionCells(registration: AppliedRegistration): readonly Cell[] {
  return filled.map(({ of }) => of(registration));
}

const selected = `SELECT version.id AS "row", model.name AS "model",
    actor.actor AS "registeredBy", ${Object.entries(fieldColumns)
      .map(([field, { name }]) => `version.${name} AS "${field}"`)
      .join(", ")}`;
const joined = `FROM version JOIN actor ON actor.id = version.actor_id
  JOIN model ON model.id = version.model_id`;

/** Selects rows of the form of `VersionRow`; conditions follow. */
export const selectVersion = `${selected} ${joined}`;

/** Selects the same with further columns. */
export function selectVersionWith(columns: string): string {
  return `${selected}, ${columns} ${joined}`;
}

const NamedCells = VersionOutline.omit({ aliases: true })
  .extend({ row: z.number(), registeredBy: repeatedJsonCell(Actor) })
  .transform(({ row, ...fields }) => ({ row, fields }));

/** A version without its aliases. An empty cell is a field that it does not have. */
export const VersionRow = z.preprocess((cells: unknown) => {
  if (typeof cells !== "object" || cells === null) return cells;
  const given: Readonly<Record<string, unknown>> = { ...cells };
  const filledCells: Record<string, unknown> = {};
  for (const name in given) if (given[name] !== null) filledCells[name] = given[name];
  return filledCells;
}, NamedCells);
