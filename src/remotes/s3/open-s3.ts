import type { Remote } from "../contract/remote.ts";
import { S3Client, type S3Place } from "./s3-client.ts";
import { s3Log } from "./s3-log.ts";
import { s3Objects } from "./s3-objects.ts";

/** Opens a bucket through which clones share a registry. Contacts nobody yet. */
export function openS3Remote(address: string, place: S3Place): Remote {
  const client = new S3Client(address, place);
  return { address, log: s3Log(client), objects: s3Objects(client) };
}
