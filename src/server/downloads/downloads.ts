import { posix } from "node:path";
import type { Context, Hono } from "hono";
import { versionReference } from "../../core/state/version.ts";
import { tarOf } from "../../registry/files/tar.ts";
import type { Registry } from "../../registry/registry.ts";
import { openVersion, type OpenVersion } from "../../registry/retrieval/open-version.ts";
import { decodedPath } from "../artifacts/place.ts";
import { streamed, type StreamedBody } from "../artifacts/streamed.ts";

const prefix = "/models/";

/**
 * Adds `GET /models/fraud@Production`: the verified bytes of a version for those who can't mount a
 * disk. One file is answered as it is, several as a tar archive; `?file=` names one of them. The ETag
 * changes when another version, with other bytes, takes the place.
 */
export function addDownloads(app: Hono, registry: Registry): void {
  app.get(`${prefix}*`, async (context) => {
    const reference = decodedPath(new URL(context.req.url).pathname.slice(prefix.length));
    const found = await openVersion(registry, { reference, artifact: context.req.query("file") });
    const headers = {
      ETag: `"${found.digest}"`,
      // Asked for again each time: a promotion changes what a reference means.
      "Cache-Control": "no-cache",
      "Accept-Ranges": "none",
      "X-Model-Version": encodeURI(versionReference(found.version)),
    };
    if (isKnown(context, headers.ETag)) return new Response(null, { status: 304, headers });
    const { body, name, type } = bodyOf(found);
    return streamed(context, body, {
      ...headers,
      "Content-Type": type,
      "Content-Disposition": `attachment; filename*=UTF-8''${encodeRfc5987(name)}`,
    });
  });
}

/** Compares weakly, as RFC 9110 (13.1.2) asks for. */
function isKnown(context: Context, etag: string): boolean {
  const given = context.req.header("if-none-match");
  if (given === undefined) return false;
  const tags = given.split(",").map((tag) => tag.trim().replace(/^W\//, ""));
  return tags.includes(etag) || tags.includes("*");
}

function bodyOf({ version, files, open }: OpenVersion): {
  readonly body: StreamedBody;
  readonly name: string;
  readonly type: string;
} {
  const [only, ...others] = files;
  if (only && others.length === 0) {
    return { body: open(only), name: posix.basename(only.path), type: "application/octet-stream" };
  }
  const time = Math.floor(Date.parse(version.registeredAt) / 1000);
  const archived = files.map((file) => ({
    path: file.path,
    size: file.size,
    open: () => open(file).chunks,
  }));
  const name = `${posix.basename(version.model)}-${version.number}.tar`;
  return { body: tarOf(archived, time), name, type: "application/x-tar" };
}

/** Encodes a file name for a header (RFC 8187). */
function encodeRfc5987(name: string): string {
  return encodeURIComponent(name).replace(
    /['()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
