import * as l10n from "@vscode/l10n";
import postgres from "postgres";
import { RegistryError, throwIfCancelled } from "../../core/refusals/refusal.ts";
import type { PostgresAddress } from "../../core/remotes/postgres-address.ts";
import { denied, unreachable } from "../contract/remote-errors.ts";
import { postgresLogin } from "./credentials.ts";

export type PostgresPlace = Omit<PostgresAddress, "kind" | "objects">;

/** Seconds until a server that does not answer is given up. */
const connectSeconds = 30;
/** Seconds for which a connection that nobody uses is kept: a command line ends no later. */
const idleSeconds = 0.2;
/**
 * Milliseconds that statements may take. The server is not told: connection poolers refuse settings
 * that they don't know.
 */
const statementMs = 120_000;

/**
 * Classes and codes of errors that may be over the next time
 * (https://www.postgresql.org/docs/current/errcodes-appendix.html): connections, resources,
 * the operator's intervention, and transactions that got in each other's way.
 */
const transient = /^(08|53|57|58|40)/;

/** A connection to a database, opened when it is needed. */
export class PostgresClient {
  readonly address: string;
  readonly schema: string;
  readonly #place: PostgresPlace;
  readonly #password: string | undefined;
  #sql: postgres.Sql | undefined;

  /**
   * @param address for texts, without secrets
   * @param password that is used where the person's settings have none
   */
  constructor(address: string, place: PostgresPlace, password?: string) {
    this.address = address;
    this.schema = place.schema;
    this.#place = place;
    this.#password = password;
  }

  /**
   * Runs statements. Cancelled, they are broken off.
   *
   * @throws RegistryError `remote-unreachable`, `remote-denied`, `cancelled`
   */
  async run<T>(
    signal: AbortSignal | undefined,
    work: (sql: postgres.Sql) => Promise<T>,
  ): Promise<T> {
    throwIfCancelled(signal);
    const abort = (): void => void this.end();
    signal?.addEventListener("abort", abort, { once: true });
    // A connection that is lost without a word is given up here.
    const late = setTimeout(abort, statementMs + connectSeconds * 1000);
    try {
      return await work(await this.#opened());
    } catch (error) {
      throwIfCancelled(signal);
      throw this.problem(error);
    } finally {
      clearTimeout(late);
      signal?.removeEventListener("abort", abort);
    }
  }

  /** Opens the connection, and sees that it stands: the library tries again without an end. */
  async #opened(): Promise<postgres.Sql> {
    if (this.#sql) return this.#sql;
    const sql = await this.connect();
    this.#sql = sql;
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_resolve, reject) => {
      timer = setTimeout(() => {
        reject(new Error(l10n.t("no answer for {0} s", connectSeconds)));
      }, connectSeconds * 1000);
    });
    try {
      await Promise.race([sql`SELECT 1`, late]);
      return sql;
    } catch (error) {
      await this.end();
      throw error;
    } finally {
      clearTimeout(timer);
    }
  }

  /** Returns connections of their own for a caller that ends them. */
  async connect(): Promise<postgres.Sql> {
    const { host, port, database, tls } = this.#place;
    const login = await postgresLogin(this.#place, this.#password);
    return postgres({
      ...{ host: host.replace(/^\[|\]$/g, ""), port, database },
      username: login.user,
      // A server that asks for one gets an empty one, and refuses it.
      password: login.password ?? "",
      ssl: tls === "disable" ? false : tls,
      max: 2,
      idle_timeout: idleSeconds,
      connect_timeout: connectSeconds,
      // Statements that are prepared once break behind connection poolers.
      prepare: false,
      onnotice: () => undefined,
      connection: { application_name: "model-registry" },
    });
  }

  /** Ends the connection; the next statement opens another one. */
  async end(): Promise<void> {
    const sql = this.#sql;
    this.#sql = undefined;
    await sql?.end({ timeout: 0 }).catch(() => undefined);
  }

  problem(error: unknown): unknown {
    if (error instanceof RegistryError) return error;
    const isRefused = error instanceof postgres.PostgresError && !transient.test(error.code);
    return isRefused ? denied(this.address, error) : unreachable(this.address, error);
  }
}

/** Tells whether an error says that the tables are not there. */
export function isWithoutTables(error: unknown): boolean {
  return (
    error instanceof postgres.PostgresError && (error.code === "42P01" || error.code === "3F000")
  );
}
