import { createHash, createHmac } from "node:crypto";
import type { S3Keys } from "./keys.ts";

export interface SignedRequest {
  readonly method: string;
  readonly url: URL;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** SHA-256 of the body. */
  readonly bodyDigest: string;
  readonly region: string;
  /** By the clock of the server. */
  readonly time: Date;
}

const algorithm = "AWS4-HMAC-SHA256";

/**
 * Returns the headers of a request to S3 with its signature, version 4
 * (https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html).
 */
export function signedHeaders(
  { method, url, headers = {}, bodyDigest, region, time }: SignedRequest,
  { accessKeyId, secretAccessKey, sessionToken }: S3Keys,
): Readonly<Record<string, string>> {
  const at = time.toISOString().replaceAll(/[:-]|\.\d{3}/g, "");
  const day = at.slice(0, 8);
  const all: Record<string, string> = {
    ...Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]),
    ),
    host: url.host,
    "x-amz-content-sha256": bodyDigest,
    "x-amz-date": at,
    ...(sessionToken !== undefined && { "x-amz-security-token": sessionToken }),
  };
  const names = Object.keys(all).sort();
  const canonical = [
    method,
    url.pathname,
    canonicalQuery(url),
    ...names.map((name) => `${name}:${(all[name] ?? "").trim().replaceAll(/ +/g, " ")}`),
    "",
    names.join(";"),
    bodyDigest,
  ].join("\n");
  const scope = `${day}/${region}/s3/aws4_request`;
  const toSign = [algorithm, at, scope, sha256(canonical)].join("\n");
  const key = [region, "s3", "aws4_request"].reduce(hmac, hmac(`AWS4${secretAccessKey}`, day));
  const signature = hmac(key, toSign).toString("hex");
  const parts = [
    `Credential=${accessKeyId}/${scope}`,
    `SignedHeaders=${names.join(";")}`,
    `Signature=${signature}`,
  ];
  return { ...all, authorization: `${algorithm} ${parts.join(", ")}` };
}

/** Encodes a part of a path or of a query as S3 wants it: all but unreserved characters. */
export function encodePart(text: string): string {
  return encodeURIComponent(text).replaceAll(
    /[!'()*]/g,
    (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

function canonicalQuery({ searchParams }: URL): string {
  return [...searchParams]
    .map(([name, value]) => `${encodePart(name)}=${encodePart(value)}`)
    .sort()
    .join("&");
}

function hmac(key: Buffer | string, text: string): Buffer {
  return createHmac("sha256", key).update(text).digest();
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
