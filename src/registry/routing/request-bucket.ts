import { createHash } from "node:crypto";
import { bucketOf } from "../../core/abtests/routing.ts";
import type { EventId } from "../../core/model/ids.ts";

/** Returns the bucket of a request in an A/B test. */
export function requestBucket(test: EventId, request: string): number {
  return bucketOf(createHash("sha256").update(`${test}:${request}`, "utf8").digest());
}
