import type { AddressProblem, RemoteAddress } from "./remote-address.ts";

/**
 * A ledger in a PostgreSQL database, with the files elsewhere:
 * `postgres://db.example.org/models?objects=s3://models/fraud`.
 */
export interface PostgresAddress {
  readonly kind: "postgres";
  readonly host: string;
  readonly port: number;
  /** Person or role; the person's own settings say it where the address does not. */
  readonly user?: string;
  readonly database: string;
  /** Schema of the tables: one holds one registry. */
  readonly schema: string;
  readonly tls: PostgresTls;
  /** Place of the files: a folder or a bucket, as an address of its own. */
  readonly objects: string;
}

/** `verify-full`: an encrypted connection to a server whose certificate is checked. */
export type PostgresTls = "disable" | "require" | "verify-full";

const hostName = /^([A-Za-z0-9.-]{1,253}|\[[0-9A-Fa-f:.]+\])$/;
const name = /^[A-Za-z_][A-Za-z0-9_-]{0,62}$/;
const schemaName = /^[a-z_][a-z0-9_]{0,54}$/;
const local = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/;

/**
 * Parses `postgres://[USER@]HOST[:PORT]/DATABASE?[schema=NAME&][sslmode=MODE&]objects=ADDRESS`. The
 * address of the files is the last option and stands as it is.
 *
 * @param parseObjects parses that address
 */
export function parsePostgresAddress(
  text: string,
  parseObjects: (address: string) => RemoteAddress | AddressProblem,
): PostgresAddress | AddressProblem {
  const [, place = "", options = ""] = /^postgres(?:ql)?:\/\/([^?#]*)(?:\?(.*))?$/.exec(text) ?? [];
  const found = parsePlace(place);
  if (typeof found === "string") return found;
  const [, before = "", objects = ""] = /^((?:[a-z]+=[^&?]*&)*)objects=(.+)$/.exec(options) ?? [];
  const files = parseObjects(objects);
  if (files === "secret") return files;
  if (files === "invalid" || (files.kind !== "s3" && files.kind !== "folder")) return "invalid";
  const given = parseOptions(before, found.host);
  return typeof given === "string" ? given : { kind: "postgres", ...found, ...given, objects };
}

type Place = Pick<PostgresAddress, "database" | "host" | "port" | "user">;

/** Parses `[USER@]HOST[:PORT]/DATABASE`. */
function parsePlace(text: string): Place | AddressProblem {
  const [, login, host = "", port = "5432", database = ""] =
    /^(?:([^/@]*)@)?([^/:@]+|\[[^\]]*\])(?::(\d{1,5}))?\/([^/]+)$/.exec(text) ?? [];
  if (login?.includes(":")) return "secret";
  const isPlace = hostName.test(host) && name.test(database) && Number(port) < 65_536;
  if (!isPlace || (login !== undefined && !name.test(login))) return "invalid";
  return { host, port: Number(port), database, ...(login !== undefined && { user: login }) };
}

/** Parses `schema=NAME&sslmode=MODE&`, each of which may be missing. */
function parseOptions(
  text: string,
  host: string,
): Pick<PostgresAddress, "schema" | "tls"> | AddressProblem {
  let schema = "model_registry";
  let tls: string = local.test(host) ? "disable" : "verify-full";
  for (const option of text.split("&").filter(Boolean)) {
    const [key, value = ""] = option.split("=");
    if (key === "password") return "secret";
    if (key === "schema") schema = value;
    else if (key === "sslmode") tls = value;
    else return "invalid";
  }
  return isTls(tls) && schemaName.test(schema) ? { schema, tls } : "invalid";
}

function isTls(text: string): text is PostgresTls {
  return text === "disable" || text === "require" || text === "verify-full";
}
