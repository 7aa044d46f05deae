import { damaged, requireHead, requireSegment } from "../contract/remote-errors.ts";
import { encodeHead, type RemoteHead, type Segment } from "../contract/remote-head.ts";
import type { NewSegment, RemoteLog, SeenHead, Transfer } from "../contract/remote.ts";
import { problemOf, type S3Client } from "./s3-client.ts";

const headKey = "head.json";

/**
 * The log in a bucket: `head.json` and the segments it names. A new head is put on the condition
 * that the one that was seen is still there, by its entity tag
 * (https://docs.aws.amazon.com/AmazonS3/latest/userguide/conditional-writes.html).
 */
export function s3Log(client: S3Client): RemoteLog {
  return {
    readHead: ({ signal } = {}) => readHead(client, signal),
    readSegment: async (_seen, segment, { signal } = {}) => {
      const answer = await client.send({ method: "GET", key: segmentKey(segment), signal });
      const bytes = await client.body(answer);
      if (answer.status === 200) return requireSegment(client.address, segment, bytes);
      const problem = problemOf(bytes);
      if (answer.status !== 404) throw client.problem(answer, problem);
      throw damaged(client.address, { kind: "segment-missing", sha256: segment.sha256 });
    },
    swapHead: (seen, next, added, transfer = {}) => swapHead(client, seen, next, added, transfer),
    erase: async (segments, { signal } = {}) => {
      for (const sha256 of segments) await client.remove(segmentKey({ sha256 }), signal);
    },
  };
}

async function readHead(client: S3Client, signal: AbortSignal | undefined): Promise<SeenHead> {
  const answer = await client.send({ method: "GET", key: headKey, signal });
  const bytes = await client.body(answer);
  if (answer.status === 404 && problemOf(bytes).code !== "NoSuchBucket") return { token: "" };
  if (answer.status !== 200) throw client.problem(answer, problemOf(bytes));
  const { etag } = answer.headers;
  if (etag === undefined) throw damaged(client.address, { kind: "no-entity-tag" });
  return { head: requireHead(client.address, bytes), token: etag };
}

async function swapHead(
  client: S3Client,
  seen: SeenHead,
  next: RemoteHead,
  added: readonly NewSegment[],
  { signal }: Transfer,
): Promise<SeenHead | undefined> {
  for (const segment of added) {
    const body = Buffer.from(segment.bytes);
    await client.must({ method: "PUT", key: segmentKey(segment), body, signal });
  }
  const answer = await client.send({
    method: "PUT",
    key: headKey,
    headers: {
      "Content-Type": "application/json",
      ...(seen.token === "" ? { "If-None-Match": "*" } : { "If-Match": seen.token }),
    },
    body: encodeHead(next),
    signal,
  });
  const bytes = await client.body(answer);
  const { etag } = answer.headers;
  if (answer.status === 200 && etag !== undefined) return { head: next, token: etag };
  const problem = problemOf(bytes);
  // 409: another one is being put at this moment; 404: the one that was seen was removed.
  const isLost = [404, 409, 412].includes(answer.status) && problem.code !== "NoSuchBucket";
  if (isLost) return undefined;
  throw client.problem(answer, problem);
}

function segmentKey({ sha256 }: Pick<Segment, "sha256">): string {
  return `segments/${sha256.slice(0, 2)}/${sha256}`;
}
