import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  afterAll,
  afterEach,
  beforeAll,
  beforeEach,
  describe,
  expect,
  inject,
  test,
  vi,
} from "vitest";
import { Stage } from "../../src/core/model/ids.ts";
import { parseRemoteAddress } from "../../src/core/remotes/remote-address.ts";
import { sync } from "../../src/registry/exchange/sync.ts";
import { transition } from "../../src/registry/lifecycle/transition.ts";
import { resolve } from "../../src/registry/retrieval/resolve.ts";
import type { Remote } from "../../src/remotes/contract/remote.ts";
import { openFolderRemote } from "../../src/remotes/folder/open-folder.ts";
import { openPostgresRemote } from "../../src/remotes/postgres/open-postgres.ts";
import { describeRemote, segment } from "../unit/remotes/conformance/remote-contract.ts";
import { findings, registerContent, versionsOf } from "../unit/support/registry.ts";
import { openClone } from "../unit/support/shared-clones.ts";
import {
  startPostgresHost,
  type ConnectionFault,
  type PostgresHost,
} from "./places/postgres-host.ts";

describe.skipIf(inject("postgresPrograms") === "")("through PostgreSQL", () => {
  let folder: string;
  let host: PostgresHost;

  beforeAll(async () => {
    // The account of the server reaches it here.
    folder = await mkdtemp(join(tmpdir(), "model-registry-postgres-"));
    host = await startPostgresHost(folder);
  });
  beforeEach(() => {
    for (const [name, value] of Object.entries(host.environment)) vi.stubEnv(name, value);
  });
  afterEach(() => {
    host.next = () => "none";
    vi.unstubAllEnvs();
  });
  // Processes of the server end a moment after it.
  afterAll(() => rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 500 }));

  let shares = 0;
  async function newShare(): Promise<string> {
    shares += 1;
    const share = join(folder, `share-${shares}`);
    await mkdir(share);
    return share;
  }

  function open(database: string, share: string, options = "", port = host.port): Remote {
    const address = `postgres://127.0.0.1:${port}/${database}?${options}objects=${share}`;
    const place = parseRemoteAddress(address);
    if (typeof place === "string" || place.kind !== "postgres") throw new Error(address);
    return openPostgresRemote(address, place, openFolderRemote(share).objects);
  }

  describeRemote("a database of PostgreSQL", async () => {
    const database = host.newDatabase();
    const share = await newShare();
    let port = host.port;
    return {
      open: () => {
        const remote = (): Remote => open(database, share, "", port);
        const { address, objects } = remote();
        // A place that was taken away is so for whoever has opened it before.
        const log = new Proxy(remote().log, {
          get: (_target, name: keyof Remote["log"]) => remote().log[name],
        });
        return { address, objects, log };
      },
      takeAway: async () => {
        port = 1;
        await rm(share, { recursive: true });
      },
      remove: () => Promise.resolve(),
    };
  });

  test.each<ConnectionFault>(["request lost", "answer lost"])(
    "a head is replaced once although the fault is “%s”",
    async (fault) => {
      const [database, share] = [host.newDatabase(), await newShare()];
      const { log } = open(database, share);
      const head = (bytes: string): Parameters<typeof log.swapHead>[1] => {
        const { sha256, size } = segment(bytes);
        const hash = sha256;
        const files = {
          "01JXAMPXE00000000000000001": {
            length: size,
            lines: 1,
            hash,
            segments: [{ sha256, size }],
          },
        };
        return {
          form: 1,
          registries: ["01JXAMPXE00000000000000000"],
          files,
        } as unknown as ReturnType<typeof head>;
      };
      let seen = (await log.swapHead(await log.readHead(), head("0\n"), [segment("0\n")]))!;
      let injected = 0;
      for (let n = 1; n <= 12; n += 1) {
        // One message of each exchange is lost: that of a statement, not of the login.
        let count = 0;
        host.next = (message) => {
          const isStatement = "QPBCE".includes(String.fromCharCode(message[0] ?? 0));
          if (isStatement) count += 1;
          if (!isStatement || count !== n) return "none";
          injected += 1;
          return fault;
        };
        const next = head(`${n}\n`);
        const swapped = await log
          .swapHead(seen, next, [segment(`${n}\n`)])
          .catch((error: unknown) => {
            expect(error).toMatchObject({ refusal: { code: "remote-unreachable" } });
            return undefined;
          });
        host.next = () => "none";
        const now = await log.readHead();
        // Told or not, it is the new head or the old one, whole.
        expect([seen.head, next]).toContainEqual(now.head);
        if (swapped) expect(now.head).toEqual(next);
        const [file] = Object.values(now.head!.files);
        for (const each of file!.segments) await log.readSegment(now, each);
        seen = now;
      }
      expect(injected).toBeGreaterThan(2);
    },
  );

  test("clones exchange history and files, and promote on the newest state", async () => {
    const [database, share] = [host.newDatabase(), await newShare()];
    const address = `postgres://127.0.0.1:${host.port}/${database}?schema=fraud&objects=${share}`;
    const ada = await openClone(join(folder, "ada"), address);
    const ben = await openClone(join(folder, "ben"), address);
    try {
      const { id } = await registerContent(ada, "weights through PostgreSQL");
      await sync(ada, {});
      await sync(ben, {});
      await transition(ben, { version: id, to: Stage.parse("Staging") });
      expect(host.run(database, "SELECT number > 1 FROM fraud.head")).toBe("t");
      await sync(ada, {});
      expect((await versionsOf(ada)).map(({ stage }) => stage)).toEqual(["Staging"]);
      await resolve(ben, { reference: "fraud@1" });
      expect(await findings(ben)).toEqual([]);
    } finally {
      for (const registry of [ada, ben]) await registry.close();
    }
  });

  test("whoever listens is told when the head is replaced, and what it was before", async () => {
    const [database, share] = [host.newDatabase(), await newShare()];
    const { log } = open(database, share);
    const head = {
      form: 1,
      registries: ["01JXAMPXE00000000000000000"],
      files: {},
    } as unknown as Parameters<typeof log.swapHead>[1];
    const seen = (await log.swapHead(await log.readHead(), head, []))!;
    const { untilChange } = open(database, share).log;
    const changed = untilChange!(seen, new AbortController().signal);
    await log.swapHead(seen, head, []);
    await changed;
    // Replaced before somebody listened.
    await untilChange!(seen, new AbortController().signal);
    const now = await log.readHead();
    const cancelled = new AbortController();
    const waiting = untilChange!(now, cancelled.signal);
    cancelled.abort();
    await waiting;
  });

  test("the password is found as psql finds it, and a wrong one is refused", async () => {
    const [database, share] = [host.newDatabase(), await newShare()];
    const { PGPASSWORD: password = "" } = host.environment;
    vi.stubEnv("PGPASSWORD", undefined);
    const file = join(folder, "pgpass");
    vi.stubEnv("PGPASSFILE", file);
    const escaped = password.replaceAll("\\", "\\\\").replaceAll(":", "\\:");
    await writeFile(file, `other:5432:*:ada:wrong\n127.0.0.1:*:${database}:ada:${escaped}\n`);
    await chmod(file, 0o600);
    expect((await open(database, share).log.readHead()).head).toBeUndefined();
    // As libpq: one that others can read is not used.
    await chmod(file, 0o644);
    const refused = { refusal: { code: "remote-denied" } };
    await expect(open(database, share).log.readHead()).rejects.toMatchObject(refused);
    vi.stubEnv("PGPASSWORD", "wrong");
    await expect(open(database, share).log.readHead()).rejects.toMatchObject(refused);
  });

  test("a role that may only read can pull, and is told that it can't share", async () => {
    const [database, share] = [host.newDatabase(), await newShare()];
    const { log } = open(database, share);
    const head = {
      form: 1,
      registries: ["01JXAMPXE00000000000000000"],
      files: {},
    } as unknown as Parameters<typeof log.swapHead>[1];
    await log.swapHead(await log.readHead(), head, []);
    const reads =
      "GRANT USAGE ON SCHEMA model_registry TO reader; GRANT SELECT ON ALL TABLES IN SCHEMA model_registry TO reader";
    host.run(database, `CREATE ROLE reader LOGIN PASSWORD 'reading'; ${reads}`);
    vi.stubEnv("PGUSER", "reader");
    vi.stubEnv("PGPASSWORD", "reading");
    const reader = open(database, share).log;
    const seen = await reader.readHead();
    expect(seen.head).toEqual(head);
    await expect(reader.swapHead(seen, head, [])).rejects.toMatchObject({
      refusal: { code: "remote-denied" },
    });
  });

  test("a server without encryption is not taken where encryption is asked for", async () => {
    const [database, share] = [host.newDatabase(), await newShare()];
    const { log } = open(database, share, "sslmode=require&");
    await expect(log.readHead()).rejects.toMatchObject({
      refusal: { code: "remote-unreachable" },
    });
  });

  test("the command line names it, exchanges and ends", async () => {
    const [database, share] = [host.newDatabase(), await newShare()];
    const clone = join(folder, "by-command");
    await mkdir(clone);
    await writeFile(join(clone, "model.pkl"), "weights by command");
    const address = `postgres://127.0.0.1:${host.port}/${database}?objects=${share}`;
    const run = async (...args: readonly string[]): Promise<string> => {
      const child = spawn(process.execPath, [join(inject("cliFolder"), "cli.js"), ...args], {
        cwd: clone,
        env: { ...process.env, ...host.environment, XDG_CACHE_HOME: join(folder, "cache") },
      });
      let output = "";
      for (const stream of [child.stdout, child.stderr]) {
        stream.on("data", (chunk: Buffer) => (output += chunk.toString()));
      }
      const [code] = (await once(child, "exit")) as [number];
      expect(`${code} ${output}`).toMatch(/^0 /);
      return output;
    };
    await run("register", "model.pkl", "--name", "fraud", "--quiet");
    expect(await run("remote", "add", address)).toContain("ledger lines to push");
    expect(await run("push")).toContain("1 file");
    expect(await run("remote", "check")).toContain("In step");
  });
});
