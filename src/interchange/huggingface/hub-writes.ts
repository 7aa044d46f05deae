import * as z from "zod";
import { jsonOf, send, serverProblem } from "../http/http-client.ts";
import { hubProblem, type Asked } from "./hub-reads.ts";

/** A file on its way to a hub. */
export interface HubUpload {
  readonly path: string;
  /** Bytes. */
  readonly size: number;
  readonly sha256: string;
  /** The bytes, each time from the beginning. */
  readonly open: () => ReadableStream;
  /** The first of its bytes, by which a hub decides how it keeps it. */
  readonly sample: () => Promise<Uint8Array>;
}

const Modes = z.object({
  files: z.array(
    z.object({
      path: z.string(),
      uploadMode: z.enum(["lfs", "regular"]),
      shouldIgnore: z.boolean().default(false),
    }),
  ),
});
const Action = z.object({
  href: z.url(),
  header: z.record(z.string(), z.string()).default({}),
});
const Batch = z.object({
  objects: z.array(
    z.object({
      oid: z.string(),
      actions: z.object({ upload: Action.optional(), verify: Action.optional() }).nullish(),
      error: z.object({ message: z.string() }).nullish(),
    }),
  ),
});
const Committed = z.object({ commitOid: z.string(), commitUrl: z.string().optional() });

/** Files of a request at most, as the Hub has it. */
const atOnce = 256;
/** Bytes of a file that may stand in the commit itself. */
const maxRegular = 10 * 1024 * 1024;

/**
 * Makes a repository for a model, unless it is there.
 *
 * @throws RegistryError `server-problem`, `cancelled`
 */
export async function createHubRepository(
  { server, signal }: Asked,
  id: string,
  isPrivate: boolean,
): Promise<void> {
  const [organization, name] = id.includes("/") ? id.split("/") : [undefined, id];
  const json = { name, type: "model", private: isPrivate, ...(organization && { organization }) };
  const answer = await send(server, "/api/repos/create", { method: "POST", json, signal });
  const content = await jsonOf(server, answer);
  if (!answer.ok && answer.status !== 409) throw hubProblem(server, answer, content);
}

/**
 * Commits files to a branch: what Git LFS keeps is uploaded first, unless the hub has its bytes, then
 * one commit names all of them, so that a hub has all or none.
 *
 * @param onFile is told of each file that is uploaded
 * @returns the commit
 * @throws RegistryError `server-problem`, `cancelled`
 */
export async function commitToHub(
  asked: Asked,
  {
    id,
    branch,
    files,
    summary,
    parent,
  }: {
    readonly id: string;
    readonly branch: string;
    readonly files: readonly HubUpload[];
    readonly summary: string;
    /** The commit that the branch is at; another one that came meanwhile is not overwritten. */
    readonly parent?: string | undefined;
  },
  onFile: (path: string) => void,
): Promise<string> {
  const { server, signal } = asked;
  const place = { id, branch };
  const modes = new Map<string, "lfs" | "regular">();
  for (let from = 0; from < files.length; from += atOnce) {
    for (const [path, mode] of await uploadModes(asked, place, files.slice(from, from + atOnce))) {
      modes.set(path, mode);
    }
  }
  const isLarge = ({ path, size }: HubUpload): boolean =>
    modes.get(path) === "lfs" || size > maxRegular;
  await uploadLarge(asked, place, files.filter(isLarge), onFile);
  const lines = [
    {
      key: "header",
      value: { summary, description: "", ...(parent !== undefined && { parentCommit: parent }) },
    },
  ].map((line) => JSON.stringify(line));
  for (const file of files) {
    onFile(file.path);
    lines.push(JSON.stringify(isLarge(file) ? largeLine(file) : await regularLine(file)));
  }
  const answer = await send(server, `/api/models/${id}/commit/${encodeURIComponent(branch)}`, {
    method: "POST",
    body: Buffer.from(`${lines.join("\n")}\n`),
    headers: { "Content-Type": "application/x-ndjson" },
    signal,
  });
  const content = await jsonOf(server, answer);
  if (!answer.ok) throw hubProblem(server, answer, content);
  const committed = Committed.safeParse(content);
  if (!committed.success) throw serverProblem(server, { kind: "no-commit" });
  return committed.data.commitOid;
}

interface Branch {
  readonly id: string;
  readonly branch: string;
}

function largeLine({ path, sha256, size }: HubUpload): unknown {
  return { key: "lfsFile", value: { path, algo: "sha256", oid: sha256, size } };
}

async function regularLine({ path, open }: HubUpload): Promise<unknown> {
  const bytes = Buffer.from(await new Response(open()).arrayBuffer());
  return { key: "file", value: { path, content: bytes.toString("base64"), encoding: "base64" } };
}

async function uploadModes(
  { server, signal }: Asked,
  { id, branch }: Branch,
  files: readonly HubUpload[],
): Promise<ReadonlyMap<string, "lfs" | "regular">> {
  const list = [];
  for (const { path, size, sample } of files) {
    list.push({ path, size, sample: Buffer.from(await sample()).toString("base64") });
  }
  const path = `/api/models/${id}/preupload/${encodeURIComponent(branch)}`;
  const answer = await send(server, path, { method: "POST", json: { files: list }, signal });
  const content = await jsonOf(server, answer);
  if (!answer.ok) throw hubProblem(server, answer, content);
  const modes = Modes.safeParse(content);
  if (!modes.success) throw serverProblem(server, { kind: "no-upload-modes" });
  return new Map(modes.data.files.map((file) => [file.path, file.uploadMode] as const));
}

/** Uploads what a hub has not, by the batch API of Git LFS with its basic transfer. */
async function uploadLarge(
  asked: Asked,
  { id, branch }: Branch,
  files: readonly HubUpload[],
  onFile: (path: string) => void,
): Promise<void> {
  const { server, signal } = asked;
  for (let from = 0; from < files.length; from += atOnce) {
    const part = files.slice(from, from + atOnce);
    const answer = await send(server, `/${id}.git/info/lfs/objects/batch`, {
      method: "POST",
      body: Buffer.from(
        JSON.stringify({
          operation: "upload",
          transfers: ["basic"],
          objects: part.map(({ sha256, size }) => ({ oid: sha256, size })),
          hash_algo: "sha256",
          ref: { name: branch },
        }),
      ),
      headers: {
        Accept: "application/vnd.git-lfs+json",
        "Content-Type": "application/vnd.git-lfs+json",
      },
      signal,
    });
    const content = await jsonOf(server, answer);
    if (!answer.ok) throw hubProblem(server, answer, content);
    const batch = Batch.safeParse(content);
    if (!batch.success) throw serverProblem(server, { kind: "no-lfs" });
    for (const { oid, actions, error } of batch.data.objects) {
      if (error) throw serverProblem(server, error.message);
      const file = part.find(({ sha256 }) => sha256 === oid);
      if (file && actions) await uploadOne(asked, file, actions, onFile);
    }
  }
}

async function uploadOne(
  { server, signal }: Asked,
  file: HubUpload,
  { upload, verify }: NonNullable<z.infer<typeof Batch>["objects"][number]["actions"]>,
  onFile: (path: string) => void,
): Promise<void> {
  if (upload) {
    onFile(file.path);
    const answer = await send(server, upload.href, {
      method: "PUT",
      body: file.open(),
      headers: { ...upload.header, "Content-Length": String(file.size) },
      signal,
    });
    if (!answer.ok) throw hubProblem(server, answer, await jsonOf(server, answer));
    await answer.body?.cancel();
  }
  if (!verify) return;
  const answer = await send(server, verify.href, {
    method: "POST",
    json: { oid: file.sha256, size: file.size },
    headers: verify.header,
    signal,
  });
  const content = await jsonOf(server, answer);
  if (!answer.ok) throw hubProblem(server, answer, content);
}
