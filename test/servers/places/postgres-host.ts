import { spawnSync } from "node:child_process";
import { once } from "node:events";
import { chmod, chown, mkdir, writeFile } from "node:fs/promises";
import { connect, createServer, type Socket } from "node:net";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { afterAll, inject } from "vitest";
import { freePort, mustRun, until } from "../../workbench/processes.ts";
import { listening, startProgram } from "./program.ts";

/** Fault of a connection: it ends before anything arrives, or after so many bytes of the answer. */
export type ConnectionFault = "none" | "request lost" | "answer lost";

export interface PostgresHost {
  /** Port of the server, through a proxy that loses what it is told to. */
  readonly port: number;
  /** Decides for each message of a client; nothing goes wrong until it is set. */
  next: (message: Buffer) => ConnectionFault;
  readonly environment: Readonly<Record<string, string>>;
  /** Makes a database, and returns its name. */
  readonly newDatabase: () => string;
  /** Runs statements as the owner of everything. */
  readonly run: (database: string, statements: string) => string;
}

const password = "secret:with\\signs";

/** Starts a PostgreSQL server with a data folder, a port and a password of its own. */
export async function startPostgresHost(folder: string): Promise<PostgresHost> {
  const bin = inject("postgresPrograms");
  const data = join(folder, "data");
  await mkdir(data);
  await writeFile(join(folder, "password"), `${password}\n`);
  // The server does not run as root.
  const account = process.getuid?.() === 0 ? accountOf("postgres") : undefined;
  if (account) {
    await chmod(folder, 0o755);
    for (const path of [data, join(folder, "password")]) {
      await chown(path, account.uid, account.gid);
    }
  }
  const login = [`--pwfile=${join(folder, "password")}`, "--auth=scram-sha-256"];
  const quick = ["--no-sync", "--locale=C", "--encoding=UTF8", "--username=ada"];
  await mustRun(join(bin, "initdb"), ["-D", data, ...login, ...quick], {
    stdio: "ignore",
    ...account,
  });
  const port = await freePort();
  const settings = [
    `port=${port}`,
    "listen_addresses=127.0.0.1",
    "unix_socket_directories=",
    "fsync=off",
  ];
  startProgram(
    join(bin, "postgres"),
    ["-D", data, ...settings.flatMap((setting) => ["-c", setting])],
    account,
  );
  await listening(port);
  const environment = { PGUSER: "ada", PGPASSWORD: password };
  const run = (database: string, statements: string): string => {
    const place = ["-h", "127.0.0.1", "-p", String(port), "-d", database];
    const options = ["-v", "ON_ERROR_STOP=1", "-At", "-c", statements];
    const env = { ...process.env, ...environment };
    const done = spawnSync(join(bin, "psql"), [...place, ...options], { env, encoding: "utf8" });
    if (done.status !== 0) throw new Error(done.stderr);
    return done.stdout.trim();
  };
  // It listens before it lets anybody in.
  await until("PostgreSQL is ready", 120_000, () => {
    try {
      return Promise.resolve(run("postgres", "SELECT 1") === "1" || undefined);
    } catch {
      return Promise.resolve(undefined);
    }
  });
  let made = 0;
  const host: PostgresHost = {
    port: 0,
    next: () => "none",
    environment,
    run,
    newDatabase: () => {
      made += 1;
      run("postgres", `CREATE DATABASE models_${made}`);
      return `models_${made}`;
    },
  };
  return Object.assign(host, {
    port: await faultyConnections(port, (message) => host.next(message)),
  });
}

/** Starts a proxy of connections that breaks them off; returns its port. */
async function faultyConnections(
  port: number,
  next: (message: Buffer) => ConnectionFault,
): Promise<number> {
  const open = new Set<Socket>();
  const server = createServer((client) => {
    const inner = connect(port, "127.0.0.1");
    let isAnswerLost = false;
    const end = (): void => {
      client.destroy();
      inner.destroy();
    };
    for (const socket of [client, inner]) {
      open.add(socket);
      socket.on("error", end).on("close", end);
    }
    client.on("data", (message: Buffer) => {
      const fault = next(message);
      if (fault === "request lost") end();
      else {
        isAnswerLost = fault === "answer lost";
        inner.write(message);
      }
    });
    inner.on("data", (answer: Buffer) => {
      if (isAnswerLost) end();
      else client.write(answer);
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  afterAll(() => {
    for (const socket of open) socket.destroy();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

function accountOf(name: string): { readonly uid: number; readonly gid: number } {
  const id = (option: string): number =>
    Number(spawnSync("id", [option, name], { encoding: "utf8" }).stdout);
  return { uid: id("-u"), gid: id("-g") };
}
