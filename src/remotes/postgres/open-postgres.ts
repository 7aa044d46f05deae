import type { ObjectStore, Remote } from "../contract/remote.ts";
import { PostgresClient, type PostgresPlace } from "./postgres-client.ts";
import { postgresLog } from "./postgres-log.ts";

/**
 * Opens a database through which clones share a registry. Contacts nobody yet.
 *
 * @param objects where the files are
 * @param password that is used where the person's settings have none
 */
export function openPostgresRemote(
  address: string,
  place: PostgresPlace,
  objects: ObjectStore,
  password?: string,
): Remote {
  return { address, log: postgresLog(new PostgresClient(address, place, password)), objects };
}
