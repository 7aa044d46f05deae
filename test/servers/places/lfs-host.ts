import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { inject } from "vitest";
import { git } from "../../unit/support/git.ts";
import { freePort } from "../../workbench/processes.ts";
import { faultyProxy, type FaultyProxy } from "./faulty-proxy.ts";
import { gitHttp, isAllowed, type GitHttp } from "./git-host.ts";
import { listening, startProgram } from "./program.ts";

/** A host of git repositories with Git LFS, as one server to its clients. */
export interface LfsHost {
  readonly proxy: FaultyProxy;
  readonly http: GitHttp;
  /** `name:password` that Git LFS asks for; nobody is asked while it is undefined. */
  lfsLogin: string | undefined;
  /** Folder of the objects: `ORGANIZATION/REPOSITORY/DIGEST`. */
  readonly storage: string;
  /** Makes a repository, and returns its path on the host: `team/models-1.git`. */
  readonly newRepository: () => string;
  /** Absolute path of its bare repository. */
  readonly pathOf: (repository: string) => string;
}

/** Starts git's http-backend and giftless behind one address. */
export async function startLfsHost(folder: string): Promise<LfsHost> {
  const repositories = join(folder, "repositories");
  const storage = join(folder, "lfs");
  await mkdir(join(repositories, "team"), { recursive: true });
  const port = await startGiftless(folder, storage);
  const http = await gitHttp(repositories);
  const isLfs = (path: string): boolean => /\/(info\/lfs|objects\/storage)\//.test(path);
  const proxy = await faultyProxy(
    ({ url = "" }) => (isLfs(url) ? port : http.port),
    // What the objects are sent to takes the header that the batch API gave.
    ({ url = "", headers }) =>
      url.includes("/info/lfs/") && !isAllowed(host.lfsLogin, headers.authorization),
  );
  let made = 0;
  const pathOf = (repository: string): string => join(repositories, repository);
  const host: LfsHost = {
    proxy,
    http,
    lfsLogin: undefined,
    storage,
    pathOf,
    newRepository: () => {
      made += 1;
      const repository = `team/models-${made}.git`;
      git(folder, "init", "--quiet", "--bare", pathOf(repository));
      git(folder, "-C", pathOf(repository), "config", "http.receivepack", "true");
      return repository;
    },
  };
  return host;
}

async function startGiftless(folder: string, storage: string): Promise<number> {
  const config = join(folder, "giftless.yaml");
  await writeFile(
    config,
    JSON.stringify({
      AUTH_PROVIDERS: ["giftless.auth.allow_anon:read_write"],
      TRANSFER_ADAPTERS: {
        basic: {
          factory: "giftless.transfer.basic_streaming:factory",
          options: {
            storage_class: "giftless.storage.local_storage:LocalStorage",
            storage_options: { path: storage },
          },
        },
      },
    }),
  );
  const port = await freePort();
  const server = [
    "giftless.wsgi_entrypoint:app",
    "--bind",
    `127.0.0.1:${port}`,
    "--threads",
    "4",
    "--no-control-socket",
  ];
  startProgram(inject("lfsPython"), ["-m", "gunicorn", ...server], {
    cwd: folder,
    env: { ...process.env, GIFTLESS_CONFIG_FILE: config },
  });
  await listening(port);
  return port;
}
