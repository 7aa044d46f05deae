import type { Context, Hono } from "hono";
import type { Registry } from "../../registry/registry.ts";
import { logArtifacts, removeRunArtifacts } from "../../registry/runs/run-artifacts.ts";
import { bodyOf } from "../http/body.ts";
import { invalidParameter, MlflowError } from "../http/mlflow-error.ts";
import { byName } from "../wire/artifact.ts";
import { listFolder, openFile, runOfOwner } from "./owner.ts";
import { decodedPath, parsePlace, type ArtifactPlace } from "./place.ts";
import { streamed } from "./streamed.ts";

const prefixes = ["/api/2.0/mlflow-artifacts", "/ajax-api/2.0/mlflow-artifacts"];

/** Largest file (bytes) that is taken. */
const maxUpload = 1024 ** 4;

/**
 * Adds the artifact proxy: files of runs, logged models and versions, uploaded to the content store and
 * downloaded from it (mlflow/protos/mlflow_artifacts.proto).
 */
export function addArtifactProxy(app: Hono, registry: Registry): void {
  for (const prefix of prefixes) {
    const place = (context: Context): ArtifactPlace =>
      parsePlace(decodedPath(pathBehind(context, `${prefix}/artifacts/`)));
    app.get(`${prefix}/artifacts`, async (context) => {
      const found = parsePlace(context.req.query("path") ?? "");
      return context.json({ files: (await listFolder(registry, found)).map(byName) });
    });
    app.get(`${prefix}/artifacts/*`, async (context) =>
      download(registry, place(context), context),
    );
    app.put(`${prefix}/artifacts/*`, async (context) => {
      await upload(registry, place(context), context);
      return context.json({});
    });
    app.delete(`${prefix}/artifacts/*`, async (context) => {
      const { owner, path } = place(context);
      if (owner.kind === "version") throw readOnly();
      if (path === "") throw invalidParameter("Invalid path: name a file or a folder.");
      await removeRunArtifacts(registry, { ...(await runOfOwner(registry, owner)), path });
      return context.json({});
    });
    app.all(`${prefix}/mpu/*`, () => {
      throw new MlflowError(
        "NOT_IMPLEMENTED",
        "Multipart upload is not supported for the current artifact repository: files are sent in one piece.",
      );
    });
  }
}

/** Returns the path of a request behind a prefix, as it was sent. */
function pathBehind(context: Context, prefix: string): string {
  return new URL(context.req.url).pathname.slice(prefix.length);
}

function readOnly(): MlflowError {
  return new MlflowError("PERMISSION_DENIED", "The files of a registered version never change.");
}

async function upload(
  registry: Registry,
  { owner, path }: ArtifactPlace,
  context: Context,
): Promise<void> {
  if (owner.kind === "version") throw readOnly();
  if (path === "") throw invalidParameter("Invalid path: name a file.");
  const { signal } = context.req.raw;
  const source = { stream: bounded(bodyOf(context)) };
  const of = await runOfOwner(registry, owner);
  await logArtifacts(registry, { ...of, files: [{ path, source }] }, { signal });
}

/** @throws MlflowError once there is too much of it */
async function* bounded(body: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let size = 0;
  for await (const chunk of body) {
    size += chunk.byteLength;
    if (size > maxUpload) throw invalidParameter(`A file may have at most ${maxUpload} bytes.`);
    yield chunk;
  }
}

async function download(
  registry: Registry,
  place: ArtifactPlace,
  context: Context,
): Promise<Response> {
  return streamed(context, await openFile(registry, place));
}
