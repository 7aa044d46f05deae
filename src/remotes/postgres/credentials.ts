import { readFile, stat } from "node:fs/promises";
import { homedir, userInfo } from "node:os";
import { join } from "node:path";
import type { PostgresPlace } from "./postgres-client.ts";

/** Role and password of a person. */
export interface PostgresLogin {
  readonly user: string;
  /** Absent where the server asks for none, or nothing names one. */
  readonly password?: string;
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Returns the login of the person as PostgreSQL's own programs find it: the address or `PGUSER`,
 * else the account of the system; then `PGPASSWORD`, else the password file (`PGPASSFILE` or
 * `~/.pgpass`, https://www.postgresql.org/docs/current/libpq-pgpass.html). No file of the workspace
 * is read.
 *
 * @param stored password that the person has given before, where none of these has one
 */
export async function postgresLogin(
  place: PostgresPlace,
  stored: string | undefined,
  environment: Environment = process.env,
): Promise<PostgresLogin> {
  const user = place.user ?? environment["PGUSER"] ?? userInfo().username;
  const password =
    environment["PGPASSWORD"] ?? (await passwordOf(place, user, environment)) ?? stored;
  return { user, ...(password !== undefined && { password }) };
}

async function passwordOf(
  { host, port, database }: PostgresPlace,
  user: string,
  environment: Environment,
): Promise<string | undefined> {
  const isWindows = process.platform === "win32";
  const usual = isWindows
    ? join(environment["APPDATA"] ?? homedir(), "postgresql", "pgpass.conf")
    : join(homedir(), ".pgpass");
  const path = environment["PGPASSFILE"] ?? usual;
  const stats = await stat(path).catch(() => undefined);
  // As libpq: a file that others can read is not used.
  const isOpen = !isWindows && stats !== undefined && (stats.mode & 0o077) !== 0;
  if (!stats?.isFile() || isOpen) return undefined;
  const wanted = [host, String(port), database, user];
  for (const line of (await readFile(path, "utf8")).split(/\r?\n/)) {
    if (line.startsWith("#")) continue;
    const fields = fieldsOf(line);
    const isMeant = wanted.every((value, index) => ["*", value].includes(fields[index] ?? ""));
    if (fields.length === wanted.length + 1 && isMeant) return fields.at(-1);
  }
  return undefined;
}

/** Splits a line at its colons; `\:` and `\\` stand for themselves. */
function fieldsOf(line: string): readonly string[] {
  const fields = [""];
  for (const [, escaped, character = ""] of line.matchAll(/\\(.)|(.)/g)) {
    if (escaped === undefined && character === ":") fields.push("");
    else fields.push(`${fields.pop() ?? ""}${escaped ?? character}`);
  }
  return fields;
}
