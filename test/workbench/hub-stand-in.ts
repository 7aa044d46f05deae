import { createHash } from "node:crypto";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

/** A file of a repository as the stand-in keeps it. */
interface Kept {
  readonly bytes: Buffer;
  readonly isLarge: boolean;
}

/** Status, content, further headers. */
type Answer = readonly [number, unknown, Record<string, string>?];

/** A request that came to the stand-in. */
export interface HubRequest {
  readonly method: string;
  readonly path: string;
  readonly authorization: string | undefined;
}

/**
 * Stand-in for a hub: repositories of models, uploads by Git LFS and commits, downloads from another
 * origin, as far as `huggingface_hub` and this registry ask for them. Files that end in `.bin`,
 * `.safetensors` or `.onnx` are kept by Git LFS.
 */
export class HubStandIn {
  /** Files by commit by repository; the last commit is the branch `main`. */
  readonly repositories = new Map<string, { commit: string; files: ReadonlyMap<string, Kept> }[]>();
  readonly objects = new Map<string, Buffer>();
  readonly requests: HubRequest[] = [];
  readonly token: string;
  /** Requests that it fails to answer, by their path. */
  fails: RegExp | undefined;
  readonly #server: Server;
  /** Serves bytes without asking who wants them, at another origin. */
  readonly #store: Server;

  constructor(token: string) {
    this.token = token;
    this.#server = createServer((request, response) => {
      this.#handle(request, response).catch((error: unknown) => {
        response.writeHead(500).end(String(error));
      });
    });
    this.#store = createServer((request, response) => {
      this.#bytes(request, response).catch((error: unknown) => {
        response.writeHead(500).end(String(error));
      });
    });
  }

  async start(): Promise<string> {
    for (const server of [this.#server, this.#store]) {
      await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    }
    return addressOf(this.#server);
  }

  stop(): void {
    for (const server of [this.#server, this.#store]) {
      server.closeAllConnections();
      server.close();
    }
  }

  async #bytes(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname: path } = new URL(request.url ?? "", "http://store");
    const { method = "GET", headers } = request;
    this.requests.push({ method, path: `store${path}`, authorization: headers.authorization });
    const oid = path.slice(1);
    if (method === "PUT") {
      const bytes = await bodyOf(request);
      if (sha256(bytes) !== oid) {
        response.writeHead(400).end();
        return;
      }
      this.objects.set(oid, bytes);
      {
        response.writeHead(200).end();
        return;
      }
    }
    const bytes = this.objects.get(oid);
    if (!bytes) {
      response.writeHead(404).end();
      return;
    }
    response.writeHead(200, { "Content-Length": bytes.length, ETag: `"${oid}"` });
    response.end(method === "HEAD" ? undefined : bytes);
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname: path } = new URL(request.url ?? "", "http://hub");
    const { method = "GET", headers } = request;
    this.requests.push({ method, path, authorization: headers.authorization });
    const body = await bodyOf(request);
    if (this.fails?.test(path)) {
      request.socket.destroy();
      return;
    }
    const answer: Answer | undefined =
      headers.authorization === `Bearer ${this.token}`
        ? this.#answer(path, body)
        : [401, { error: "Invalid username or password." }];
    if (answer) {
      const [status, content, more = {}] = answer;
      response.writeHead(status, { "Content-Type": "application/json", ...more });
      response.end(JSON.stringify(content));
      return;
    }
    const [, repository = "", at, file = ""] =
      /^\/([^/]+\/[^/]+)\/resolve\/([^/]+)\/(.+)$/.exec(path) ?? [];
    this.#resolve(repository, at, decodeURIComponent(file), method, response);
  }

  /** Answers in JSON; undefined for a download. */
  #answer(path: string, body: Buffer): Answer | undefined {
    const routes: readonly (readonly [RegExp, (...names: string[]) => Answer])[] = [
      [/^\/api\/repos\/create$/, () => this.#create(parsed(body))],
      [/^\/api\/validate-yaml$/, () => [200, { errors: [], warnings: [] }]],
      [/^\/api\/models\/.+\/preupload\//, () => [200, modesOf(parsed(body))]],
      [/\.git\/info\/lfs\/objects\/batch$/, () => [200, this.#batch(parsed(body))]],
      [/^\/api\/models\/(.+)\/commit\//, (id = "") => this.#commit(id, body.toString())],
      [/^\/api\/models\/([^/]+\/[^/]+)\/tree\/([^/]+)/, (id = "", at) => [200, this.#tree(id, at)]],
      [
        /^\/api\/models\/([^/]+\/[^/]+)(?:\/revision\/([^/]+))?$/,
        (id = "", at) => this.#info(id, at),
      ],
    ];
    for (const [pattern, act] of routes) {
      const found = pattern.exec(path);
      if (found) return act(...found.slice(1));
    }
    return undefined;
  }

  #create(body: unknown): Answer {
    const { name = "", organization = "" } = body as { name?: string; organization?: string };
    const id = `${organization}/${name}`;
    if (this.repositories.has(id)) return [409, { error: "it is there", url: id }];
    this.repositories.set(id, [{ commit: commitOf("start", id), files: new Map() }]);
    return [200, { url: `${addressOf(this.#server)}/${id}`, name: id, id }];
  }

  #at(
    id: string,
    revision = "main",
  ): { commit: string; files: ReadonlyMap<string, Kept> } | undefined {
    const commits = this.repositories.get(id);
    return revision === "main"
      ? commits?.at(-1)
      : commits?.find(({ commit }) => commit === revision);
  }

  #batch(body: unknown): unknown {
    const { objects } = body as { objects: readonly { oid: string; size: number }[] };
    return {
      transfer: "basic",
      objects: objects.map(({ oid, size }) => ({
        oid,
        size,
        ...(!this.objects.has(oid) && {
          actions: { upload: { href: `${addressOf(this.#store)}/${oid}`, header: {} } },
        }),
      })),
    };
  }

  #commit(id: string, text: string): Answer {
    const last = this.#at(id);
    if (!last) return [404, { error: "Repository not found" }];
    const files = new Map(last.files);
    for (const line of text.split("\n").filter(Boolean)) {
      const { key, value } = JSON.parse(line) as { key: string; value: Record<string, string> };
      const { path = "", content = "", oid = "", parentCommit } = value;
      if (key === "header" && parentCommit !== undefined && parentCommit !== last.commit) {
        return [412, { error: "A commit has happened since." }];
      }
      if (key === "file")
        files.set(path, { bytes: Buffer.from(content, "base64"), isLarge: false });
      if (key === "lfsFile") {
        const bytes = this.objects.get(oid);
        if (!bytes) return [400, { error: `The bytes of ${path} are not there.` }];
        files.set(path, { bytes, isLarge: true });
      }
    }
    const commit = commitOf(last.commit, text);
    this.repositories.get(id)?.push({ commit, files });
    return [
      200,
      { commitUrl: `${addressOf(this.#server)}/${id}/commit/${commit}`, commitOid: commit },
    ];
  }

  #info(id: string, revision: string | undefined): Answer {
    const found = this.#at(id, revision);
    if (!found) {
      const code = this.repositories.has(id) ? "RevisionNotFound" : "RepoNotFound";
      return [404, { error: "not found" }, { "X-Error-Code": code }];
    }
    const siblings = [...found.files].map(([rfilename, { bytes, isLarge }]) => ({
      rfilename,
      size: bytes.length,
      blobId: gitBlob(bytes),
      ...(isLarge && { lfs: { sha256: sha256(bytes), size: bytes.length, pointerSize: 134 } }),
    }));
    return [200, { id, modelId: id, sha: found.commit, siblings, tags: [], private: false }];
  }

  #tree(id: string, revision: string | undefined): unknown {
    return [...(this.#at(id, revision)?.files ?? [])].map(([path, { bytes, isLarge }]) => ({
      type: "file",
      path,
      size: bytes.length,
      oid: gitBlob(bytes),
      ...(isLarge && { lfs: { oid: sha256(bytes), size: bytes.length, pointerSize: 134 } }),
    }));
  }

  #resolve(
    id: string,
    revision: string | undefined,
    file: string,
    method: string,
    response: ServerResponse,
  ): void {
    const found = this.#at(id, revision);
    const kept = found?.files.get(file);
    if (!found || !kept) {
      response.writeHead(404, { "X-Error-Code": "EntryNotFound" }).end();
      return;
    }
    const { bytes, isLarge } = kept;
    const head = { "X-Repo-Commit": found.commit };
    if (!isLarge) {
      const more = { ETag: `"${gitBlob(bytes)}"`, "Content-Length": bytes.length };
      response.writeHead(200, { ...head, ...more });
      response.end(method === "HEAD" ? undefined : bytes);
      return;
    }
    const oid = sha256(bytes);
    response.writeHead(302, {
      ...head,
      Location: `${addressOf(this.#store)}/${oid}`,
      "X-Linked-ETag": `"${oid}"`,
      "X-Linked-Size": bytes.length,
    });
    response.end();
  }
}

function modesOf(body: unknown): unknown {
  const { files } = body as { files: readonly { path: string }[] };
  return {
    files: files.map(({ path }) => ({
      path,
      uploadMode: /\.(?:bin|safetensors|onnx)$/.test(path) ? "lfs" : "regular",
      shouldIgnore: false,
    })),
  };
}

function parsed(body: Buffer): unknown {
  return JSON.parse(body.toString());
}

async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts);
}

function addressOf(server: Server): string {
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function sha256(bytes: Buffer): string {
  return createHash("sha256").update(bytes).digest("hex");
}

function gitBlob(bytes: Buffer): string {
  return createHash("sha1").update(`blob ${bytes.length}\0`).update(bytes).digest("hex");
}

function commitOf(...parts: readonly string[]): string {
  return createHash("sha1").update(parts.join("\0")).digest("hex");
}
