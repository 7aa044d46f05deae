import { createHash } from "node:crypto";
import { open } from "node:fs/promises";
import type { StoredBytes } from "../../core/model/artifact.ts";
import { RegistryError, throwIfCancelled } from "../../core/refusals/refusal.ts";
import { requireDigest } from "../contract/object-file.ts";
import { answered } from "../contract/remote-errors.ts";
import type { Transfer } from "../contract/remote.ts";
import { elementOf, elementsOf, problemOf, type S3Client } from "./s3-client.ts";

/** Bytes of a part; S3 takes 10,000 parts of a file. */
const smallestPart = 16 * 1024 * 1024;
const mostParts = 10_000;
/** Parts that are sent at the same time. */
const atATime = 3;

export interface LargeFile {
  readonly key: string;
  readonly object: StoredBytes;
  /** Absolute. */
  readonly path: string;
  readonly transfer: Transfer;
}

interface Upload {
  readonly id: string;
  /** Entity tags of the parts that are there, by number. */
  readonly tags: Map<number, string>;
}

/**
 * Sends a large file in parts
 * (https://docs.aws.amazon.com/AmazonS3/latest/userguide/mpuoverview.html). An upload that was broken
 * off is found again: parts that are there with the same bytes are not sent twice. The parts become
 * an object only once the bytes of all of them have the digest that they should have.
 */
export async function putInParts(client: S3Client, file: LargeFile): Promise<void> {
  const { key, object, transfer } = file;
  const { signal } = transfer;
  const upload =
    (await findUpload(client, key, signal)) ?? (await beginUpload(client, key, signal));
  try {
    const digest = await sendParts(client, file, upload);
    requireDigest(object, digest);
  } catch (error) {
    // Bytes of another file are of no use to anybody; the rest of a broken upload is.
    if (isChanged(error)) await abort(client, key, upload);
    throw error;
  }
  await complete(client, key, upload, signal);
}

/** Sends what is not there yet, and returns the SHA-256 of the file. */
async function sendParts(
  client: S3Client,
  { key, object, path, transfer }: LargeFile,
  upload: Upload,
): Promise<string> {
  const { signal, onBytes } = transfer;
  const partSize = Math.max(smallestPart, Math.ceil(object.size / mostParts));
  const hash = createHash("sha256");
  const running = new Set<Promise<void>>();
  const handle = await open(path, "r");
  try {
    for (let number = 1; ; number += 1) {
      throwIfCancelled(signal);
      const bytes = await readPart(handle, (number - 1) * partSize, partSize);
      if (bytes.length === 0) break;
      hash.update(bytes);
      const sending = sendPart(client, key, upload, number, bytes, signal).then(() => {
        running.delete(sending);
        onBytes?.(bytes.length);
      });
      running.add(sending);
      sending.catch(() => undefined);
      if (running.size >= atATime) await Promise.race(running);
    }
    await Promise.all(running);
  } finally {
    await Promise.allSettled(running);
    await handle.close();
  }
  return hash.digest("hex");
}

async function sendPart(
  client: S3Client,
  key: string,
  { id, tags }: Upload,
  number: number,
  body: Buffer,
  signal: AbortSignal | undefined,
): Promise<void> {
  const known = tags.get(number);
  // The tag of a part is its MD5, unless the bucket encrypts: then it is sent again.
  const md5 = known === undefined ? "" : createHash("md5").update(body).digest("hex");
  if (known === `"${md5}"`) return;
  const query = { partNumber: String(number), uploadId: id };
  const answer = await client.send({ method: "PUT", key, query, body, signal });
  const bytes = await client.body(answer);
  const { etag } = answer.headers;
  if (answer.status !== 200 || etag === undefined) throw client.problem(answer, problemOf(bytes));
  tags.set(number, etag);
}

async function findUpload(
  client: S3Client,
  key: string,
  signal: AbortSignal | undefined,
): Promise<Upload | undefined> {
  const prefix = client.keyOf(key);
  const listed = await client.listUploads(prefix, signal);
  const id = elementsOf(listed, "Upload")
    .filter((upload) => elementOf(upload, "Key") === prefix)
    .map((upload) => elementOf(upload, "UploadId"))
    .at(-1);
  if (id === undefined) return undefined;
  const tags = new Map<number, string>();
  for (let marker = "0"; ;) {
    const query = { uploadId: id, "part-number-marker": marker };
    const answer = await client.send({ method: "GET", key, query, signal });
    const xml = (await client.body(answer)).toString("utf8");
    // Somebody else has ended it meanwhile.
    if (answer.status !== 200) return undefined;
    for (const part of elementsOf(xml, "Part")) {
      tags.set(Number(elementOf(part, "PartNumber")), elementOf(part, "ETag") ?? "");
    }
    const next = elementOf(xml, "NextPartNumberMarker");
    if (elementOf(xml, "IsTruncated") !== "true" || next === undefined) return { id, tags };
    marker = next;
  }
}

async function beginUpload(
  client: S3Client,
  key: string,
  signal: AbortSignal | undefined,
): Promise<Upload> {
  const bytes = await client.must({ method: "POST", key, query: { uploads: "" }, signal });
  const id = elementOf(bytes.toString("utf8"), "UploadId");
  if (id === undefined) throw answered(client.address, { kind: "no-upload-id" }, false);
  return { id, tags: new Map() };
}

async function complete(
  client: S3Client,
  key: string,
  { id, tags }: Upload,
  signal: AbortSignal | undefined,
): Promise<void> {
  const parts = [...tags]
    .sort(([one], [other]) => one - other)
    .map(([number, tag]) => `<Part><PartNumber>${number}</PartNumber><ETag>${tag}</ETag></Part>`);
  const body = Buffer.from(
    `<CompleteMultipartUpload xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${parts.join("")}</CompleteMultipartUpload>`,
  );
  const query = { uploadId: id };
  const answer = await client.send({ method: "POST", key, query, body, signal });
  const bytes = await client.body(answer);
  const problem = problemOf(bytes);
  // A status of success may come before a problem that is found later.
  if (answer.status === 200 && problem.code === "") return;
  // The answer to a first attempt was lost, or another clone has ended the same upload.
  if (problem.code === "NoSuchUpload" && (await isThere(client, key, signal))) return;
  throw client.problem(answer, problem);
}

async function isThere(
  client: S3Client,
  key: string,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  const answer = await client.send({ method: "HEAD", key, signal });
  answer.body.resume();
  return answer.status === 200;
}

async function abort(client: S3Client, key: string, { id }: Upload): Promise<void> {
  const query = { uploadId: id };
  const answer = await client.send({ method: "DELETE", key, query }).catch(() => undefined);
  answer?.body.resume();
}

async function readPart(
  handle: Awaited<ReturnType<typeof open>>,
  from: number,
  size: number,
): Promise<Buffer> {
  const bytes = Buffer.allocUnsafe(size);
  let filled = 0;
  while (filled < size) {
    const { bytesRead } = await handle.read(bytes, filled, size - filled, from + filled);
    if (bytesRead === 0) break;
    filled += bytesRead;
  }
  return bytes.subarray(0, filled);
}

function isChanged(error: unknown): boolean {
  return error instanceof RegistryError && error.refusal.code === "artifact-changed";
}
