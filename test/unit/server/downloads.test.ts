import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { chmod, mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { setAlias } from "../../../src/registry/annotations/set-alias.ts";
import { tarOf } from "../../../src/registry/files/tar.ts";
import { register } from "../../../src/registry/registration/register.ts";
import type { Registry } from "../../../src/registry/registry.ts";
import { openRegistry, useTemporaryFolders } from "../support/registry.ts";
import { serve, token, type Client } from "./client.ts";

const temporaryFolder = useTemporaryFolders();

interface Served extends Client {
  readonly folder: string;
  readonly registry: Registry;
  /** Registers a file or folder of the workspace as a version of `team/fraud`. */
  readonly add: (path: string) => Promise<void>;
  readonly fetched: (path: string, headers?: Record<string, string>) => Promise<Response>;
}

async function served(): Promise<Served> {
  const folder = await temporaryFolder();
  const registry = await openRegistry(folder);
  const client = await serve(registry);
  const add = async (path: string): Promise<void> => {
    const recipe = { parents: [], metricsFiles: [], parametersFiles: [], datasets: [] };
    const given = { model: "team/fraud", paths: [path], allowIdentical: true, ...recipe };
    const { id } = await register(registry, given);
    await setAlias(registry, { version: id, alias: "champion" });
  };
  const fetched: Served["fetched"] = (path, headers = {}) =>
    fetch(`${client.server.url}/models/${path}`, {
      headers: { authorization: `Bearer ${token}`, ...headers },
    });
  return { ...client, folder, registry, add, fetched };
}

describe("a model of one file", () => {
  test("is downloaded as it is, once: afterwards its ETag says that nothing is new", async () => {
    const client = await served();
    const bytes = randomBytes(3_000_000);
    await writeFile(join(client.folder, "model one.bin"), bytes);
    await client.add("model one.bin");
    const first = await client.fetched("team/fraud@champion");
    expect(first.status).toBe(200);
    expect(Buffer.from(await first.arrayBuffer()).equals(bytes)).toBe(true);
    expect(first.headers.get("content-disposition")).toContain("model%20one.bin");
    expect(first.headers.get("x-model-version")).toBe("team/fraud@1");
    const etag = first.headers.get("etag") ?? "";
    for (const known of [etag, `W/${etag}`, `"other", ${etag}`, "*"]) {
      const again = await client.fetched("team%2Ffraud@champion", { "if-none-match": known });
      expect([again.status, await again.text()]).toEqual([304, ""]);
    }
    await writeFile(join(client.folder, "model one.bin"), "another");
    await client.add("model one.bin");
    const promoted = await client.fetched("team/fraud@champion", { "if-none-match": etag });
    expect([promoted.status, await promoted.text()]).toEqual([200, "another"]);
    expect((await client.send("HEAD", "/models/team/fraud@1")).status).toBe(200);
  });

  test("is not handed out whole if its bytes were changed on disk", async () => {
    const client = await served();
    await writeFile(join(client.folder, "model.bin"), "x".repeat(3_000_000));
    await client.add("model.bin");
    const store = join(client.folder, ".model-registry/artifacts/sha256");
    const [path = ""] = (await readdir(store, { recursive: true, withFileTypes: true }))
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => join(parentPath, name));
    await chmod(path, 0o600);
    await writeFile(path, "y".repeat(3_000_000));
    const answer = client.fetched("team/fraud@1").then((response) => response.arrayBuffer());
    await expect(answer).rejects.toThrow();
    await writeFile(path, "short");
    expect((await client.fetched("team/fraud@1")).status).toBe(409);
  });

  test.each([
    ["another model", "fraud@1", 404],
    ["another version", "team/fraud@7", 404],
    ["a stage that is empty", "team/fraud@Production", 404],
    ["another file", "team/fraud@1?file=../model.bin", 404],
    ["a path out of it", "..%2f..%2fetc%2fpasswd", 400],
    ["what is not encoded", "%zz", 400],
    ["nothing", "", 400],
  ])("is not found as %s", async (_, path, status) => {
    const client = await served();
    await writeFile(join(client.folder, "model.bin"), "weights");
    await client.add("model.bin");
    expect((await client.fetched(path)).status).toBe(status);
    expect(client.failures).toEqual([]);
  });

  test("needs the token", async () => {
    const client = await served();
    await writeFile(join(client.folder, "model.bin"), "weights");
    await client.add("model.bin");
    const answer = await client.fetched("team/fraud@1", { authorization: "Bearer wrong" });
    expect(answer.status).toBe(401);
  });
});

describe("a model of several files", () => {
  const long = `${"deep/".repeat(30)}é.txt`;

  test("is a tar archive, which other programs unpack", async () => {
    const client = await served();
    const model = join(client.folder, "model");
    await mkdir(join(model, "deep/".repeat(30)), { recursive: true });
    const files = { "weights.bin": randomBytes(100_001), empty: "", [long]: "long path" };
    for (const [path, bytes] of Object.entries(files)) await writeFile(join(model, path), bytes);
    await client.add("model");
    const answer = await client.fetched("team/fraud@champion");
    expect(answer.headers.get("content-type")).toBe("application/x-tar");
    const tar = join(client.folder, "out.tar");
    await writeFile(tar, new Uint8Array(await answer.arrayBuffer()));
    execFileSync("tar", ["-xf", tar, "-C", await made(client.folder, "out")]);
    for (const [path, bytes] of Object.entries(files)) {
      const unpacked = await readFile(join(client.folder, "out/model", path));
      expect(unpacked.equals(Buffer.from(bytes))).toBe(true);
    }
    const one = await client.fetched(`team/fraud@1?file=${encodeURIComponent(`model/${long}`)}`);
    expect(await one.text()).toBe("long path");
  });

  test("says its length before it is read, however large a file is", async () => {
    const size = 8 ** 11;
    const open = (): AsyncIterable<Uint8Array<ArrayBuffer>> => {
      throw new Error("is not read");
    };
    const tar = tarOf([{ path: "large", size, open }], 0);
    expect(tar.size).toBe(3 * 512 + size + 2 * 512);
    const head = await tar.chunks.next();
    if (head.done) throw new Error("there is no header");
    expect(Buffer.from(head.value).toString("latin1")).toContain(`19 size=${size}\n`);
  });
});

async function made(folder: string, name: string): Promise<string> {
  const path = join(folder, name);
  await mkdir(path);
  return path;
}
