import type { Remote } from "../contract/remote.ts";
import type { S3Keys } from "./keys.ts";
import { S3Client, type S3Place } from "./s3-client.ts";
import { s3Log } from "./s3-log.ts";
import { s3Objects } from "./s3-objects.ts";

/**
 * Opens a bucket through which clones share a registry. Contacts nobody yet.
 *
 * @param keys that are used where the person's settings have none
 */
export function openS3Remote(address: string, place: S3Place, keys?: S3Keys): Remote {
  const client = new S3Client(address, place, keys);
  return { address, log: s3Log(client), objects: s3Objects(client) };
}
