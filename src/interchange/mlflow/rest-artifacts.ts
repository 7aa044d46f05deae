import { mkdir } from "node:fs/promises";
import { dirname, join } from "node:path";
import * as z from "zod";
import { isPortablePath } from "../../core/model/artifact.ts";
import { throwIfCancelled } from "../../core/refusals/refusal.ts";
import {
  answerProblem,
  jsonOf,
  send,
  serverProblem,
  writeBody,
  type HttpServer,
} from "../http/http-client.ts";
import { askMlflow } from "./rest-store.ts";

const Files = z.object({
  files: z
    .array(
      z.object({
        path: z.string(),
        is_dir: z.boolean().default(false),
        file_size: z.coerce.number().int().min(0).nullish(),
      }),
    )
    .default([]),
});

/** A file of a server, by its path below the folder that was asked for. */
export interface RemoteFile {
  readonly path: string;
  /** Bytes. */
  readonly size?: number;
}

/** Files of one URI, as the server hands them out. */
interface RemoteFolder {
  /** Lists a folder of it; `path` is empty or ends in no slash. */
  readonly list: (path: string) => Promise<z.infer<typeof Files>["files"]>;
  readonly open: (path: string) => Promise<Response>;
}

const maxFiles = 20_000;
const maxDepth = 32;

/**
 * Lists the files of a URI as MLflow has them: `mlflow-artifacts:/…` by the proxy of the server,
 * `runs:/…` and what is beneath the artifacts of a run by that run, `models:/m-…` by that logged model.
 *
 * @returns undefined if the server does not hand them out
 * @throws RegistryError `server-problem`, `cancelled`
 */
export async function listRemote(
  server: HttpServer,
  place: string,
  runs: ReadonlyMap<string, { readonly artifacts?: string }>,
  signal?: AbortSignal,
): Promise<readonly RemoteFile[] | undefined> {
  const folder = folderOf(server, place, runs, signal);
  if (!folder) return undefined;
  const found: RemoteFile[] = [];
  const walk = async (path: string, depth: number): Promise<void> => {
    for (const file of await folder.list(path)) {
      throwIfCancelled(signal);
      const name = file.path.split("/").at(-1) ?? "";
      const below = path === "" ? name : `${path}/${name}`;
      if (!isPortablePath(below) || found.length >= maxFiles) {
        throw serverProblem(server, { kind: "file-not-storable", path: below });
      }
      const { is_dir: isFolder, file_size: size } = file;
      if (!isFolder) found.push({ path: below, ...(typeof size === "number" && { size }) });
      else if (depth < maxDepth) await walk(below, depth + 1);
    }
  };
  await walk("", 0);
  return found;
}

/**
 * Copies the files of a URI into a folder.
 *
 * @throws RegistryError `server-problem`, `cancelled`
 */
export async function downloadRemote(
  server: HttpServer,
  place: string,
  runs: ReadonlyMap<string, { readonly artifacts?: string }>,
  target: string,
  {
    signal,
    onFile,
  }: {
    readonly signal?: AbortSignal | undefined;
    readonly onFile?: (path: string, bytes: number) => void;
  },
): Promise<void> {
  const folder = folderOf(server, place, runs, signal);
  const files = await listRemote(server, place, runs, signal);
  for (const { path, size } of files ?? []) {
    throwIfCancelled(signal);
    const file = join(target, ...path.split("/"));
    await mkdir(dirname(file), { recursive: true });
    const answer = await folder?.open(path);
    if (!answer?.ok)
      throw answerProblem(server, answer ?? new Response(undefined, { status: 404 }));
    let written = 0;
    await writeBody(server, answer, file, {
      signal,
      onBytes: (bytes) => {
        written += bytes;
        onFile?.(path, bytes);
      },
    });
    if (size !== undefined && written !== size) {
      throw serverProblem(server, { kind: "broke-off", path, written, size });
    }
  }
}

function folderOf(
  server: HttpServer,
  place: string,
  runs: ReadonlyMap<string, { readonly artifacts?: string }>,
  signal: AbortSignal | undefined,
): RemoteFolder | undefined {
  const [, model] = /^models:\/+(m-[\w-]+)\/?$/.exec(place) ?? [];
  if (model !== undefined) return loggedModelFolder(server, model, signal);
  const run = runFolderOf(place, runs);
  if (run) return runFolder(server, run, signal);
  const [, proxied] = /^mlflow-artifacts:(?:\/\/[^/]*)?\/+(.*?)\/*$/.exec(place) ?? [];
  return proxied === undefined || proxied.split("/").includes("..")
    ? undefined
    : proxyFolder(server, proxied, signal);
}

/** Returns the run that a URI is of, and the path among its artifacts. */
function runFolderOf(
  place: string,
  runs: ReadonlyMap<string, { readonly artifacts?: string }>,
): { readonly run: string; readonly path: string } | undefined {
  const [, named, below = ""] = /^runs:\/+([^/]+)\/?(.*?)\/*$/.exec(place) ?? [];
  if (named !== undefined) return { run: named, path: below };
  if (place.startsWith("mlflow-artifacts:")) return undefined;
  for (const [run, { artifacts }] of runs) {
    const root = artifacts?.replace(/\/+$/, "");
    if (root === undefined || root === "") continue;
    if (place === root || place.startsWith(`${root}/`)) {
      return { run, path: place.slice(root.length + 1).replace(/\/+$/, "") };
    }
  }
  return undefined;
}

function runFolder(
  server: HttpServer,
  { run, path: root }: { readonly run: string; readonly path: string },
  signal: AbortSignal | undefined,
): RemoteFolder {
  return {
    list: async (path) => {
      const query = { run_id: run, path: joined(root, path) || undefined };
      return (await askMlflow(server, Files, "artifacts/list", { query, signal })).files;
    },
    open: (path) =>
      send(server, "/get-artifact", { query: { run_uuid: run, path: joined(root, path) }, signal }),
  };
}

function proxyFolder(
  server: HttpServer,
  root: string,
  signal: AbortSignal | undefined,
): RemoteFolder {
  const base = "/api/2.0/mlflow-artifacts/artifacts";
  return {
    list: async (path) => {
      const answer = await send(server, base, { query: { path: joined(root, path) }, signal });
      const content = Files.safeParse(await jsonOf(server, answer));
      if (answer.ok && content.success) return content.data.files;
      if (answer.status === 404) return [];
      throw answerProblem(server, answer);
    },
    open: (path) => send(server, `${base}/${encoded(joined(root, path))}`, { signal }),
  };
}

function loggedModelFolder(
  server: HttpServer,
  model: string,
  signal: AbortSignal | undefined,
): RemoteFolder {
  return {
    list: async (path) => {
      const query = { artifact_directory_path: path || undefined };
      const at = `logged-models/${model}/artifacts/directories`;
      return (await askMlflow(server, Files, at, { query, signal })).files;
    },
    open: (path) =>
      send(server, `/ajax-api/2.0/mlflow/logged-models/${model}/artifacts/files`, {
        query: { artifact_file_path: path },
        signal,
      }),
  };
}

function joined(root: string, path: string): string {
  return [root, path].filter((part) => part !== "").join("/");
}

/** Returns a path with its parts encoded for a URL. */
export function encoded(path: string): string {
  return path.split("/").map(encodeURIComponent).join("/");
}
