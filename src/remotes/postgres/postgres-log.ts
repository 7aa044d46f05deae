import type { Sql } from "postgres";
import * as z from "zod";
import { damaged, requireHead, requireSegment } from "../contract/remote-errors.ts";
import { encodeHead, type RemoteHead } from "../contract/remote-head.ts";
import type { NewSegment, RemoteLog, SeenHead } from "../contract/remote.ts";
import { isWithoutTables, type PostgresClient } from "./postgres-client.ts";

const HeadRow = z.object({ number: z.string(), head: z.instanceof(Uint8Array) });
const SegmentRow = z.object({ bytes: z.instanceof(Uint8Array) });

/**
 * The log in a database: one row with the head and its number, and a row for each segment. A head
 * is replaced on the condition that its number is still the one that was seen; whoever listens is
 * notified in the same transaction.
 */
export function postgresLog(client: PostgresClient): RemoteLog {
  const { address, schema } = client;
  return {
    readHead: ({ signal } = {}) => client.run(signal, (sql) => readHead(sql, client)),
    readSegment: (_seen, segment, { signal } = {}) =>
      client.run(signal, async (sql) => {
        const rows = await sql`
          SELECT bytes FROM ${sql(schema)}.segment WHERE sha256 = ${segment.sha256}`;
        const [row] = z.array(SegmentRow).parse([...rows]);
        if (!row) throw damaged(address, { kind: "segment-missing", sha256: segment.sha256 });
        return requireSegment(address, segment, row.bytes);
      }),
    async swapHead(seen, next, added, { signal } = {}) {
      if (seen.token === "") await client.run(signal, (sql) => makeTables(sql, schema));
      // Each in its own time; those of an attempt that broke off are not sent again.
      for (const segment of added) {
        await client.run(signal, (sql) => addSegment(sql, client, segment));
      }
      return client.run(signal, (sql) => swapHead(sql, client, seen, next));
    },
    erase: (segments, { signal } = {}) =>
      client.run(signal, async (sql) => {
        await sql`DELETE FROM ${sql(schema)}.segment WHERE sha256 IN ${sql(["", ...segments])}`;
      }),
    untilChange: (seen, signal) => untilChange(client, seen, signal),
  };
}

async function readHead(sql: Sql, { address, schema }: PostgresClient): Promise<SeenHead> {
  try {
    const rows = await sql`SELECT number, head FROM ${sql(schema)}.head`;
    const [row] = z.array(HeadRow).parse([...rows]);
    if (!row) return { token: "" };
    return { head: requireHead(address, row.head), token: row.number };
  } catch (error) {
    // Whoever shares first makes the tables.
    if (isWithoutTables(error)) return { token: "" };
    throw error;
  }
}

async function addSegment(
  sql: Sql,
  { schema }: PostgresClient,
  { sha256, bytes }: NewSegment,
): Promise<void> {
  const there = await sql`SELECT sha256 FROM ${sql(schema)}.segment WHERE sha256 = ${sha256}`;
  if (there.length > 0) return;
  await sql`INSERT INTO ${sql(schema)}.segment (sha256, bytes)
    VALUES (${sha256}, ${Buffer.from(bytes)}) ON CONFLICT DO NOTHING`;
}

async function swapHead(
  sql: Sql,
  { schema }: PostgresClient,
  seen: SeenHead,
  next: RemoteHead,
): Promise<SeenHead | undefined> {
  const head = Buffer.from(encodeHead(next));
  const swapped =
    seen.token === ""
      ? sql`INSERT INTO ${sql(schema)}.head (number, head) VALUES (1, ${head})
          ON CONFLICT DO NOTHING RETURNING number`
      : sql`UPDATE ${sql(schema)}.head SET number = number + 1, head = ${head},
          changed_at = now() WHERE number = ${seen.token} RETURNING number`;
  // One statement is one transaction: the head is replaced and told of, or neither. The row is
  // locked until its end, so who waits for it sees the new number.
  const rows = await sql`WITH swapped AS (${swapped})
    SELECT number, pg_notify(${channelOf(schema)}, number::text) FROM swapped`;
  const [row] = z.array(z.object({ number: z.string() })).parse([...rows]);
  return row && { head: next, token: row.number };
}

/** Makes the tables unless they are there. Of several who do so at once, one does. */
async function makeTables(sql: Sql, schema: string): Promise<void> {
  const [known] = await sql`SELECT to_regclass(${`${schema}.head`}) AS head`;
  if (known?.["head"] !== null) return;
  // Statements that are sent together are one transaction. The name is one by its form.
  await sql.unsafe(
    `SELECT pg_advisory_xact_lock(hashtext('model-registry ${schema}'));
     CREATE SCHEMA IF NOT EXISTS "${schema}";
     CREATE TABLE IF NOT EXISTS "${schema}".segment (sha256 text PRIMARY KEY, bytes bytea NOT NULL);
     CREATE TABLE IF NOT EXISTS "${schema}".head (
       only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
       number bigint NOT NULL, head bytea NOT NULL,
       changed_at timestamptz NOT NULL DEFAULT now());`,
  );
}

/** Waits until the head is another one than was seen, or it is cancelled. */
async function untilChange(
  client: PostgresClient,
  seen: SeenHead,
  signal: AbortSignal,
): Promise<void> {
  const sql = await client.connect();
  try {
    await new Promise<void>((resolve, reject) => {
      const look = async (): Promise<void> => {
        // What was replaced before the connection listened is seen now.
        if ((await readHead(sql, client)).token !== seen.token) resolve();
      };
      if (signal.aborted) resolve();
      signal.addEventListener("abort", () => {
        resolve();
      });
      sql
        .listen(
          channelOf(client.schema),
          () => {
            resolve();
          },
          () => void look().catch(reject),
        )
        .catch(reject);
    });
  } catch (error) {
    throw client.problem(error);
  } finally {
    await sql.end({ timeout: 0 }).catch(() => undefined);
  }
}

function channelOf(schema: string): string {
  return `model_registry_${schema}`.slice(0, 63);
}
